"""`bff demo`: services, gateway, and the project's operations with what each of them costs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from bff.config import Settings
from bff.errors import Problem, SettingsError
from bff.testing import Serving, serving

from .console import make_console, make_table, print_json
from .demo_services import demo_services
from .measure import Measured, measure
from .operations import read_operations
from .project import Project
from .signals import until_stopped

__all__ = ["demo"]

_STOPPED = 130
"""What a shell says of a command that Ctrl-C ended."""


def demo(project: Project, *, once: bool, as_json: bool) -> int:
    """Run the demonstration; returns the exit code."""
    settings = project.settings
    console = make_console(stderr=as_json)
    operations = read_operations(_operations_folder(settings))
    with until_stopped() as stopped, demo_services(settings, stopped) as names:
        if stopped.is_set():
            return _STOPPED
        console.print(f"Services ready: {', '.join(names)}")
        port = 0 if once else settings.http.port
        with serving(settings, project.graph, host=settings.http.host, port=port) as server:
            headers = settings.demo.headers
            results = [measure(server, each, headers) for each in operations if not stopped.is_set()]
            if stopped.is_set():
                return _STOPPED
            if as_json:
                print_json([asdict(each) for each in results])
            else:
                _print_results(console, results)
            if once:
                return _verdict(console, results)
            _print_addresses(console, settings, server)
            stopped.wait()
    return 0


def _operations_folder(settings: Settings) -> Path:
    if settings.demo.operations is None:
        raise SettingsError(
            (Problem("demo.operations", "is not set.", 'Name a folder of operations: operations = "…".'),)
        )
    return settings.demo.operations


def _print_results(console: Console, results: list[Measured]) -> None:
    titles = ("operation", "bytes", "points", "calls", "planned", "ms")
    table = make_table(*titles, figures=5, after=("by service (made/planned)",))
    for each in results:
        table.add_row(
            each.name,
            str(each.answer_bytes),
            f"{each.points:g}",
            str(sum(made for made, _ in each.calls.values())),
            str(sum(planned for _, planned in each.calls.values())),
            f"{each.duration_ms:.0f}",
            ", ".join(f"{name} {made}/{planned}" for name, (made, planned) in each.calls.items()),
        )
    console.print(table)
    for each in results:
        for finding in each.findings:
            console.print(f"{each.name}: {finding}", style="red")


def _verdict(console: Console, results: list[Measured]) -> int:
    failed = [each.name for each in results if each.findings]
    if failed:
        console.print(f"{len(failed)} of {len(results)} operations failed: {', '.join(failed)}")
        return 1
    console.print(f"{len(results)} operations, no errors, all within their bounds")
    return 0


def _print_addresses(console: Console, settings: Settings, server: Serving) -> None:
    console.print(f"GraphQL    {server.url}{settings.http.path}")
    console.print(f"GraphiQL   {server.url}/graphiql")
    for name, service in sorted(settings.services.items()):
        console.print(f"{name:<10} {service.url}/docs")
    console.print("Ctrl-C stops everything.")

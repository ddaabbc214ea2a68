"""`bff demo`: services, gateway, and the project's operations with what each of them costs."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from bff.config import Settings
from bff.errors import Problem, SettingsError
from bff.testing import Serving, serving

from .console import make_console
from .operations import StoredOperation, read_operations
from .project import Project

__all__ = ["demo"]

_SERVICES_START_S = 20.0
_SERVICES_STOP_S = 5.0


@dataclass(frozen=True, slots=True)
class Measured:
    """What one operation came to, and what is wrong with that."""

    name: str
    status: int
    answer_bytes: int
    points: float
    calls: Mapping[str, tuple[int, int]]
    """Made and planned, by service."""
    duration_ms: float
    findings: tuple[str, ...]


def demo(project: Project, *, once: bool, as_json: bool) -> int:
    """Run the demonstration; returns the exit code."""
    console = make_console(stderr=as_json)
    operations = read_operations(_operations_folder(project.settings))
    with _services(project.settings, console), _stoppable() as stopped:
        http = project.settings.http
        with serving(
            project.settings, project.graph, host=http.host, port=0 if once else http.port
        ) as server:
            headers = project.settings.demo.headers
            results = [_measure(server, each, headers) for each in operations]
            if as_json:
                print(json.dumps([asdict(each) for each in results], indent=2))
            else:
                _print_results(console, results)
            if once:
                return _verdict(console, results)
            _print_addresses(console, project.settings, server)
            stopped.wait()
    return 0


def _operations_folder(settings: Settings) -> Path:
    if settings.demo.operations is None:
        raise SettingsError(
            (Problem("demo.operations", "is not set.", 'Name a folder of operations: operations = "…".'),)
        )
    return settings.demo.operations


@contextlib.contextmanager
def _services(settings: Settings, console: Console) -> Iterator[None]:
    """Start the services' command and wait until each address answers; end it with the block."""
    if not settings.demo.services:
        yield
        return
    taken = [each.url for each in settings.services.values() if _accepts(each.url)]
    if taken:
        raise OSError(
            f"Something listens already at {', '.join(taken)}. Stop it, or give the services other addresses."
        )
    command = [sys.executable if word == "python" else word for word in settings.demo.services]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        deadline_s = time.monotonic() + _SERVICES_START_S
        while waiting := [each.url for each in settings.services.values() if not _accepts(each.url)]:
            if process.poll() is not None:
                raise OSError(f"The services ended with code {process.returncode}: {' '.join(command)}")
            if time.monotonic() > deadline_s:
                raise OSError(f"The services did not start in {_SERVICES_START_S:g} s: {', '.join(waiting)}")
            time.sleep(0.05)
        console.print(f"Services ready: {', '.join(sorted(settings.services))}")
        yield
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the services and everything that they started."""
    for signal_number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal_number)
        try:
            process.wait(_SERVICES_STOP_S)
        except subprocess.TimeoutExpired:
            continue
        return


def _accepts(url: str) -> bool:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=0.5):
            return True
    except OSError:
        return False


@contextlib.contextmanager
def _stoppable() -> Iterator[threading.Event]:
    """Yield an event that Ctrl-C or SIGTERM sets, so that the blocks around it end what they started."""
    stopped = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: _stop(stopped)) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(stopped: threading.Event) -> None:
    if stopped.is_set():
        raise KeyboardInterrupt
    stopped.set()


def _measure(server: Serving, operation: StoredOperation, headers: Mapping[str, str]) -> Measured:
    """Run one operation twice and measure the second time: the first one opens the connections."""
    sent = {"graphql-cost": "report", "graphql-client-name": "bff-demo", **headers}
    server.post(operation.text, operation.variables, headers=sent)
    began_s = time.monotonic()
    answer = server.post(operation.text, operation.variables, headers=sent)
    duration_ms = (time.monotonic() - began_s) * 1000
    content = answer.json()
    cost = content.get("extensions", {}).get("cost", {})
    calls = {
        name: (counts["actual"], counts["estimated"])
        for name, counts in cost.get("calls", {}).get("byService", {}).items()
    }
    measured = Measured(
        name=operation.name,
        status=answer.status,
        answer_bytes=len(answer.body),
        points=cost.get("actualQueryCost", 0),
        calls=calls,
        duration_ms=duration_ms,
        findings=(),
    )
    findings = (*_problems(content), *_over_bounds(operation, measured))
    return Measured(**{**asdict(measured), "findings": findings})


def _problems(content: Mapping[str, Any]) -> Iterator[str]:
    for error in content.get("errors", ()):
        yield f"error: {error['message']}"
    data = content.get("data")
    if not data:
        yield "no data"
    yield from (f"empty list at {path}" for path in _empty_lists(data, ""))


def _empty_lists(value: object, path: str) -> Iterator[str]:
    """Yield the top-level lists that are empty: further down, an empty list may be the truth."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _empty_lists(each, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list) and not value:
        yield path


def _over_bounds(operation: StoredOperation, measured: Measured) -> Iterator[str]:
    figures = {
        "points": measured.points,
        "calls": sum(made for made, _ in measured.calls.values()),
        "answer_bytes": measured.answer_bytes,
        "duration_ms": measured.duration_ms,
    }
    for name, value in figures.items():
        bound = getattr(operation.bounds, name)
        if bound is not None and value > bound:
            yield f"{name}: {value:.0f}, above its bound {bound:g}"
    for service, (made, planned) in measured.calls.items():
        if made > planned:
            yield f"{service}: {made} calls made, but only {planned} planned"


def _print_results(console: Console, results: list[Measured]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("operation")
    for title in ("bytes", "points", "calls", "planned", "ms"):
        table.add_column(title, justify="right")
    table.add_column("by service (made/planned)")
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

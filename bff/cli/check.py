"""`bff check`: is everything in the repository fit to be served?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.table import Table

from bff.app import build
from bff.declare import Blueprint
from bff.errors import RequestRefused
from bff.evolution import Change, compare

from .console import make_console
from .operations import StoredOperation, read_operations
from .pricing import Pricer
from .project import Project

__all__ = ["check"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One operation: its price at its stored variables, and what is wrong with it."""

    name: str
    depth: int = 0
    points: float = 0
    field_cost: float = 0
    type_cost: float = 0
    calls: int = 0
    rounds: int = 0
    findings: tuple[str, ...] = ()


def check(project: Project, folder: Path | None, *, as_json: bool) -> int:
    """Check schema, settings, operations and the stored SDL; returns the exit code.

    Raises:
        DeclarationError, SettingsError: the server would not even start.
    """
    checked = build(project.settings, project.graph).pipeline.blueprint
    folder = folder or project.settings.demo.operations
    pricer = Pricer(checked, project.settings)
    verdicts = [_verdict(pricer, each) for each in read_operations(folder)] if folder else []
    changes = _changes(project, checked)
    failed = any(each.findings for each in verdicts) or any(change.is_breaking for change in changes)
    if as_json:
        print(
            json.dumps(
                {
                    "operations": [asdict(each) for each in verdicts],
                    "notes": [asdict(note) for note in checked.notes],
                    "changes": [asdict(change) for change in changes],
                    "ok": not failed,
                },
                indent=2,
            )
        )
    else:
        _print(checked, verdicts, changes)
    return 1 if failed else 0


def _verdict(pricer: Pricer, operation: StoredOperation) -> Verdict:
    try:
        priced = pricer.price(operation.text, None, operation.variables)
    except RequestRefused as refused:
        return Verdict(operation.name, findings=tuple(each.message for each in refused.refusals))
    estimate = priced.estimate
    figures = {"points": priced.points, "calls": estimate.call_count}
    over = [
        f"{name}: {value:g}, above its bound {bound:g}"
        for name, value in figures.items()
        if (bound := getattr(operation.bounds, name)) is not None and value > bound
    ]
    return Verdict(
        name=operation.name,
        depth=priced.plan.operation.shape.depth,
        points=priced.points,
        field_cost=estimate.field_cost,
        type_cost=estimate.type_cost,
        calls=estimate.call_count,
        rounds=estimate.round_count,
        findings=(
            *(refusal.message for refusal in priced.refusals),
            *over,
            *(f"N+1 at '{bound.path}'" for bound in estimate.calls if bound.is_n_plus_one),
        ),
    )


def _changes(project: Project, checked: Blueprint) -> tuple[Change, ...]:
    """Return how the schema differs from the SDL stored beside the settings; nothing where none is stored."""
    if project.config_path is None:
        return ()
    stored = project.config_path.with_name("schema.graphql")
    return compare(stored.read_text(encoding="utf-8"), checked.sdl) if stored.exists() else ()


def _print(checked: Blueprint, verdicts: list[Verdict], changes: tuple[Change, ...]) -> None:
    console = make_console()
    console.print(f"Schema: {len(checked.links)} links to {len(checked.services)} services, no problems")
    for note in checked.notes:
        console.print(f"note: {note}")
    if verdicts:
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("operation")
        for title in ("depth", "points", "field", "type", "calls", "rounds"):
            table.add_column(title, justify="right")
        for each in verdicts:
            figures = (each.depth, each.points, each.field_cost, each.type_cost, each.calls, each.rounds)
            table.add_row(each.name, *(f"{figure:g}" for figure in figures))
        console.print(table)
    for line in _findings(verdicts, changes):
        console.print(line, style="red")


def _findings(verdicts: list[Verdict], changes: tuple[Change, ...]) -> Iterator[str]:
    for each in verdicts:
        for finding in each.findings:
            yield f"{each.name}: {finding}"
    for change in changes:
        kind = "breaks clients" if change.is_breaking else "differs from schema.graphql"
        yield f"schema, {kind}: {change.description} Run `bff sdl > schema.graphql` once it is meant."

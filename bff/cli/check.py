"""`bff check`: is everything in the repository fit to be served?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from graphql import GraphQLError
from rich.console import Console

from bff.app import build
from bff.declare import Blueprint
from bff.errors import Problem, RequestRefused, SettingsError
from bff.evolution import Change, compare

from .console import counted, make_console, make_table, print_json
from .files import read_text
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
        print_json(
            {
                "operations": [asdict(each) for each in verdicts],
                "notes": [asdict(note) for note in checked.notes],
                "changes": [asdict(change) for change in changes],
                "ok": not failed,
            }
        )
    else:
        _print(make_console(), checked, verdicts, changes)
    return 1 if failed else 0


def _verdict(pricer: Pricer, operation: StoredOperation) -> Verdict:
    try:
        priced = pricer.price(operation.text, None, operation.variables)
    except RequestRefused as refused:
        return Verdict(operation.name, findings=tuple(each.message for each in refused.refusals))
    estimate = priced.estimate
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
            *operation.bounds.exceeded_by({"points": priced.points, "calls": estimate.call_count}),
            *(f"N+1 at '{bound.path}'" for bound in estimate.calls if bound.is_n_plus_one),
        ),
    )


def _changes(project: Project, checked: Blueprint) -> tuple[Change, ...]:
    """Return how the schema differs from the SDL stored beside the settings; nothing where none is stored."""
    stored = project.stored_sdl
    if stored is None or not stored.exists():
        return ()
    try:
        return compare(read_text(stored), checked.sdl)
    except (GraphQLError, TypeError) as error:  # TypeError: a schema that parses and contradicts itself
        what = f"is no GraphQL schema: {' '.join(str(error).split())}"
        remedy = f"Write it anew: bff sdl > {stored}"
        raise SettingsError((Problem(str(stored), what, remedy),)) from None


def _print(
    console: Console, checked: Blueprint, verdicts: list[Verdict], changes: tuple[Change, ...]
) -> None:
    links, services = counted(len(checked.links), "link"), counted(len(checked.services), "service")
    console.print(f"Schema: {links} to {services}, no problems")
    for note in checked.notes:
        console.print(f"note: {note}")
    if verdicts:
        table = make_table("operation", "depth", "points", "field", "type", "calls", "rounds", figures=6)
        for each in verdicts:
            figures = (each.depth, each.points, each.field_cost, each.type_cost, each.calls, each.rounds)
            table.add_row(each.name, *(f"{figure:g}" for figure in figures))
        console.print(table)
    for each in verdicts:
        for finding in each.findings:
            console.print(f"{each.name}: {finding}", style="red")
    for line in _told(changes):
        console.print(line, style="red" if "breaks" in line else "")


def _told(changes: tuple[Change, ...]) -> Iterator[str]:
    for change in changes:
        kind = "breaks clients" if change.is_breaking else "differs from schema.graphql"
        yield f"schema, {kind}: {change.description}"
    if changes:
        yield "Store the schema once all of this is meant: bff sdl > schema.graphql, beside the settings."

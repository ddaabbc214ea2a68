"""What `bff check` found, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import Console

from bff.evolution import Change

from .checked import Checked
from .console import counted, make_table
from .differences import Difference, told
from .verdict import Verdict

__all__ = ["print_checked"]

_FIGURES = ("depth", "points", "field", "type", "calls", "rounds")


def print_checked(console: Console, checked: Checked) -> None:
    """Print schema, prices, findings and differences."""
    blueprint = checked.blueprint
    links, services = counted(len(blueprint.links), "link"), counted(len(blueprint.services), "service")
    console.print(f"Schema: {links} to {services}, no problems")
    for note in blueprint.notes:
        console.print(f"note: {note}")
    if checked.verdicts:
        _print_prices(console, checked.verdicts)
    for verdict in checked.verdicts:
        for each in verdict.findings:
            console.print(f"{each.file}:{each.line}: {verdict.name}: {each.message}", style="red")
    for line in _of_schema(checked.changes):
        console.print(line, style="red" if "breaks" in line else "")
    if checked.differences is not None:
        _print_differences(console, checked.differences, is_failure=checked.fails_on_increase)


def _print_prices(console: Console, verdicts: tuple[Verdict, ...]) -> None:
    after = ("by service", "assumed") if any(each.assumed for each in verdicts) else ("by service",)
    table = make_table("operation", *_FIGURES, figures=len(_FIGURES), after=after)
    for each in verdicts:
        figures = (each.depth, each.points, each.field_cost, each.type_cost, each.calls, each.rounds)
        shown = (f"{figure:g}" for figure in figures) if each.is_valid else ("-" for _ in figures)
        assumed = ", ".join(f"${name} = {size}" for name, size in each.assumed.items())
        table.add_row(each.name, *shown, _counted(each.calls_by_service), *([assumed] if after[1:] else []))
    console.print(table)


def _counted(calls: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in calls.items())


def _of_schema(changes: tuple[Change, ...]) -> Iterator[str]:
    for change in changes:
        kind = "breaks clients" if change.is_breaking else "differs from schema.graphql"
        yield f"schema, {kind}: {change.description}"
    if changes:
        yield "Store the schema once all of this is meant: bff sdl > schema.graphql, beside the settings."


def _print_differences(console: Console, found: tuple[Difference, ...], *, is_failure: bool) -> None:
    if not found:
        console.print("Against the base: no operation costs more or less.")
        return
    console.print("Against the base:")
    for each in found:
        console.print(f"  {told(each)}", style="red" if is_failure and each.is_increase else "")

"""`bff explain`: the price of one operation, and every call that it would make."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from bff.declare import blueprint
from bff.errors import Code, Refusal, RequestRefused, refuse
from bff.flow.explanation import Explanation
from bff.flow.plan import CallBound
from bff.plan import explain as explained
from bff.response.cost import cost_extension

from .console import counted, make_console, make_table, print_json
from .files import read_text
from .pricing import Pricer
from .project import Project

__all__ = ["explain"]


def explain(
    project: Project, document: Path, *, variables: str, operation_name: str | None, as_json: bool
) -> int:
    """Print the price; returns 1 where the server would refuse the operation, after saying what would fit."""
    text = read_text(document)
    limits = project.settings.limits
    pricer = Pricer(blueprint(project.graph, default_list_size=limits.default_list_size), project.settings)
    told: Explanation | None = None
    try:
        priced = pricer.price(text, operation_name, _variables(variables))
        told, refusals = explained(priced.plan, priced.estimate, limits), priced.refusals
    except RequestRefused as refused:
        refusals = refused.refusals
    if as_json:
        content = cost_extension(told) if told is not None else {}
        print_json({**content, "refusals": [_entry(each) for each in refusals]})
    else:
        _print(make_console(), told, refusals)
    return 1 if refusals else 0


def _variables(text: str) -> dict[str, Any]:
    """Return the variables.

    Raises:
        RequestRefused: they are no JSON object, as a server would say it.
    """
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise refuse(Code.BAD_USER_INPUT, f"--variables is no JSON: {error}.") from None
    if not isinstance(value, dict):
        raise refuse(Code.BAD_USER_INPUT, '--variables must be a JSON object, such as \'{"id": "1"}\'.')
    return value


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is none of its numbers")


def _entry(refusal: Refusal) -> dict[str, object]:
    places = [{"line": line, "column": column} for line, column in refusal.locations]
    return {
        "code": refusal.code.value,
        "message": refusal.message,
        **({"locations": places} if places else {}),
        **refusal.facts,
    }


def _print(console: Console, told: Explanation | None, refusals: Sequence[Refusal]) -> None:
    if told is not None:
        _print_figures(console, told)
        _print_plan(console, told)
        for each in told.dearest:
            console.print(
                f"dearest: {each.path} (line {each.line}), by itself {each.own_field_cost:g} field cost, "
                f"{each.own_type_cost:g} type cost, {counted(each.own_calls, 'call')}"
            )
    for refusal in refusals:
        where = f" (line {refusal.locations[0][0]})" if refusal.locations else ""
        console.print(f"refused: {refusal.code.value}: {refusal.message}{where}", style="red")


def _print_figures(console: Console, told: Explanation) -> None:
    limits = told.limits
    figures = make_table("", "", "")
    for name, value, limit in (
        ("depth", told.depth, limits.depth),
        ("field cost", told.field_cost, limits.field_cost),
        ("type cost", told.type_cost, limits.type_cost),
        ("calls", told.call_count, limits.call_count),
    ):
        figures.add_row(name, f"{value:g}", f"of at most {limit}", style="red" if value > limit else "")
    meaning = f"the larger of field and type cost, and {limits.call_weight:g} for each call"
    figures.add_row("points", f"{told.points:g}", meaning)
    console.print(figures)
    console.print()


def _print_plan(console: Console, told: Explanation) -> None:
    plan = make_table("round", "field", "service", "endpoint", "keys", "a call", "calls", figures=3)
    for step in told.rounds:
        for bound in step.calls:
            plan.add_row(str(step.number), *_cells(bound))
    if told.rounds:
        console.print(plan)
    planned = sum(bound.count for step in told.rounds for bound in step.calls)
    if planned > told.call_count:
        console.print(
            f"{counted(planned, 'call')} in this table, at most {told.call_count} of them in one run: "
            "where an object is of one of several types, only the calls for that type are made"
        )


def _cells(bound: CallBound) -> tuple[str, ...]:
    return (
        bound.path,
        bound.service,
        bound.endpoint,
        str(bound.key_bound),
        "1" if bound.max_batch is None else str(bound.max_batch),
        f"{bound.count} (N+1)" if bound.is_n_plus_one else str(bound.count),
    )

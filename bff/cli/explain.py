"""`bff explain`: the price of one operation, and every call that it would make."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from rich.table import Table

from bff.config import LimitSettings
from bff.declare import blueprint
from bff.errors import Code, refuse

from .console import make_console
from .pricing import Priced, Pricer
from .project import Project

__all__ = ["explain"]

_TOP_COUNT = 3


def explain(
    project: Project, document: Path, *, variables: str, operation_name: str | None, as_json: bool
) -> int:
    """Print the price; returns 1 where the server would refuse the operation.

    Raises:
        RequestRefused: the document or its variables cannot be used.
    """
    text = sys.stdin.read() if str(document) == "-" else document.read_text(encoding="utf-8")
    checked = blueprint(project.graph, default_list_size=project.settings.limits.default_list_size)
    priced = Pricer(checked, project.settings).price(text, operation_name, _variables(variables))
    if as_json:
        print(json.dumps(_content(priced), indent=2))
    else:
        _print(priced, project.settings.limits)
    return 1 if priced.refusals else 0


def _variables(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise refuse(Code.BAD_USER_INPUT, f"--variables is not JSON: {error}.") from None
    if not isinstance(value, dict):
        raise refuse(Code.BAD_USER_INPUT, '--variables must be a JSON object, such as \'{"id": "1"}\'.')
    return value


def _content(priced: Priced) -> dict[str, object]:
    estimate = priced.estimate
    return {
        "depth": priced.plan.operation.shape.depth,
        "points": priced.points,
        "fieldCost": estimate.field_cost,
        "typeCost": estimate.type_cost,
        "calls": estimate.call_count,
        "rounds": estimate.round_count,
        "byService": estimate.calls_by_service(),
        "plan": [
            {
                "round": bound.round,
                "path": bound.path,
                "service": bound.service,
                "endpoint": bound.endpoint,
                "keys": bound.key_bound,
                "maxBatch": bound.max_batch,
                "calls": bound.count,
                "isNPlusOne": bound.is_n_plus_one,
            }
            for bound in estimate.calls
        ],
        "refusals": [{"code": each.code.value, "message": each.message} for each in priced.refusals],
    }


def _print(priced: Priced, limits: LimitSettings) -> None:
    console = make_console()
    estimate, shape = priced.estimate, priced.plan.operation.shape
    figures = Table(box=None, pad_edge=False, show_header=False)
    for name, value, limit in (
        ("depth", shape.depth, limits.depth),
        ("field cost", estimate.field_cost, limits.field_cost),
        ("type cost", estimate.type_cost, limits.type_cost),
        ("calls", estimate.call_count, limits.call_count),
    ):
        figures.add_row(name, f"{value:g}", f"of at most {limit}", style="red" if value > limit else "")
    figures.add_row("points", f"{priced.points:g}", "max(field, type) + calls x " + f"{limits.call_weight:g}")
    console.print(figures)
    console.print()
    plan = Table(box=None, pad_edge=False, header_style="bold")
    plan.add_column("round", justify="right")
    plan.add_column("field")
    plan.add_column("service")
    plan.add_column("endpoint")
    for title in ("keys", "a call", "calls"):
        plan.add_column(title, justify="right")
    for bound in estimate.calls:
        plan.add_row(
            str(bound.round),
            bound.path,
            bound.service,
            bound.endpoint,
            str(bound.key_bound),
            "1" if bound.max_batch is None else str(bound.max_batch),
            f"{bound.count} (N+1)" if bound.is_n_plus_one else str(bound.count),
        )
    console.print(plan)
    dearest = sorted(estimate.costs, key=lambda each: each.field_cost + each.type_cost, reverse=True)
    for each in dearest[:_TOP_COUNT]:
        console.print(
            f"dearest: {each.path} (line {each.line}), {each.field_cost:g} field, {each.type_cost:g} type"
        )
    for refusal in priced.refusals:
        console.print(f"{refusal.code.value}: {refusal.message}", style="red")

"""An estimate as people read it: what is dear, what is called when, and where a batch is missing."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from bff.config import LimitSettings
from bff.flow.plan import CallBound, Estimate, PathCost, Plan

__all__ = ["Explanation", "Round", "as_json", "explain"]

_TOP_COUNT = 3


@dataclass(frozen=True, slots=True)
class Round:
    """Calls that wait for the same number of calls before them."""

    number: int
    """From 1."""
    calls: tuple[CallBound, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that is told of a plan before it runs."""

    operation_name: str | None
    kind: str
    depth: int
    field_cost: float
    type_cost: float
    points: float
    call_count: int
    calls_by_service: tuple[tuple[str, int], ...]
    """By name."""
    rounds: tuple[Round, ...]
    dearest: tuple[PathCost, ...]
    """The places that add most by themselves, dearest first."""
    lines: tuple[tuple[int, float, int], ...]
    """Line, field cost and calls of what stands on it, without what stands on other lines."""
    n_plus_one: tuple[CallBound, ...]
    """Calls that grow with a list because their endpoint takes no batch."""
    limits: LimitSettings


def explain(plan: Plan, estimate: Estimate, limits: LimitSettings | None = None) -> Explanation:
    """Return what there is to say of an estimate; without `limits`, by the default ones."""
    limits = limits or LimitSettings()
    rounds: dict[int, list[CallBound]] = {}
    for bound in estimate.calls:
        rounds.setdefault(bound.round, []).append(bound)
    return Explanation(
        operation_name=plan.operation.name,
        kind=plan.operation.kind,
        depth=plan.operation.shape.depth,
        field_cost=estimate.field_cost,
        type_cost=estimate.type_cost,
        points=estimate.points(limits.call_weight),
        call_count=estimate.call_count,
        calls_by_service=tuple(sorted(estimate.calls_by_service().items())),
        rounds=tuple(Round(number, tuple(bounds)) for number, bounds in sorted(rounds.items())),
        dearest=estimate.dearest(_TOP_COUNT, limits.call_weight),
        lines=_lines(estimate),
        n_plus_one=tuple(bound for bound in estimate.calls if bound.is_n_plus_one),
        limits=limits,
    )


def _lines(estimate: Estimate) -> tuple[tuple[int, float, int], ...]:
    found: dict[int, tuple[float, int]] = {}
    for cost in estimate.costs:
        field_cost, calls = found.get(cost.line, (0.0, 0))
        found[cost.line] = (field_cost + cost.own_field_cost, calls + cost.own_calls)
    return tuple((line, field_cost, calls) for line, (field_cost, calls) in sorted(found.items()))


def as_json(explanation: Explanation) -> dict[str, object]:
    """Return the explanation under the names of `extensions.cost`; a number without bound is None."""
    limits = explanation.limits
    return {
        "requestedQueryCost": _number(explanation.points),
        "fieldCost": {"estimated": _number(explanation.field_cost)},
        "typeCost": {"estimated": _number(explanation.type_cost)},
        "calls": {
            "estimated": explanation.call_count,
            "byService": {name: {"estimated": count} for name, count in explanation.calls_by_service},
        },
        "depth": explanation.depth,
        "top": [
            {"path": each.path, "fieldCost": _number(each.field_cost), "calls": each.calls}
            for each in explanation.dearest
        ],
        "limits": {
            "field": limits.field_cost,
            "type": limits.type_cost,
            "calls": limits.call_count,
            "depth": limits.depth,
        },
        "plan": {
            "waves": [
                {"index": each.number, "calls": [_call(bound) for bound in each.calls]}
                for each in explanation.rounds
            ]
        },
        "lines": [
            {"line": line, "fieldCost": _number(field_cost), "calls": calls}
            for line, field_cost, calls in explanation.lines
        ],
    }


def _call(bound: CallBound) -> dict[str, object]:
    return {
        "path": bound.path,
        "service": bound.service,
        "endpoint": bound.endpoint,
        "count": bound.count,
        "isNPlusOne": bound.is_n_plus_one,
    }


def _number(value: float) -> float | int | None:
    if not isfinite(value):
        return None
    return int(value) if float(value).is_integer() else value

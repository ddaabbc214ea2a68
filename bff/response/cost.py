"""`extensions.cost` and the cost headers, in the names that clients of large public APIs already read."""

from __future__ import annotations

import math

from bff.config import LimitSettings
from bff.flow.outcome import ActualCosts, Admitted
from bff.flow.plan import CallBound, Plan

__all__ = ["cost_extension", "cost_headers"]

_TOP_COUNT = 3


def cost_headers(
    admitted: Admitted, actual: ActualCosts | None, limits: LimitSettings
) -> list[tuple[str, str]]:
    """Return `X-Cost-Estimated`, `X-Cost-Max` and, after a run, `X-Cost-Actual`, all in points."""
    headers = [
        ("x-cost-estimated", f"{admitted.points:g}"),
        ("x-cost-max", f"{_most_points(limits):g}"),
    ]
    if actual is not None:
        headers.append(("x-cost-actual", f"{actual.points(limits.call_weight):g}"))
    return headers


def cost_extension(
    plan: Plan, admitted: Admitted, actual: ActualCosts | None, limits: LimitSettings, trace_id: str
) -> dict[str, object]:
    """Return the value of `extensions.cost`; without `actual`, only what was estimated."""
    estimate = admitted.estimate
    services = estimate.calls_by_service()
    by_service: dict[str, object] = {
        name: _pair(count, None if actual is None else actual.calls_by_service.get(name, 0))
        for name, count in sorted(services.items())
    }
    cost: dict[str, object] = {"requestedQueryCost": _number(admitted.points)}
    if actual is not None:
        cost["actualQueryCost"] = _number(actual.points(limits.call_weight))
    cost |= {
        "fieldCost": _pair(estimate.field_cost, None if actual is None else actual.field_cost),
        "typeCost": _pair(estimate.type_cost, None if actual is None else actual.type_cost),
        "calls": {
            **_pair(estimate.call_count, None if actual is None else actual.call_count),
            "byService": by_service,
        },
        "depth": plan.operation.shape.depth,
        "top": _top(admitted),
        "limits": {
            "field": limits.field_cost,
            "type": limits.type_cost,
            "calls": limits.call_count,
            "depth": limits.depth,
        },
        "plan": {"waves": _waves(estimate.calls)},
    }
    if actual is not None:
        cost["traceId"] = trace_id
    return cost


def _most_points(limits: LimitSettings) -> float:
    return max(limits.field_cost, limits.type_cost) + limits.call_weight * limits.call_count


def _top(admitted: Admitted) -> list[dict[str, object]]:
    dearest = sorted(admitted.estimate.costs, key=lambda each: (each.field_cost, each.calls), reverse=True)
    return [
        {"path": each.path, "fieldCost": _number(each.field_cost), "calls": each.calls}
        for each in dearest[:_TOP_COUNT]
    ]


def _waves(calls: tuple[CallBound, ...]) -> list[dict[str, object]]:
    waves: dict[int, list[dict[str, object]]] = {}
    for bound in calls:
        waves.setdefault(bound.round, []).append(
            {
                "service": bound.service,
                "endpoint": bound.endpoint,
                "path": bound.path,
                "count": bound.count,
                "isNPlusOne": bound.is_n_plus_one,
            }
        )
    return [{"index": number, "calls": calls} for number, calls in sorted(waves.items())]


def _pair(estimated: float, actual: float | None) -> dict[str, object]:
    pair: dict[str, object] = {"estimated": _number(estimated)}
    if actual is not None:
        pair["actual"] = _number(actual)
    return pair


def _number(value: float) -> float | int | None:
    """Return an integer where the value is one; None for infinity, which JSON has no number for."""
    if not math.isfinite(value):
        return None
    return int(value) if float(value).is_integer() else value

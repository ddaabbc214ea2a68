"""`extensions.cost` and the cost headers, in the names that clients of large public APIs already read."""

from __future__ import annotations

import math
from collections.abc import Iterator

from bff.config import LimitSettings
from bff.flow.explanation import Explanation
from bff.flow.outcome import ActualCosts, Admitted
from bff.flow.plan import CallBound

__all__ = ["cost_extension", "cost_headers"]


def cost_headers(
    admitted: Admitted, actual: ActualCosts | None, limits: LimitSettings
) -> Iterator[tuple[str, str]]:
    """Yield `X-Cost-Estimated`, `X-Cost-Max` and, after a run, `X-Cost-Actual`, all in points."""
    yield "x-cost-estimated", f"{admitted.points:g}"
    most = max(limits.field_cost, limits.type_cost) + limits.call_weight * limits.call_count
    yield "x-cost-max", f"{most:g}"
    if actual is not None:
        yield "x-cost-actual", f"{actual.points(limits.call_weight):g}"


def cost_extension(
    explanation: Explanation, actual: ActualCosts | None = None, *, trace_id: str | None = None
) -> dict[str, object]:
    """Return the value of `extensions.cost`; without `actual`, only what was estimated.

    A number without bound is None, since JSON has none for it.
    """
    limits = explanation.limits
    told: dict[str, object] = {"requestedQueryCost": _number(explanation.points)}
    if actual is not None:
        told["actualQueryCost"] = _number(actual.points(limits.call_weight))
    told |= {
        "fieldCost": _pair(explanation.field_cost, actual.field_cost if actual else None),
        "typeCost": _pair(explanation.type_cost, actual.type_cost if actual else None),
        "calls": _calls(explanation, actual),
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
        "plan": _plan(explanation),
    }
    if trace_id is not None:
        told["traceId"] = trace_id
    return told


def _calls(explanation: Explanation, actual: ActualCosts | None) -> dict[str, object]:
    made = None if actual is None else actual.calls_by_service
    by_service = {
        name: _pair(count, None if made is None else made.get(name, 0))
        for name, count in explanation.calls_by_service
    }
    return {
        **_pair(explanation.call_count, None if actual is None else actual.call_count),
        "byService": by_service,
    }


def _plan(explanation: Explanation) -> dict[str, object]:
    waves = [
        {"index": each.number, "calls": [_call(bound) for bound in each.calls]} for each in explanation.rounds
    ]
    lines = [
        {"line": line, "fieldCost": _number(field_cost), "calls": calls}
        for line, field_cost, calls in explanation.lines
    ]
    return {"waves": waves, "lines": lines}


def _call(bound: CallBound) -> dict[str, object]:
    return {
        "path": bound.path,
        "service": bound.service,
        "endpoint": bound.endpoint,
        "count": bound.count,
        "isNPlusOne": bound.is_n_plus_one,
    }


def _pair(estimated: float, actual: float | None) -> dict[str, object]:
    pair: dict[str, object] = {"estimated": _number(estimated)}
    if actual is not None:
        pair["actual"] = _number(actual)
    return pair


def _number(value: float) -> float | int | None:
    if not math.isfinite(value):
        return None
    return int(value) if float(value).is_integer() else value

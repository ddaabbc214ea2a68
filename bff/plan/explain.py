"""What there is to say of an estimate: what is dear, what is called when, where a batch is missing."""

from __future__ import annotations

from bff.config import LimitSettings
from bff.flow.explanation import Explanation, Round
from bff.flow.plan import CallBound, Estimate, Plan

__all__ = ["explain"]

_TOP_COUNT = 3


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

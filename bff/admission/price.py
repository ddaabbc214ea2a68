"""The price of a plan against the limits: sizes that are never run first, then points, then calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from bff.config import LimitSettings
from bff.errors import Code, Refusal, RequestRefused
from bff.flow.outcome import Admitted
from bff.flow.plan import Estimate, Plan, SizeViolation

from .fits import find_fit, largest_sizes
from .wording import fact, shown, spelled

__all__ = ["judge", "price"]

_TOP_COUNT = 3


def price(
    plan: Plan,
    variables: Mapping[str, object],
    *,
    limits: LimitSettings,
    service_limits: Mapping[str, int] | None = None,
) -> Admitted:
    """Return what the plan may cost with coerced `variables`, if that is within all limits.

    `service_limits`: calls that one operation may make to each service; a service that is not named has
    no limit of its own.

    Raises:
        RequestRefused: with every limit that is not kept, and with what would fit.
    """
    estimate = plan.formula(variables)
    refusals = judge(plan, variables, estimate, limits=limits, service_limits=service_limits or {})
    if refusals:
        raise RequestRefused(*refusals)
    return Admitted(variables, estimate, estimate.points(limits.call_weight))


def judge(
    plan: Plan,
    variables: Mapping[str, object],
    estimate: Estimate,
    *,
    limits: LimitSettings,
    service_limits: Mapping[str, int],
) -> tuple[Refusal, ...]:
    """Return why an estimate is not admitted; empty if it is."""
    if estimate.violations:
        return tuple(_of_size(each) for each in estimate.violations[: limits.error_count])
    if not _is_over(estimate, limits, service_limits):
        return ()
    remedy, facts = _remedy(
        estimate,
        lambda sizes: plan.formula(variables, sizes),
        lambda other: not other.violations and not _is_over(other, limits, service_limits),
    )
    facts["top"] = [
        {"path": shown(each.path), "fieldCost": fact(each.field_cost), "calls": each.calls}
        for each in estimate.dearest(_TOP_COUNT, limits.call_weight)
    ]
    found = (*_over_limits(estimate, limits), *_over_services(estimate, service_limits))
    return tuple(
        Refusal(each.code, f"{each.message} {remedy}", {**each.facts, **facts})
        for each in found[: limits.error_count]
    )


def _of_size(violation: SizeViolation) -> Refusal:
    place = shown(violation.path)
    facts: dict[str, object] = {"path": place, "line": violation.line, "argument": violation.argument}
    if violation.value is None:
        message = f"The list at '{place}' needs exactly one of `{violation.argument}`. Give one of them."
        return Refusal(Code.COST_INVALID_SLICING_ARGUMENTS, message, facts)
    facts |= {"value": violation.value, "limit": violation.max}
    given = f"`{violation.argument}` is {violation.value} at '{place}'"
    if violation.value < 0:
        return Refusal(Code.LIST_SIZE_LIMIT, f"{given}. A size cannot be negative: give 0 or more.", facts)
    if violation.is_length:
        given = f"`{violation.argument}` has {violation.value} entries at '{place}'"
    message = f"{given}, over the limit of {violation.max}. Give at most {violation.max}."
    return Refusal(Code.LIST_SIZE_LIMIT, message, facts)


def _is_over(estimate: Estimate, limits: LimitSettings, service_limits: Mapping[str, int]) -> bool:
    return any(value > limit for _, _, value, limit in _measured(estimate, limits)) or any(
        count > service_limits.get(name, count) for name, count in estimate.calls_by_service().items()
    )


def _measured(estimate: Estimate, limits: LimitSettings) -> Iterator[tuple[str, str, float, float]]:
    yield "field", "points of resolving work", estimate.field_cost, limits.field_cost
    yield "type", "points of objects returned", estimate.type_cost, limits.type_cost
    yield "calls", "calls to services", estimate.call_count, limits.call_count


def _over_limits(estimate: Estimate, limits: LimitSettings) -> Iterator[Refusal]:
    for which, what, value, limit in _measured(estimate, limits):
        if value > limit:
            message = (
                f"The operation may cost {spelled(value)} {what}, over the limit of {spelled(limit)}"
                f"{_most_of_it(estimate, limits)}."
            )
            facts = {"which": which, "value": fact(value), "limit": fact(limit)}
            yield Refusal(Code.COST_ESTIMATED_TOO_EXPENSIVE, message, facts)


def _most_of_it(estimate: Estimate, limits: LimitSettings) -> str:
    dearest = estimate.dearest(1, limits.call_weight)
    return f", most of it at '{shown(dearest[0].path)}'" if dearest else ""


def _over_services(estimate: Estimate, service_limits: Mapping[str, int]) -> Iterator[Refusal]:
    for name, count in sorted(estimate.calls_by_service().items()):
        limit = service_limits.get(name, count)
        if count > limit:
            message = f"The operation may call the service '{name}' {count} times, over its limit of {limit}."
            facts = {"service": name, "which": "calls", "value": count, "limit": limit}
            yield Refusal(Code.SERVICE_COST_ESTIMATED_TOO_EXPENSIVE, message, facts)


def _remedy(
    estimate: Estimate,
    evaluate: Callable[[dict[str, int]], Estimate],
    is_admitted: Callable[[Estimate], bool],
) -> tuple[str, dict[str, object]]:
    """Return the sentence that says what to do, and the same as facts."""
    fit = find_fit(estimate, evaluate, is_admitted)
    if fit is not None:
        return fit.sentence(), {"fits": fit.facts()}
    largest = [
        f"`{each.argument}: {each.value}` at '{shown(each.path)}'" for each in largest_sizes(estimate)[:2]
    ]
    if not largest:
        return "Select less, or split the operation.", {"fits": None}
    if len(largest) == 1:
        return f"No value of {largest[0]} fits: select less, or split the operation.", {"fits": None}
    return f"No list size fits when lowered alone: lower {largest[0]} and {largest[1]}.", {"fits": None}

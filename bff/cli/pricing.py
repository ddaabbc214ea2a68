"""Prices a document as the server would, without one: for `explain` and `check`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bff.admission import Inspector, judge
from bff.config import Settings
from bff.declare import Blueprint
from bff.errors import Refusal
from bff.flow.plan import Estimate, Plan
from bff.plan import Planner

__all__ = ["Priced", "Pricer"]


@dataclass(frozen=True, slots=True)
class Priced:
    """An operation with its price, and why the server would refuse it, if it would."""

    plan: Plan
    estimate: Estimate
    points: float
    refusals: tuple[Refusal, ...]


class Pricer:
    """The rooms that an operation passes before it runs."""

    def __init__(self, checked: Blueprint, settings: Settings) -> None:
        self._limits = settings.limits
        self._services = {name: each.max_calls for name, each in settings.services.items()}
        self._inspector = Inspector(checked, settings.limits, introspection=True, suggestions=True)
        self._planner = Planner(
            checked, max_plans=settings.limits.cached_documents, compiled=settings.compiled
        )

    def price(self, text: str, operation_name: str | None, variables: Mapping[str, object]) -> Priced:
        """Return the price of one operation, whatever it is.

        Raises:
            RequestRefused: it does not parse, validate, keep the linear limits or fit its variables.
        """
        operation = self._inspector.inspect(text, operation_name)
        coerced = self._inspector.coerce(operation, variables)
        plan = self._planner.make(operation, coerced)
        estimate = plan.formula(coerced.coerced)
        return Priced(
            plan=plan,
            estimate=estimate,
            points=estimate.points(self._limits.call_weight),
            refusals=judge(
                plan, coerced.coerced, estimate, limits=self._limits, service_limits=self._services
            ),
        )

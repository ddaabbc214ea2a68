"""Prices a document as the server would, without one: for `explain` and `check`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bff.admission import Inspector, judge
from bff.config import Settings
from bff.declare import Blueprint
from bff.errors import Refusal
from bff.flow.plan import Estimate, Plan
from bff.plan import Planner

from .largest_variables import Assumption, largest_sizes, node_ids
from .stand_ins import stand_ins

__all__ = ["Priced", "Pricer"]


@dataclass(frozen=True, slots=True)
class Priced:
    """An operation with its price, and why the server would refuse it, if it would."""

    plan: Plan
    variables: Mapping[str, object]
    """Coerced."""
    estimate: Estimate
    points: float
    refusals: tuple[Refusal, ...]
    assumed: tuple[Assumption, ...] = field(default=())
    """The sizes that nobody declared."""


class Pricer:
    """The rooms that an operation passes before it runs."""

    def __init__(self, checked: Blueprint, settings: Settings) -> None:
        self._checked = checked
        self._limits = settings.limits
        self._services = {name: each.max_calls for name, each in settings.services.items()}
        self._inspector = Inspector(checked, settings.limits, introspection=True, suggestions=True)
        self._planner = Planner(
            checked, max_plans=settings.limits.cached_documents, compiled=settings.compiled
        )

    @property
    def call_weight(self) -> float:
        """Points of one call."""
        return self._limits.call_weight

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
            variables=coerced.coerced,
            estimate=estimate,
            points=estimate.points(self._limits.call_weight),
            refusals=judge(
                plan, coerced.coerced, estimate, limits=self._limits, service_limits=self._services
            ),
        )

    def price_at_most(self, text: str) -> Priced:
        """Return the price of an operation whose variables nobody declared, with the largest that it takes.

        Lists have the size of their link's maximum, and an id of any object leads to the dearest type.

        Raises:
            RequestRefused: as above.
        """
        operation = self._inspector.inspect(text, None)
        given = stand_ins(operation.definition, operation.fragments.values(), self._checked.schema)
        plan = self._planner.make(operation, self._inspector.coerce(operation, given))
        assumed = largest_sizes(
            plan,
            self._checked.costs.sizes,
            default_size=self._limits.default_list_size,
        )
        for each in assumed:
            given = each.put_into(given)
        for name, ids in node_ids(plan).items():
            given = max(
                ({**given, name: each} for each in ids),
                key=lambda variables: self.price(text, None, variables).points,
            )
        return replace(self.price(text, None, given), assumed=assumed)

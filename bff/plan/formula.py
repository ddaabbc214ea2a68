"""The formula of a plan: variables in, estimate out. The one predictor of costs and calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf

from cachetools import LRUCache
from graphql import GraphQLSchema, Undefined

from bff.declare.costs.cost_model import CostModel
from bff.flow.plan import Estimate, PlannedField, Selection, SizeViolation, SlicingValue

from .calls import Calls
from .costs import Costs
from .places import path_costs
from .terms import Term, terms_of
from .values import variables_in
from .weights import Weights

__all__ = ["CostFormula"]

_KEPT_ESTIMATES = 16
_MAX_KEPT_TEXT = 64
"""Longer texts among the variables are not worth keeping an estimate for."""


class CostFormula:
    """Prices one selection tree as COST.md says; prepared once, evaluated for each request.

    An evaluation takes some 10 microseconds for each field, however often fragments repeat it; the estimates
    for the last small values are kept.
    """

    def __init__(
        self,
        root: Selection,
        schema: GraphQLSchema,
        costs: CostModel,
        *,
        is_serial: bool = False,
        is_compiled: bool = True,
    ) -> None:
        self._root = root
        self._is_compiled = is_compiled
        self._is_serial = is_serial
        self._weights = Weights(schema, costs)
        self._default_size = inf if costs.default_list_size is None else costs.default_list_size
        self._terms = terms_of(root, schema, costs, self._weights)
        self._names = _names(self._terms.values())
        self._kept: LRUCache[tuple[object, ...], Estimate] = LRUCache(_KEPT_ESTIMATES)

    def __call__(self, variables: Mapping[str, object], sizes: Mapping[str, int] | None = None) -> Estimate:
        """Return the estimate for coerced `variables`; `sizes` replaces slicing values, keyed by path.

        The path is that of `Estimate.slicing`: where a field's text stands first.
        """
        key = None if sizes else self._key(variables)
        if key is None:
            return self._evaluate(variables, sizes or {})
        estimate = self._kept.get(key)
        if estimate is None:
            estimate = self._kept[key] = self._evaluate(variables, {})
        return estimate

    def _evaluate(self, variables: Mapping[str, object], sizes: Mapping[str, int]) -> Estimate:
        costs = Costs(self._terms, self._weights, self._default_size, variables, sizes)
        type_cost, field_cost = costs.of_selection(self._root)
        calls = Calls(self._terms, costs, is_compiled=self._is_compiled)
        charges = calls.of_root(self._root, is_serial=self._is_serial)
        bounds = charges.by_round()
        return Estimate(
            field_cost=field_cost,
            type_cost=max(0.0, self._weights.of_type(self._root.type_name) + type_cost),
            calls=bounds,
            call_count=charges.count,
            service_calls=dict(charges.by_service),
            costs=path_costs(self._root, costs, bounds, most_calls=charges.count),
            slicing=_slicing(costs),
            violations=_violations(costs),
        )

    def _key(self, variables: Mapping[str, object]) -> tuple[object, ...] | None:
        """Return what decides the estimate; None if that is too much to keep."""
        key: list[object] = []
        for name in self._names:
            value = variables.get(name, Undefined)
            if isinstance(value, str) and len(value) > _MAX_KEPT_TEXT:
                return None
            if value is not None and value is not Undefined and not isinstance(value, int | str):
                return None
            key.append(value)
        return tuple(key)

    def call_cost(self, field: PlannedField, variables: Mapping[str, object]) -> float:
        """Return what one call of `field` costs, arguments included, never below zero."""
        term = self._terms.get(field)
        return 0.0 if term is None else term.call_cost(variables, self._weights)

    def type_weight(self, type_name: str) -> float:
        """Return what one object of this concrete type costs."""
        return self._weights.of_type(type_name)


def _names(terms: Iterable[Term]) -> tuple[str, ...]:
    """Return the variables that stand in arguments of fields and their directives."""
    names: set[str] = set()
    for term in terms:
        for node in (*term.arguments.values(), *(charge.node for charge in term.charges)):
            names.update(variables_in(node))
    return tuple(sorted(names))


def _slicing(costs: Costs) -> tuple[SlicingValue, ...]:
    """Return the sizes once for each place: types that share a field's text share its argument."""
    found: dict[tuple[str, str], SlicingValue] = {}
    for sizing in costs.sizings.values():
        if sizing.slicing is not None:
            found.setdefault((sizing.slicing.path, sizing.slicing.argument), sizing.slicing)
    return tuple(found.values())


def _violations(costs: Costs) -> tuple[SizeViolation, ...]:
    found = [violation for sizing in costs.sizings.values() for violation in sizing.violations]
    return tuple(dict.fromkeys(found))

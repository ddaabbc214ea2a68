"""Field cost and type cost of one evaluation: one visit for each selection and handed-down size."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, isnan

from bff.flow.plan import PlannedField, Selection

from .sizes import UNSIZED, Sizing, size_of
from .terms import Term
from .weights import Weights

__all__ = ["Costs", "Sized", "times"]

Sized = tuple[tuple[str, int], ...]
"""The sizes that a field hands to its children through `sizedFields`."""


class Costs:
    """The costs of a plan's fields with one set of variables."""

    def __init__(
        self,
        terms: Mapping[PlannedField, Term],
        weights: Weights,
        default_size: float,
        variables: Mapping[str, object],
        sizes: Mapping[str, int],
    ) -> None:
        self.variables = variables
        self._terms = terms
        self._weights = weights
        self._default_size = default_size
        self._calls = {field: term.call_cost(variables, weights) for field, term in terms.items()}
        self.sizings = {
            field: size_of(term, variables, sizes.get(term.path))
            for field, term in terms.items()
            if term.rule is not None
        }
        self._selections: dict[tuple[int, Sized], tuple[float, float]] = {}

    def of_selection(self, selection: Selection, sized: Sized = ()) -> tuple[float, float]:
        """Return type cost and field cost of what is selected on one object."""
        key = (id(selection), sized)
        known = self._selections.get(key)
        if known is None:
            type_cost = field_cost = 0.0
            for field in selection.fields:
                types, fields = self.of_field(field, sized)
                type_cost += types
                field_cost += fields
            known = self._selections[key] = (_sure(type_cost), _sure(field_cost))
        return known

    def of_field(self, field: PlannedField, sized: Sized) -> tuple[float, float]:
        """Return type cost and field cost of one call, with everything below it."""
        term = self._terms.get(field)
        if term is None:
            return 0.0, 0.0
        type_cost = field_cost = 0.0
        if field.selections:
            handed = self.handed(field)
            each = [self.of_selection(selection, handed) for selection in field.selections.values()]
            type_cost = max(types for types, _ in each)
            field_cost = max(fields for _, fields in each)
        size = self.size(field, sized)
        return times(size, _sure(term.type_weight + type_cost)), self._calls[field] + times(size, field_cost)

    def size(self, field: PlannedField, sized: Sized) -> float:
        """Return the most values that one call brings: 1 if it is no list, infinity if nothing is known."""
        if not field.is_list:
            return 1
        for name, size in sized:
            if name == field.name:
                return size
        term = self._terms.get(field)
        own = self._sizing(field).size
        if own is None or term is None or term.rule is None or term.rule.sized_fields:
            return self._default_size
        return own

    def handed(self, field: PlannedField) -> Sized:
        """Return the sizes that this field's arguments give to its children."""
        term = self._terms.get(field)
        size = self._sizing(field).size
        if size is None or term is None or term.rule is None:
            return ()
        return tuple((name, size) for name in term.rule.sized_fields)

    def _sizing(self, field: PlannedField) -> Sizing:
        return self.sizings.get(field, UNSIZED)


def times(count: float, cost: float) -> float:
    """Return the product, where nothing times infinity is nothing."""
    return count * cost if count and cost else 0.0


def _sure(cost: float) -> float:
    """Return the cost, or infinity where negative weights made infinity minus infinity."""
    return inf if isnan(cost) else cost

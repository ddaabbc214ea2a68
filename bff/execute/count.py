"""Counts what an operation really costs, object by object, while its answer is put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bff.flow.plan import Plan, Selection

__all__ = ["CostCounter"]


class CostCounter:
    """The running sums of one request.

    An object pays its type's weight and the calls of all its selected fields, once each time that it is
    assembled; a null pays for the field that gave it and for nothing below.
    """

    def __init__(self, plan: Plan, variables: Mapping[str, object]) -> None:
        self.field_cost = 0.0
        self.type_cost = 0.0
        self._plan = plan
        self._variables = variables
        self._prices: dict[int, tuple[float, float]] = {}
        """By the identity of a selection, which the plan keeps."""
        self._selections: dict[int, tuple[Mapping[str, Any], Selection]] = {}
        """By the identity of a layer's fields, which are held so that no later layer gets the same one."""

    def count(self, selection: Selection, object_count: int) -> None:
        """Add the objects that one selection was applied to."""
        known = self._prices.get(id(selection))
        if known is None:
            known = self._prices[id(selection)] = self._price(selection)
        self.type_cost += known[0] * object_count
        self.field_cost += known[1] * object_count

    def count_at(self, type_name: str, path: Any, grouped: Mapping[str, Any]) -> None:
        """Add one object of `type_name` that graphql-core assembles at `path`.

        It keeps one `grouped` for all objects of a layer.
        """
        if type_name.startswith("__"):
            return  # introspection costs nothing
        known = self._selections.get(id(grouped))
        if known is None:
            known = self._selections[id(grouped)] = (grouped, self._selection(type_name, path))
        self.count(known[1], 1)

    def _price(self, selection: Selection) -> tuple[float, float]:
        formula = self._plan.formula
        calls = sum(formula.call_cost(field, self._variables) for field in selection.fields)
        return formula.type_weight(selection.type_name), calls

    def _selection(self, type_name: str, path: Any) -> Selection:
        steps: list[tuple[str, str]] = []
        while path is not None:
            if isinstance(path.key, str):
                steps.append((path.typename, path.key))
            path = path.prev
        steps.reverse()
        selection = self._plan.root
        for number, (_, key) in enumerate(steps):
            field = next(each for each in selection.fields if each.response_key == key)
            following = steps[number + 1][0] if number + 1 < len(steps) else type_name
            selection = field.selections[following]
        return selection

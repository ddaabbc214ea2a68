"""Weights as the cost specification gives them: what the schema declares, else its defaults.

Source: https://ibm.github.io/graphql-specs/cost-spec.html
"""

from __future__ import annotations

from graphql import (
    GraphQLSchema,
    GraphQLType,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_input_object_type,
)

from bff.declare.costs.cost_model import CostModel

__all__ = ["Weights"]


class Weights:
    """The weight of every type, field and argument of one schema."""

    def __init__(self, schema: GraphQLSchema, costs: CostModel) -> None:
        self._schema = schema
        self._declared = costs.weights
        self._types: dict[str, float] = {}

    def of_type(self, name: str) -> float:
        """Return what one value of this type costs; an abstract type weighs as its heaviest object type."""
        weight = self._types.get(name)
        if weight is None:
            weight = self._types[name] = self._find(name)
        return weight

    def of_field(self, coordinate: str, type_: GraphQLType) -> float:
        """Return what one call of the field `Album.tracks` costs, its arguments left out."""
        return self._declared.get(coordinate, 1.0 if is_composite_type(get_named_type(type_)) else 0.0)

    def of_input(self, coordinate: str, type_: GraphQLType) -> float:
        """Return the weight of an argument (`Album.tracks(first:)`) or input field (`Filter.genre`)."""
        return self._declared.get(coordinate, 1.0 if is_input_object_type(get_named_type(type_)) else 0.0)

    def _find(self, name: str) -> float:
        type_ = self._schema.get_type(name)
        if is_abstract_type(type_):
            possible = self._schema.get_possible_types(type_)
            return max((self.of_type(each.name) for each in possible), default=1.0)
        return self._declared.get(name, 1.0 if is_composite_type(type_) else 0.0)

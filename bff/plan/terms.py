"""What one planned field costs and how long its list is: the parts of a formula, prepared once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLSchema,
    Undefined,
    ValueNode,
    get_named_type,
)

from bff.declare.costs.cost_model import CostModel, SizeRule
from bff.flow.plan import PlannedField, Selection

from .values import effective, input_cost, variables_in
from .weights import Weights

__all__ = ["Charge", "Term", "terms_of"]


@dataclass(frozen=True, slots=True)
class Charge:
    """One argument that adds to a field's call."""

    node: ValueNode | None
    definition: GraphQLArgument
    weight: float

    def cost(self, variables: Mapping[str, object], weights: Weights) -> float:
        """Return what the argument costs; an absent one costs nothing."""
        value = effective(self.node, self.definition, variables)
        return 0.0 if value is Undefined else input_cost(value, self.definition.type, self.weight, weights)


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """One planned field, ready to be priced."""

    field: PlannedField
    path: str
    """Where the field stands first in the document; equal for all types that share its text."""
    definition: GraphQLField
    arguments: Mapping[str, ValueNode]
    fixed_cost: float
    """The call without the arguments that depend on variables; may be negative."""
    charges: tuple[Charge, ...]
    """The arguments that depend on variables."""
    type_weight: float
    rule: SizeRule | None

    def call_cost(self, variables: Mapping[str, object], weights: Weights) -> float:
        """Return what one call costs: the field, its arguments and its directives, never below zero."""
        variable = sum(charge.cost(variables, weights) for charge in self.charges)
        return max(0.0, self.fixed_cost + variable)

    def value_of(self, argument: str, variables: Mapping[str, object]) -> Any:
        """Return the effective value of one argument, `Undefined` if it has none."""
        definition = self.definition.args.get(argument)
        if definition is None:
            return Undefined
        return effective(self.arguments.get(argument), definition, variables)


def terms_of(
    root: Selection, schema: GraphQLSchema, costs: CostModel, weights: Weights
) -> dict[PlannedField, Term]:
    """Return the term of every field that has a definition, in document order."""
    terms: dict[PlannedField, Term] = {}
    first_paths: dict[int, str] = {}
    seen = {id(root)}
    stack = [(field, field.response_key) for field in reversed(root.fields)]
    while stack:
        field, path = stack.pop()
        path = first_paths.setdefault(id(field.nodes[0]), path)
        if field.definition is not None:
            terms[field] = _term(field, field.definition, path, schema, costs, weights)
        below = [each for each in field.selections.values() if id(each) not in seen]
        seen.update(id(each) for each in below)
        inner = [each for selection in below for each in selection.fields]
        stack.extend((each, f"{path}.{each.response_key}") for each in reversed(inner))
    return terms


def _term(
    field: PlannedField,
    definition: GraphQLField,
    path: str,
    schema: GraphQLSchema,
    costs: CostModel,
    weights: Weights,
) -> Term:
    fixed = weights.of_field(field.coordinate, definition.type)
    variable = []
    for charge in _charges(field, definition, schema, weights):
        if any(variables_in(charge.node)):
            variable.append(charge)
        else:
            fixed += charge.cost({}, weights)
    return Term(
        field=field,
        path=path,
        definition=definition,
        arguments=_arguments(field.nodes[0]),
        fixed_cost=fixed,
        charges=tuple(variable),
        type_weight=weights.of_type(get_named_type(definition.type).name),
        rule=costs.sizes.get(field.coordinate),
    )


def _charges(
    field: PlannedField, definition: GraphQLField, schema: GraphQLSchema, weights: Weights
) -> Iterator[Charge]:
    """Yield the arguments of the field and of its directives. Merged duplicates add nothing."""
    node = field.nodes[0]
    given = _arguments(node)
    for name, argument in definition.args.items():
        weight = weights.of_input(f"{field.coordinate}({name}:)", argument.type)
        yield Charge(given.get(name), argument, weight)
    for applied in node.directives or ():
        directive = schema.get_directive(applied.name.value)
        given = {each.name.value: each.value for each in applied.arguments or ()}
        for name, argument in directive.args.items() if directive else ():
            weight = weights.of_input(f"@{applied.name.value}({name}:)", argument.type)
            yield Charge(given.get(name), argument, weight)


def _arguments(node: FieldNode) -> dict[str, ValueNode]:
    return {each.name.value: each.value for each in node.arguments or ()}

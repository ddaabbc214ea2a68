"""Operation to plan: the merged selections of every object type that can occur.

Merging is graphql-core's own `CollectFields`, so that fragments, `@skip` and `@include` mean here exactly
what they mean where a query is run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_list_type,
    is_object_type,
)
from graphql.execution.collect_fields import (
    FieldDetailsList,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues

from bff.declare.costs.cost_model import CostModel
from bff.declare.fields.link import Link
from bff.declare.fields.loads import loads_of
from bff.declare.fields.node import Reference
from bff.flow.operation import Operation
from bff.flow.plan import Plan, PlannedField, Selection

from .formula import CostFormula

__all__ = ["Declarations", "make"]


class Declarations(Protocol):
    """What planning needs of a checked schema."""

    @property
    def schema(self) -> GraphQLSchema:
        """The schema that is served."""
        ...

    @property
    def links(self) -> Mapping[str, Link]:
        """The links by coordinate: `Album.tracks`."""
        ...

    @property
    def references(self) -> Mapping[str, Reference]:
        """The references by coordinate: `Query.node`."""
        ...

    @property
    def costs(self) -> CostModel:
        """The declared weights and sizes."""
        ...


def make(
    operation: Operation, blueprint: Declarations, variables: VariableValues, *, compiled: bool = True
) -> Plan:
    """Return the plan of a valid operation; of `variables` only those in `@skip` and `@include` matter.

    One visit for each set of merged fields and object type, however many paths lead there. `compiled`: run by
    the plan where the operation allows it.
    """
    root_type = blueprint.schema.get_root_type(operation.definition.operation)
    if root_type is None:
        raise ValueError(f"The schema has no root type for a {operation.kind}.")
    root = _Builder(operation, blueprint, variables).root(root_type)
    is_compiled = compiled and not any(map(_is_introspection, root.fields))
    formula = CostFormula(
        root,
        blueprint.schema,
        blueprint.costs,
        is_serial=operation.kind == "mutation",
        is_compiled=is_compiled,
    )
    return Plan(operation, root, formula, is_compiled)


class _Builder:
    def __init__(self, operation: Operation, blueprint: Declarations, variables: VariableValues) -> None:
        self._definition = operation.definition
        self._schema = blueprint.schema
        self._links = blueprint.links
        self._references = blueprint.references
        self._variables = variables
        self._fragments = {name: FragmentDetails(each) for name, each in operation.fragments.items()}
        self._known: dict[tuple[str, tuple[int, ...]], Selection] = {}

    def root(self, type_: GraphQLObjectType) -> Selection:
        collected = collect_fields(self._schema, self._fragments, self._variables, type_, self._definition)
        return self._selection(type_, collected.grouped_field_set)

    def _below(self, type_: GraphQLObjectType, details: FieldDetailsList) -> Selection:
        key = (type_.name, tuple(id(each.node) for each in details))
        selection = self._known.get(key)
        if selection is None:
            collected = collect_subfields(
                self._schema, self._fragments, self._variables, self._definition, type_, details
            )
            selection = self._known[key] = self._selection(type_, collected.grouped_field_set)
        return selection

    def _selection(self, type_: GraphQLObjectType, groups: GroupedFieldSet) -> Selection:
        fields = tuple([self._field(type_, key, details) for key, details in groups.items()])
        return Selection(type_.name, fields, has_links=any(map(_leads_to_links, fields)))

    def _field(self, parent: GraphQLObjectType, key: str, details: FieldDetailsList) -> PlannedField:
        node = details[0].node
        name = node.name.value
        coordinate = f"{parent.name}.{name}"
        definition = None if name.startswith("__") else parent.fields[name]
        return PlannedField(
            response_key=key,
            name=name,
            coordinate=coordinate,
            line=node.loc.start_token.line if node.loc else 0,
            details=tuple(details),
            definition=definition,
            link=self._links.get(coordinate),
            reference=self._references.get(coordinate),
            attribute=_attribute(definition),
            is_list=definition is not None and is_list_type(get_nullable_type(definition.type)),
            selections={
                each.name: self._below(each, details)
                for each in (self._object_types(definition.type) if definition else ())
            },
            loads=loads_of(definition),
        )

    def _object_types(self, type_: object) -> tuple[GraphQLObjectType, ...]:
        named = get_named_type(type_)  # type: ignore[call-overload]
        if is_object_type(named):
            return (named,)
        return tuple(self._schema.get_possible_types(named)) if is_abstract_type(named) else ()


def _attribute(definition: GraphQLField | None) -> str | None:
    """Return the attribute that Strawberry reads for a field without a resolver."""
    if definition is None or not getattr(definition.resolve, "_is_default", False):
        return None
    declared = definition.extensions.get("strawberry-definition")
    return declared.python_name if declared is not None and declared.is_basic_field else None


def _is_introspection(field: PlannedField) -> bool:
    return field.definition is None and field.name != "__typename"


def _leads_to_links(field: PlannedField) -> bool:
    is_one = field.link is not None or field.reference is not None or bool(field.loads)
    return is_one or any(each.has_links for each in field.selections.values())

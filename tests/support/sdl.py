"""A blueprint from SDL text with `@cost` and `@listSize`, links attached by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from graphql import (
    GraphQLSchema,
    build_schema,
    get_named_type,
    get_nullable_type,
    is_input_object_type,
    is_interface_type,
    is_list_type,
    is_object_type,
    value_from_ast_untyped,
)

from bff.admission import Inspector, coerce
from bff.config import LimitSettings
from bff.declare import CostModel, Endpoint, Link, Parameter, SizeRule, Source
from bff.declare.fields.node import Reference
from bff.flow.operation import Operation
from bff.flow.plan import Estimate, Plan
from bff.plan import make

__all__ = ["OPEN", "SdlBlueprint", "attribute", "blueprint_of", "estimate", "given", "inspected", "planned"]

DIRECTIVES = """
directive @cost(weight: String!) on
  ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!],
  requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
"""

OPEN = LimitSettings(
    document_bytes=10**7,
    token_count=10**6,
    depth=10**9,
    height=10**9,
    alias_count=10**9,
    root_field_count=10**9,
    directive_count=10**9,
    directives_per_place=10**9,
    field_cost=10**12,
    type_cost=10**12,
    call_count=10**12,
)
"""Limits that refuse nothing."""


class Row(msgspec.Struct, frozen=True):
    """Any row: planning does not look inside."""


@dataclass(frozen=True)
class SdlBlueprint:
    """What the rooms ask of a blueprint."""

    schema: GraphQLSchema
    links: Mapping[str, Link]
    costs: CostModel
    references: Mapping[str, Reference] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """A link as a test writes it: where its key and its parameters come from."""

    endpoint: Endpoint
    keys: tuple[Parameter, ...] = ()
    parameters: tuple[Parameter, ...] = field(default=())


def attribute(name: str, placeholder: str = "ids") -> Parameter:
    """Return a parameter that is an attribute of the parent."""
    return Parameter(placeholder, name, None, None)


def given(name: str, placeholder: str = "ids") -> Parameter:
    """Return a parameter that is an argument of the field."""
    return Parameter(placeholder, None, name, name)


def blueprint_of(
    sdl: str,
    *,
    default_list_size: int | None = 10,
    links: Mapping[str, tuple[Any, ...]] | None = None,
    max_sizes: Mapping[str, int] | None = None,
) -> SdlBlueprint:
    """Return the blueprint; `links` is by coordinate: `(endpoint, key, parts or None, *parameters)`."""
    schema = build_schema(DIRECTIVES + sdl)
    sizes = {}
    for name, directive in _applied(schema, "listSize"):
        values = _values(directive)
        sizes[name] = SizeRule(
            assumed_size=values.get("assumedSize"),
            slicing_arguments=tuple(values.get("slicingArguments") or ()),
            sized_fields=tuple(values.get("sizedFields") or ()),
            requires_one=values.get("requireOneSlicingArgument", True),
            max_size=(max_sizes or {}).get(name),
        )
    weights = {name: float(_values(directive)["weight"]) for name, directive in _applied(schema, "cost")}
    made = {
        name: _link(schema, name, Asked(each[0], _parts(each[1]), each[2:]))
        for name, each in (links or {}).items()
    }
    return SdlBlueprint(schema, made, CostModel(weights, sizes, default_list_size))


def inspected(blueprint: SdlBlueprint, query: str, name: str | None = None) -> Operation:
    """Return the operation, whatever its measures."""
    return Inspector(blueprint, OPEN, introspection=True, suggestions=True).inspect(query, name)


def planned(
    blueprint: SdlBlueprint, query: str, variables: Mapping[str, object] | None = None
) -> tuple[Plan, Mapping[str, Any]]:
    """Return the plan and the coerced variables."""
    operation = inspected(blueprint, query)
    values = coerce(operation, variables or {}, schema=blueprint.schema, limits=OPEN)
    return make(operation, blueprint, values), values.coerced


def estimate(blueprint: SdlBlueprint, query: str, variables: Mapping[str, object] | None = None) -> Estimate:
    """Return what an operation may cost."""
    plan, values = planned(blueprint, query, variables)
    return plan.formula(values)


def _parts(key: Parameter | tuple[Parameter, ...] | None) -> tuple[Parameter, ...]:
    if isinstance(key, tuple):
        return key
    return () if key is None else (key,)


def _link(schema: GraphQLSchema, coordinate: str, asked: Asked) -> Link:
    type_name, _, field_name = coordinate.partition(".")
    parent: Any = schema.get_type(type_name)
    type_ = parent.fields[field_name].type
    return Link(
        coordinate=coordinate,
        source=Source.of(asked.endpoint, Row, ()),
        keys=asked.keys,
        parameters=asked.parameters,
        first=None,
        is_list=is_list_type(get_nullable_type(type_)),
        type_name=get_named_type(type_).name,
        max_batch=asked.endpoint.max_batch,
    )


def _applied(schema: GraphQLSchema, name: str) -> Iterator[tuple[str, Any]]:
    """Yield each use of a directive with the coordinate that bears it."""
    for coordinate, node in _elements(schema):
        for directive in getattr(node, "directives", None) or ():
            if directive.name.value == name:
                yield coordinate, directive


def _elements(schema: GraphQLSchema) -> Iterator[tuple[str, Any]]:
    for type_ in schema.type_map.values():
        yield type_.name, type_.ast_node
        if is_object_type(type_) or is_interface_type(type_):
            for name, each in type_.fields.items():
                yield f"{type_.name}.{name}", each.ast_node
                for argument, definition in each.args.items():
                    yield f"{type_.name}.{name}({argument}:)", definition.ast_node
        elif is_input_object_type(type_):
            for name, each in type_.fields.items():
                yield f"{type_.name}.{name}", each.ast_node
    for directive in schema.directives:
        for argument, definition in directive.args.items():
            yield f"@{directive.name}({argument}:)", definition.ast_node


def _values(directive: Any) -> dict[str, Any]:
    return {each.name.value: value_from_ast_untyped(each.value) for each in directive.arguments}

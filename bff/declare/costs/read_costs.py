"""Reads the cost directives of a schema into a `CostModel`, checking each as the specification asks.

Source: https://ibm.github.io/graphql-specs/cost-spec.html, section 9
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import strawberry
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    Undefined,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from bff.declare.fields.directives import Cost, ListSizeDirective
from bff.declare.fields.link import LinkField
from bff.errors import Problem

from .cost_model import CostModel, SizeRule

__all__ = ["read_costs"]

_DEFINITION = "strawberry-definition"


def read_costs(core: GraphQLSchema, default_list_size: int | None) -> tuple[CostModel, list[Problem]]:
    """Return the declared weights and sizes, and every directive that the specification forbids."""
    problems: list[Problem] = []
    weights: dict[str, float] = {}
    sizes: dict[str, SizeRule] = {}
    for coordinate, directive, bears_weight in _costs(core):
        weight = _finite(directive.weight)
        if not bears_weight:
            what, remedy = "cannot have a weight, as it is abstract.", "Weigh the object types that have it."
            problems.append(Problem(coordinate, what, remedy))
        elif weight is None:
            what = f"has the weight {directive.weight!r}, which is no finite number."
            problems.append(Problem(coordinate, what, 'Write one as text: Cost(weight="2.5").'))
        elif coordinate in weights:
            problems.append(Problem(coordinate, "has two weights.", "Keep one Cost(...) or cost=."))
        else:
            weights[coordinate] = weight
    for coordinate, field, declared in _list_sizes(core):
        rule = _size_rule(declared)
        if coordinate in sizes:
            problems.append(Problem(coordinate, "has two list sizes.", _ONE_SIZE))
        problems.extend(Problem(coordinate, *each) for each in _size_problems(core, field, rule))
        sizes[coordinate] = rule
    return CostModel(weights, sizes, default_list_size), problems


_ONE_SIZE = "Keep one ListSizeDirective(...); a link has its own from first= or size=."


def _finite(text: str) -> float | None:
    try:
        weight = float(text)
    except (TypeError, ValueError):
        return None
    return weight if math.isfinite(weight) else None


def _costs(core: GraphQLSchema) -> Iterator[tuple[str, Cost, bool]]:
    """Yield each `@cost` with its coordinate, and whether it may stand there."""
    for name, kind in sorted(core.type_map.items()):
        if name.startswith("__"):
            continue
        if isinstance(kind, GraphQLObjectType | GraphQLEnumType | GraphQLScalarType | GraphQLInterfaceType):
            for each in _directives(kind, Cost):
                yield name, each, not isinstance(kind, GraphQLInterfaceType)
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in kind.fields.items():
                for each in _directives(field, Cost):
                    yield f"{name}.{field_name}", each, isinstance(kind, GraphQLObjectType)
                for argument_name, argument in field.args.items():
                    for each in _directives(argument, Cost):
                        yield f"{name}.{field_name}({argument_name}:)", each, True
        elif isinstance(kind, GraphQLInputObjectType):
            for field_name, input_field in kind.fields.items():
                for each in _directives(input_field, Cost):
                    yield f"{name}.{field_name}", each, True


def _list_sizes(core: GraphQLSchema) -> Iterator[tuple[str, GraphQLField, ListSizeDirective]]:
    for name, kind in sorted(core.type_map.items()):
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not name.startswith("__"):
            for field_name, field in kind.fields.items():
                for each in _directives(field, ListSizeDirective):
                    yield f"{name}.{field_name}", field, each


def _directives(element: Any, kind: type) -> list[Any]:
    definition = element.extensions.get(_DEFINITION)
    return [each for each in getattr(definition, "directives", None) or () if isinstance(each, kind)]


def _size_rule(directive: ListSizeDirective) -> SizeRule:
    return SizeRule(
        assumed_size=_given(directive.assumed_size),
        slicing_arguments=tuple(_given(directive.slicing_arguments) or ()),
        sized_fields=tuple(_given(directive.sized_fields) or ()),
        requires_one=bool(_given(directive.require_one_slicing_argument)),
    )


def _given(value: Any) -> Any:
    return None if value is strawberry.UNSET else value


def _size_problems(core: GraphQLSchema, field: GraphQLField, rule: SizeRule) -> Iterator[tuple[str, str]]:
    kind = get_named_type(field.type)
    declared = field.extensions.get(_DEFINITION)
    is_of_link = isinstance(declared, LinkField) and declared.declaration.has_size
    if not is_list_type(get_nullable_type(field.type)) and not rule.sized_fields and not is_of_link:
        yield (
            "has a list size, but is no list.",
            "Remove it, or name the lists inside it: sized_fields=[...].",
        )
    for name in rule.sized_fields:
        child = getattr(kind, "fields", {}).get(name)
        if child is None:
            yield (
                f"sizes '{name}', which '{kind.name}' does not have.",
                "Name one of its lists as the SDL does.",
            )
        elif not is_list_type(get_nullable_type(child.type)):
            yield f"sizes '{kind.name}.{name}', which is no list.", "Name a list."
    for path in rule.slicing_arguments:
        if not _is_size(_argument_type(core, field.args, path.split("."))):
            yield (
                f"is sliced by '{path}', which is none of its integer or list arguments.",
                "Name one as the SDL does, or a path into an input object: 'input.page.first'.",
            )
    yield from _assumed_problems(field, rule)


def _assumed_problems(field: GraphQLField, rule: SizeRule) -> Iterator[tuple[str, str]]:
    assumed = rule.assumed_size
    if assumed is not None and (isinstance(assumed, bool) or not isinstance(assumed, int) or assumed < 0):
        yield f"assumes the size {assumed!r}.", "Give a whole number of 0 or more."
    if assumed is not None and rule.slicing_arguments:
        if rule.requires_one:
            yield (
                "assumes a size that never counts: one of its slicing arguments is required.",
                "Remove assumed_size, or set require_one_slicing_argument=False.",
            )
        for path in rule.slicing_arguments:
            if _has_default(field.args, path):
                yield (
                    f"assumes a size that never counts: its slicing argument '{path}' has a default.",
                    "Remove assumed_size, or the default.",
                )
    if assumed is None and not rule.slicing_arguments:
        yield (
            "has a list size without a size.",
            "Give it assumed_size=5, or slicing_arguments=[...] where arguments say the size.",
        )


def _argument_type(
    core: GraphQLSchema, arguments: Mapping[str, Any], path: Sequence[str]
) -> GraphQLInputType | None:
    found = arguments.get(path[0])
    if found is None:
        return None
    if len(path) == 1:
        kind: GraphQLInputType = found.type
        return kind
    named = get_named_type(found.type)
    return _argument_type(core, named.fields, path[1:]) if isinstance(named, GraphQLInputObjectType) else None


def _is_size(kind: GraphQLInputType | None) -> bool:
    if kind is None:
        return False
    bare = get_nullable_type(kind)
    return is_list_type(bare) or getattr(bare, "name", "") == "Int"


def _has_default(arguments: Mapping[str, GraphQLArgument], path: str) -> bool:
    found = arguments.get(path.split(".")[0])
    return found is not None and found.default_value is not Undefined and found.default_value is not None

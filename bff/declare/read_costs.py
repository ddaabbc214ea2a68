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

from bff.errors import Problem

from .cost_model import CostModel, SizeRule
from .directives import Cost, ListSizeDirective

__all__ = ["read_costs"]

_DEFINITION = "strawberry-definition"


def read_costs(core: GraphQLSchema, default_list_size: int | None) -> tuple[CostModel, list[Problem]]:
    """Return the declared weights and sizes, and every directive that the specification forbids."""
    problems: list[Problem] = []
    weights: dict[str, float] = {}
    sizes: dict[str, SizeRule] = {}
    for coordinate, directive, bears_weight in _costs(core):
        if not bears_weight:
            problems.append(
                Problem(
                    coordinate, "cannot have a weight: it is abstract.", "Weigh the object types instead."
                )
            )
            continue
        weight = _finite(directive.weight)
        if weight is None:
            problems.append(
                Problem(
                    coordinate,
                    f"has the weight {directive.weight!r}.",
                    'Give a finite number, such as "2.5".',
                )
            )
        else:
            weights[coordinate] = weight
    for coordinate, field, declared in _list_sizes(core):
        rule = _size_rule(declared)
        problems.extend(_size_problems(core, coordinate, field, rule))
        sizes[coordinate] = rule
    return CostModel(weights, sizes, default_list_size), problems


def _finite(text: str) -> float | None:
    try:
        weight = float(text)
    except ValueError:
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


def _size_problems(
    core: GraphQLSchema, coordinate: str, field: GraphQLField, rule: SizeRule
) -> Iterator[Problem]:
    kind = get_named_type(field.type)
    if not is_list_type(get_nullable_type(field.type)) and not rule.sized_fields:
        yield Problem(coordinate, "has @listSize but is no list.", "Remove it, or name its sized fields.")
    for name in rule.sized_fields:
        child = getattr(kind, "fields", {}).get(name)
        if child is None or not is_list_type(get_nullable_type(child.type)):
            yield Problem(
                coordinate, f"sizes '{name}', which is no list of '{kind.name}'.", "Name a list field of it."
            )
    for path in rule.slicing_arguments:
        if not _is_size(_argument_type(core, field.args, path.split("."))):
            yield Problem(
                coordinate,
                f"is sliced by '{path}', which is no integer argument of it.",
                "Name an integer argument, a list argument, or a dotted path to one.",
            )
    defaulted = any(_has_default(field.args, path) for path in rule.slicing_arguments)
    if rule.assumed_size is not None and rule.slicing_arguments and (defaulted or rule.requires_one):
        yield Problem(
            coordinate,
            "has an assumed size that can never count beside its slicing arguments.",
            "Remove it, or set require_one_slicing_argument=False and remove the defaults.",
        )
    if rule.assumed_size is not None and rule.assumed_size < 0:
        yield Problem(coordinate, f"assumes the size {rule.assumed_size}.", "Give a size of 0 or more.")


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

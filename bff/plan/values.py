"""Effective argument values: the literal, else the variable, else the schema's default, else nothing.

A value is plain Python in the form that graphql-core coerces variables to: dicts by the input field's
output name, lists, numbers and text; `Undefined` means absent, None is an explicit null. Enumeration
literals stay text. The document is valid and so not nested deeply: these functions may recurse.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    BooleanValueNode,
    EnumValueNode,
    FloatValueNode,
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    StringValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_nullable_type,
    is_input_object_type,
    is_list_type,
    print_ast,
)
from graphql.utilities import coerce_input_value

from bff.declare.endpoints.values import frozen

from .weights import Weights

__all__ = ["default_of", "effective", "freeze", "input_cost", "member", "variables_in"]

_MAX_DIGITS = 20
"""Longer integers stay as they are written: no `Int` has them, and their conversion takes quadratic time."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A literal of a scalar that is no single value; a text of the same signs is another one."""

    text: str


def effective(
    node: ValueNode | None, definition: GraphQLArgument | GraphQLInputField, variables: Mapping[str, object]
) -> Any:
    """Return the value that an argument or input field has, `Undefined` if it has none."""
    if isinstance(node, VariableNode):
        value = variables.get(node.name.value, Undefined)
        return default_of(definition) if value is Undefined else value
    if node is None:
        return default_of(definition)
    return _plain(node, definition.type, variables)


def default_of(definition: GraphQLArgument | GraphQLInputField) -> Any:
    """Return the schema's default, nested defaults filled in; `Undefined` if there is none."""
    default = definition.default
    if default is None:
        return definition.default_value
    if default.literal is not None:
        return _plain(default.literal, definition.type, {})
    return coerce_input_value(default.value, definition.type)


def member(value: Any, name: str, definition: GraphQLInputField) -> Any:
    """Return the value of one field of an input object, `Undefined` if it has none."""
    key = definition.out_name or name
    if isinstance(value, Mapping):
        return value.get(key, Undefined)
    return getattr(value, key, Undefined)


def input_cost(value: Any, type_: GraphQLInputType, weight: float, weights: Weights) -> float:
    """Return what a present value costs, with everything in it; may be negative."""
    if value is None:
        return weight
    bare = get_nullable_type(type_)
    if is_list_type(bare):
        items = value if isinstance(value, list | tuple) else [value]
        return weight + sum(input_cost(item, bare.of_type, 0.0, weights) for item in items)
    if not is_input_object_type(bare):
        return weight
    total = weight
    for name, definition in bare.fields.items():
        inner = member(value, name, definition)
        if inner is not Undefined:
            own = weights.of_input(f"{bare.name}.{name}", definition.type)
            total += input_cost(inner, definition.type, own, weights)
    return total


def variables_in(node: ValueNode | None) -> Iterator[str]:
    """Yield the names of the variables in a literal; a variable is one itself."""
    if isinstance(node, VariableNode):
        yield node.name.value
    elif isinstance(node, ListValueNode):
        for item in node.values:
            yield from variables_in(item)
    elif isinstance(node, ObjectValueNode):
        for field in node.fields:
            yield from variables_in(field.value)


def freeze(value: Any) -> Hashable:
    """Return something hashable that is equal for what a call takes for equal."""
    try:
        return frozen(value)
    except TypeError:
        return id(value)


def _plain(node: ValueNode, type_: GraphQLInputType, variables: Mapping[str, object]) -> Any:
    if isinstance(node, VariableNode):
        return variables.get(node.name.value)
    if isinstance(node, NullValueNode):
        return None
    bare = get_nullable_type(type_)
    if is_list_type(bare):
        items = node.values if isinstance(node, ListValueNode) else (node,)
        return [_plain(item, bare.of_type, variables) for item in items]
    if is_input_object_type(bare) and isinstance(node, ObjectValueNode):
        return _plain_object(node, bare, variables)
    return _leaf(node)


def _plain_object(
    node: ObjectValueNode, type_: GraphQLInputObjectType, variables: Mapping[str, object]
) -> dict[str, Any]:
    given = {field.name.value: field.value for field in node.fields}
    values = {}
    for name, definition in type_.fields.items():
        value = effective(given.get(name), definition, variables)
        if value is not Undefined:
            values[definition.out_name or name] = value
    return values


def _leaf(node: ValueNode) -> Any:
    if isinstance(node, IntValueNode):
        return int(node.value) if len(node.value) <= _MAX_DIGITS else _Written(node.value)
    if isinstance(node, FloatValueNode):
        return float(node.value)
    if isinstance(node, StringValueNode | BooleanValueNode | EnumValueNode):
        return node.value
    return _Written(print_ast(node))

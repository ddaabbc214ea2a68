"""Values for arguments and variables of any input type: small, mostly known to the services, some odd."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    is_required_input_field,
)

__all__ = ["literal", "plain_value"]

_POOLS: dict[str, tuple[Any, ...]] = {
    "Int": (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 99),
    "Float": (0, 0.5, 2, 1e21, -3.25),
    "String": ("", "bad", "null", "x", "north", 'a "quoted" one\n'),
    "ID": ("1", "2", 3, "4", 5, "6", "7", "AA", "BB", "CC", "QQ", "", "99", "t1", "t3"),
    "Boolean": (True, False),
    "Date": ("2026-05-01", "1999-12-31"),
    "Decimal": ("1.50", "0"),
    "Tonnage": (0, 7),
}
_NULLS = 0.12
_BARE_ITEMS = 0.15
"""A single value where a list is wanted: GraphQL makes a list of it."""


def plain_value(type_: GraphQLInputType, dice: Random) -> Any:
    """Return a value as JSON would bring it, for a variable."""
    if isinstance(type_, GraphQLNonNull):
        return _present(type_.of_type, dice)
    return None if dice.random() < _NULLS else _present(type_, dice)


def _present(type_: Any, dice: Random) -> Any:
    if isinstance(type_, GraphQLList):
        if dice.random() < _BARE_ITEMS:
            return plain_value(type_.of_type, dice)
        return [plain_value(type_.of_type, dice) for _ in range(dice.randrange(4))]
    if isinstance(type_, GraphQLEnumType):
        return dice.choice(list(type_.values))
    if isinstance(type_, GraphQLInputObjectType):
        return {
            name: plain_value(each.type, dice)
            for name, each in type_.fields.items()
            if is_required_input_field(each) or dice.random() < 0.5
        }
    return dice.choice(_POOLS[type_.name])


def literal(value: Any, type_: GraphQLInputType) -> str:
    """Return the value as a document writes it."""
    bare: Any = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if value is None:
        return "null"
    if isinstance(bare, GraphQLList):
        if not isinstance(value, list):
            return literal(value, bare.of_type)
        return "[" + ", ".join(literal(each, bare.of_type) for each in value) + "]"
    if isinstance(bare, GraphQLEnumType):
        return str(value)
    if isinstance(bare, GraphQLInputObjectType):
        pairs = [f"{name}: {literal(each, bare.fields[name].type)}" for name, each in value.items()]
        return "{" + ", ".join(pairs) + "}"
    return json.dumps(value)

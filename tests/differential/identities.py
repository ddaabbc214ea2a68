"""Cursors and global ids as callers send them: real ones, stale ones, those of others, and garbage."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from random import Random

from graphql import GraphQLField

from bff.declare.endpoints.paging import Offset
from bff.declare.fields.global_id import encode_global_id
from bff.declare.fields.link import LinkField
from bff.declare.fields.node import ReferenceField
from bff.execute.cursors import Place, encode

__all__ = ["identity_for"]

_OFFSETS = tuple(encode(Place(count), is_offset=True) for count in (1, 2, 3, 4, 6))
_FAR_OFFSETS = tuple(encode(Place(count), is_offset=True) for count in (40, 2**31 - 1))
_TOKENS = {
    "event-pages": ("e2", "e3", "e4", "e5"),
    "crates": ("c1", "c2", "c3"),
    "tug-pages": ("1", "2", "3", "5"),
    "events": ("p1", "p2"),
}
"""The services' own cursors, by the last name in the path of an endpoint."""
_STRANGE_TOKENS = ("e99", "c99", "99", "x", "p1 &/ü")
_GARBAGE = ("", "x", "bm9uZQ", "MW8w", "!", "null", urlsafe_b64encode(b"1o1").decode() + "=")
_KEYS = {
    "Ship": ("1", "2", "3", "4", "5", "6", "99", "x"),
    "Person": ("1", "2", "3", "4", "5", "77"),
    "Port": ("AA", "BB", "CC", "QQ", ""),
    "Tug": ("t1", "t2", "t3", "t4", "t5", "t6", "t7", "t9", "..", "a/b"),
}
_UNKNOWN_IDS = (encode_global_id("Crate", 1), encode_global_id("Nothing", 1), *_GARBAGE)


def identity_for(field: GraphQLField, name: str, dice: Random) -> str | None:
    """Return a value for an argument that is a cursor or a global id; None for any other argument."""
    declared = field.extensions.get("strawberry-definition")
    if isinstance(declared, LinkField) and declared.is_connection and name == "after":
        return _cursor(declared, dice)
    if isinstance(declared, ReferenceField) and name == "id":
        return _global_id(dice)
    return None


def _cursor(declared: LinkField, dice: Random) -> str:
    luck = dice.random()
    if luck < 0.1:
        return dice.choice(_GARBAGE)
    endpoint = declared.declaration.endpoint
    if isinstance(endpoint.paging, Offset):
        return dice.choice(_OFFSETS if luck < 0.85 else (*_FAR_OFFSETS, *_cursors_of(("e2",))))
    name = str(endpoint.template.segments[-1])
    return dice.choice(
        _cursors_of(_TOKENS[name]) if luck < 0.85 else (*_cursors_of(_STRANGE_TOKENS), *_OFFSETS)
    )


def _cursors_of(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a list with such pages gives out: their beginnings, and places inside of them."""
    places = [Place(0, token) for token in tokens]
    inside = [Place(1, token, has_rows_before=token != tokens[0]) for token in tokens]
    return tuple(encode(each, is_offset=False) for each in (*places, *inside, Place(1), Place(3)))


def _global_id(dice: Random) -> str:
    if dice.random() < 0.15:
        return dice.choice(_UNKNOWN_IDS)
    kind = dice.choice(list(_KEYS))
    return encode_global_id(kind, dice.choice(_KEYS[kind]))

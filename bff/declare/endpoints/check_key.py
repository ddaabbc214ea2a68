"""Checks the key of an endpoint: its names, its types, and whether the endpoint can ask for such keys."""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from .endpoint import Endpoint, Key, KeyPlace, Naming, written
from .keys import joins_with_commas

__all__ = ["default_max_key_bytes", "key_problems", "use_problems"]

_INTEGER_KEY_BYTES = 20
_TEXT_KEY_BYTES = 36

Found = Iterator[tuple[str, str]]
"""What is wrong, and what to do."""


def default_max_key_bytes(key: Key | None) -> int:
    """Return the bytes of the longest key that is sent where the author gave no number."""
    if key is None:
        return _TEXT_KEY_BYTES
    parts = [_INTEGER_KEY_BYTES if kind is int else _TEXT_KEY_BYTES for kind in key.types]
    return sum(parts) + len(key.encoded_separator) * (len(parts) - 1)


def key_problems(key: object, naming: Naming) -> Found:
    """Yield what is wrong with a key by itself, which may be any value."""
    if not isinstance(key, Key) or not _is_named(key):
        yield f"has key={key!r}.", 'Write key=Key("id"), with the name of a field of the row.'
    elif not key.types or any(kind not in (int, str) for kind in key.types):
        integer, text = replace(key, type=int), replace(key, type=str)
        yield (
            f"has keys of the type {written(key.type)}.",
            f"Write {integer!r} for whole numbers, {text!r} for anything else.",
        )
    elif key.names and len(key.names) != len(key.types):
        yield (
            f"has names for {len(key.names)} and types for {len(key.types)} parts of its keys.",
            "Give one type for each name, or one for all.",
        )
    elif not _is_separator(key.separator):
        yield (
            f"separates the parts of a key by {key.separator!r}.",
            'Choose a sign such as ":" or "|"; letters and digits are the parts\' own.',
        )
    elif naming == "camel" and (snakes := [name for name in key.names if "_" in name.strip("_")]):
        names = tuple(map(_camel, key.names))
        camel = replace(key, name=names if isinstance(key.name, tuple) else names[0])
        yield (
            f"has the key '{snakes[0]}', but its service writes names in camel case.",
            f"Write the name as the service does: {camel!r}.",
        )


def use_problems(endpoint: Endpoint, key: Key) -> Found:
    """Yield where a key that is sound by itself does not fit the endpoint, which is sound but for it."""
    if key.place != "row" and endpoint.max_batch is None:
        yield (
            f"has key={key!r}, but a reply to a single key has neither an order nor names.",
            'Write Key("id"), or {ids} where the service takes a batch of keys.',
        )
    if len(key.types) > 1 and endpoint.has_keys_in_body and len(set(key.body_names)) < len(key.types):
        names = tuple(f"part_{number}" for number, _ in enumerate(key.types, 1))
        yield (
            f"sends keys of {len(key.types)} parts in its body, and does not give each a name there.",
            f"Name them as the service does: {replace(key, name=names)!r}.",
        )
    if len(key.types) > 1 and "," in key.separator and joins_with_commas(endpoint):
        yield (
            f"separates the parts of a key by {key.separator!r}, and keys by commas.",
            'Choose a separator such as ":" or "|", or repeat the parameter: {ids*}.',
        )


def _is_named(key: Key) -> bool:
    """Return True where a key has what a reply says whose a row is by: distinct names, or another place."""
    if key.place not in get_args(KeyPlace) or not isinstance(key.name, str | tuple):
        return False
    if any(not isinstance(name, str) or not name for name in key.names):
        return False
    return len(set(key.names)) == len(key.names) and (key.place != "row" or bool(key.names))


def _is_separator(separator: object) -> bool:
    return isinstance(separator, str) and bool(separator) and set(separator) <= set(string.punctuation)


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)

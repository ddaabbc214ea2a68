"""What may be a key: the value a caller or a row gives, normalised to the endpoint's declared type.

`1`, `"1"` and the row's `1` are one key. What cannot be a key never reaches an address.
"""

from __future__ import annotations

import re
from enum import Enum
from urllib.parse import quote

from .endpoint import KEYS, Endpoint, KeyType

__all__ = ["KeyPart", "KeyRefused", "KeyValue", "joined", "joins_with_commas", "normalise", "whole_number"]

KeyPart = int | str
KeyValue = KeyPart | tuple[KeyPart, ...]
"""A key, or the parts of one that has several."""

_CANONICAL_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,18}")
_MAX_INTEGER = 2**63 - 1
_SAFE = re.compile(r"[A-Za-z0-9_.~-]+")
"""What an address holds as it is."""


class KeyRefused(ValueError):
    """A key that cannot be sent as it is; the message is safe to show."""


def normalise(endpoint: Endpoint, *parts: object) -> KeyValue | None:
    """Return the key of these parts, or None where no row can have it (`"abc"` for an integer key).

    A key of several parts is a tuple; where one of them is nothing, there is no key.

    Raises:
        KeyRefused: a text that the endpoint's address has no safe form for: empty, `.`, `..`, too long, with
            control characters, or with what separates keys, or the parts of one.
    """
    types = endpoint.key_types
    key: list[KeyPart] = []
    for kind, value in zip(types, parts, strict=True):
        part = _part(kind, value)
        if part is None:
            return None
        key.append(part)
    if types != (int,):
        _require_safe(endpoint, [str(part) for part in key])
    return tuple(key) if len(key) > 1 else key[0]


def joined(endpoint: Endpoint, key: KeyValue) -> str:
    """Return the text that a key is: the name under which a reply has its rows."""
    if isinstance(key, tuple) and endpoint.key is not None:
        return endpoint.key.separator.join(map(str, key))
    return str(key)


def joins_with_commas(endpoint: Endpoint) -> bool:
    """Return True where keys stand in one parameter, so that none of them may hold a comma."""
    return any(hole.name == KEYS and not hole.is_repeated for hole in endpoint.template.placeholders)


def whole_number(value: object) -> int | None:
    """Return the number that a value is or spells out, in its one canonical form; None for anything else."""
    if isinstance(value, str) and _CANONICAL_INTEGER.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if abs(value) <= _MAX_INTEGER else None


def _part(kind: KeyType, value: object) -> KeyPart | None:
    if isinstance(value, Enum):
        value = value.value
    if kind is int:
        return whole_number(value)
    if isinstance(value, int):
        value = None if isinstance(value, bool) or abs(value) > _MAX_INTEGER else str(value)
    return value if isinstance(value, str) else None


def _require_safe(endpoint: Endpoint, parts: list[str]) -> None:
    for text in parts:
        if text in ("", ".", ".."):
            raise KeyRefused(f"An id must not be '{text}'.")
    size = _size(endpoint, parts)
    if size > endpoint.max_key_bytes:
        raise KeyRefused(f"An id must have at most {endpoint.max_key_bytes} bytes, but this one has {size}.")
    for text in parts:
        if not text.isprintable():
            raise KeyRefused("An id must not have control characters.")
        if "," in text and joins_with_commas(endpoint):
            raise KeyRefused("An id must not have commas.")
    if len(parts) > 1:
        _require_apart(endpoint, parts)


def _require_apart(endpoint: Endpoint, parts: list[str]) -> None:
    """Refuse parts that could not be told apart once they are joined: `a:b` and `c`, `a` and `b:c`."""
    key = endpoint.key
    if key is None or (endpoint.has_keys_in_body and key.place != "name"):
        return
    text = key.separator.join(parts)
    if not text.split(key.separator) == parts == text.rsplit(key.separator):
        raise KeyRefused(f"An id must not have '{key.separator}' in one of its parts.")


def _size(endpoint: Endpoint, parts: list[str]) -> int:
    """Return the bytes that the key takes where it is sent; in an address most signs take three."""
    separator = endpoint.key.encoded_separator if endpoint.key is not None else ""
    return sum(_length(endpoint, text) for text in parts) + len(separator) * (len(parts) - 1)


def _length(endpoint: Endpoint, text: str) -> int:
    if _SAFE.fullmatch(text):
        return len(text)
    if endpoint.has_keys_in_body:
        return len(text.encode("utf-8", "surrogatepass"))
    return len(quote(text, safe="", errors="surrogatepass"))

"""What may be a key: the value a caller or a row gives, normalised to the endpoint's declared type.

`1`, `"1"` and the row's `1` are one key. What cannot be a key never reaches an address.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from .endpoint import KEY, KEYS, Endpoint
from .template import placeholders_of_body

__all__ = ["KeyRefused", "normalise", "whole_number"]

_CANONICAL_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,18}")
_MAX_INTEGER = 2**63 - 1
_SAFE = re.compile(r"[A-Za-z0-9_.~-]+")
"""What an address holds as it is."""


class KeyRefused(ValueError):
    """A key that cannot be sent as it is; the message is safe to show."""


def normalise(endpoint: Endpoint, value: object) -> int | str | None:
    """Return the key, or None where no row can have it (`"abc"` for an integer key).

    Raises:
        KeyRefused: a text that the endpoint's address has no safe form for: empty, `.`, `..`, too long, with
            control characters, or with a comma where commas separate keys.
    """
    if endpoint.key is not None and endpoint.key.type is int:
        return whole_number(value)
    if isinstance(value, int):
        value = None if isinstance(value, bool) or abs(value) > _MAX_INTEGER else str(value)
    if not isinstance(value, str):
        return None
    if value in ("", ".", ".."):
        raise KeyRefused(f"An id must not be '{value}'.")
    size = _size(endpoint, value)
    if size > endpoint.max_key_bytes:
        raise KeyRefused(f"An id must have at most {endpoint.max_key_bytes} bytes, but this one has {size}.")
    if not value.isprintable():
        raise KeyRefused("An id must not have control characters.")
    if "," in value and _joins_with_commas(endpoint):
        raise KeyRefused("An id must not have commas.")
    return value


def whole_number(value: object) -> int | None:
    """Return the number that a value is or spells out, in its one canonical form; None for anything else."""
    if isinstance(value, str) and _CANONICAL_INTEGER.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if abs(value) <= _MAX_INTEGER else None


def _size(endpoint: Endpoint, text: str) -> int:
    """Return the bytes that the key takes where it is sent; in an address most signs take three."""
    if _SAFE.fullmatch(text):
        return len(text)
    if any(hole.name in (KEYS, KEY) for hole in placeholders_of_body(endpoint.body)):
        return len(text.encode("utf-8", "surrogatepass"))
    return len(quote(text, safe="", errors="surrogatepass"))


def _joins_with_commas(endpoint: Endpoint) -> bool:
    return any(hole.name == KEYS and not hole.is_repeated for hole in endpoint.template.placeholders)

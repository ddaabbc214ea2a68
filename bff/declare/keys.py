"""What may be a key: the value a caller or a row gives, normalised to the endpoint's declared type.

`1`, `"1"` and the row's `1` are one key. What cannot be a key never reaches an address.
"""

from __future__ import annotations

import re

from .service import KEY, Endpoint

__all__ = ["KeyRefused", "normalise"]

_CANONICAL_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)
_MAX_INTEGER = 2**63 - 1


class KeyRefused(ValueError):
    """A key that cannot be sent as it is; the message is safe to show."""


def normalise(endpoint: Endpoint, value: object) -> int | str | None:
    """Return the key, or None where no row can have it (`"abc"` for an integer key).

    Raises:
        KeyRefused: a text that the endpoint's address has no safe form for: empty, `.`, `..`, too long, with
            control characters, or with a comma where commas separate keys.
    """
    if endpoint.key is not None and endpoint.key.type is int:
        return _integer(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value)
    if text in ("", ".", ".."):
        raise KeyRefused(f"An id must not be {text!r}.")
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > endpoint.max_key_bytes:
        raise KeyRefused(f"An id must have at most {endpoint.max_key_bytes} bytes, but this one has {size}.")
    if not text.isprintable() or (_joins_with_commas(endpoint) and "," in text):
        raise KeyRefused("An id must not have commas or control characters.")
    return text


def _integer(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if abs(value) <= _MAX_INTEGER else None
    if isinstance(value, str) and _CANONICAL_INTEGER.fullmatch(value):
        return int(value)
    return None


def _joins_with_commas(endpoint: Endpoint) -> bool:
    holes = endpoint.template.placeholders
    return any(hole.name != KEY and not hole.is_repeated for hole in holes)

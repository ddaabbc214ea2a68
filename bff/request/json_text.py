"""JSON from a stranger: bounded in depth before it is parsed, and whatever is wrong with it a 400."""

from __future__ import annotations

import re

import msgspec

from bff.errors import Code, refuse

__all__ = ["parse_json"]

_STRING_OR_BRACKET = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[{\]}]', re.DOTALL)


def parse_json(text: bytes, max_depth: int, place: str) -> object:
    """Return the value.

    Raises:
        RequestRefused: not JSON (NaN, lone surrogates, invalid UTF-8 and numbers out of range are not), or
            nested deeper than `max_depth`.
    """
    depth = _depth(text)
    if depth > max_depth:
        raise refuse(
            Code.BAD_REQUEST,
            f"{place[0].upper()}{place[1:]} nests deeper than {max_depth} levels. Send flatter JSON.",
            limit=max_depth,
            value=depth,
        )
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise refuse(Code.BAD_REQUEST, f"{place[0].upper()}{place[1:]} is not JSON in UTF-8.") from None


def _depth(text: bytes) -> int:
    """Return the deepest nesting of brackets outside strings, in one pass over the text."""
    deepest = depth = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        first = text[match.start()]
        if first in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif first in b"]}":
            depth -= 1
    return deepest

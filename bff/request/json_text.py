"""JSON from a stranger: bounded in depth before it is parsed, and whatever is wrong with it a 400."""

from __future__ import annotations

import re

import msgspec

from bff.errors import Code, refuse

__all__ = ["parse_json"]

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_NO_BRACKETS = bytes(set(range(256)) - set(b"[{]}"))
_TO_SQUARE = bytes.maketrans(b"{}", b"[]")


def parse_json(text: bytes, max_depth: int, place: str) -> object:
    """Return the value.

    Raises:
        RequestRefused: not JSON (NaN, lone surrogates, invalid UTF-8 and numbers out of range are not), or
            nested deeper than `max_depth`.
    """
    if _is_deeper(text, max_depth):
        raise refuse(
            Code.BAD_REQUEST,
            f"{place[0].upper()}{place[1:]} nests deeper than {max_depth} levels. Send flatter JSON.",
            limit=max_depth,
        )
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise refuse(Code.BAD_REQUEST, f"{place[0].upper()}{place[1:]} is not JSON in UTF-8.") from None


def _is_deeper(text: bytes, max_depth: int) -> bool:
    """Return True where brackets outside strings nest deeper, or are so broken that it cannot be told.

    Each turn takes the innermost pairs away, all at once: no loop over characters, which strangers choose.
    """
    if text.count(b"{") + text.count(b"[") <= max_depth:
        return False
    brackets = _STRING.sub(b"", text).translate(_TO_SQUARE, _NO_BRACKETS)
    for _ in range(max_depth):
        rest = brackets.replace(b"[]", b"")
        if rest == brackets:
            return brackets.count(b"[") > max_depth
        brackets = rest
    return bool(brackets)

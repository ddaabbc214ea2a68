"""What is checked before a document is parsed: its length and how deeply its brackets nest."""

from __future__ import annotations

import re

from bff.config import LimitSettings
from bff.errors import Code, refuse

__all__ = ["MAX_NESTING", "check_text"]

MAX_NESTING = 128
"""Brackets within brackets: what comes after may recurse this deep."""
_MARK = re.compile(r'\\"""|"""|\\.|["\n#{}()\[\]]')


def check_text(query: str, limits: LimitSettings) -> None:
    """Read the text once, from left to right.

    Raises:
        RequestRefused: it is longer than `limits.document_bytes`, or nests deeper than `MAX_NESTING`.
    """
    limit = limits.document_bytes
    length = len(query) if query.isascii() else len(query.encode("utf-8", "surrogatepass"))
    if length > limit:
        raise refuse(
            Code.BODY_TOO_LARGE,
            f"The document has {length} bytes, over the limit of {limit}. Shorten or split it.",
            what="document",
            limit=limit,
            value=length,
        )
    if _nests_too_deeply(query):
        raise refuse(
            Code.MAX_DEPTH_LIMIT,
            f"The document nests brackets deeper than the limit of {MAX_NESTING} levels. "
            "Select fewer nested fields, or write nested values as variables.",
            limit=MAX_NESTING,
            value=MAX_NESTING + 1,
        )


def _nests_too_deeply(query: str) -> bool:
    """Count open brackets outside strings and comments; on broken text the parser has the last word."""
    depth = 0
    inside = ""
    for match in _MARK.finditer(query):
        mark = match[0]
        if inside == "#":
            inside = "" if mark == "\n" else inside
        elif inside:
            if mark == inside or (mark == "\n" and inside == '"'):
                inside = ""
        elif mark in ('"', '"""', "#"):
            inside = mark
        elif mark in "{([":
            depth += 1
            if depth > MAX_NESTING:
                return True
        elif mark in "})]":
            depth -= 1
    return False

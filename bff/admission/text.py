"""What is checked before a document is parsed: its length, its tokens, how deeply its brackets nest."""

from __future__ import annotations

import re

from bff.config import LimitSettings
from bff.errors import Code, refuse

__all__ = ["MAX_NESTING", "check_text"]

MAX_NESTING = 128
"""Brackets within brackets: what comes after may recurse this deep."""
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\"""|\\|"(?!""))*+(?:""")?|"(?:[^"\\\n\r]|\\.)*+"?'  # strings
    r"|#[^\n\r]*+|\.\.\.|[{}()\[\]:=!$&@|]|[_A-Za-z][_0-9A-Za-z]*+|-?[0-9][-+.0-9A-Za-z_]*+"
)
"""A token or a comment: at least as long as graphql-core's, so that what is counted here is never more."""


def check_text(query: str, limits: LimitSettings) -> None:
    """Read the text once, from left to right.

    Raises:
        RequestRefused: it has more than `limits.document_bytes` or `limits.token_count` tokens, or it
            nests deeper than `MAX_NESTING`.
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
    _check_tokens(query, limits.token_count)


def _check_tokens(query: str, limit: int) -> None:
    """Count tokens and open brackets; on broken text the parser has the last word.

    A hundredth of the parser's time: what it would refuse after its work is refused before.
    """
    depth = count = 0
    for match in _TOKEN.finditer(query):
        first = query[match.start()]
        if first == "#":
            continue
        count += 1
        if count > limit:
            raise refuse(
                Code.MAX_TOKENS_LIMIT,
                f"The document has more than {limit} tokens. Shorten it, or split the operation.",
                what="tokens",
                limit=limit,
            )
        if first in "{([":
            depth += 1
            if depth > MAX_NESTING:
                raise refuse(
                    Code.MAX_DEPTH_LIMIT,
                    f"The document nests brackets deeper than the limit of {MAX_NESTING} levels. "
                    "Select fewer nested fields, or write nested values as variables.",
                    limit=MAX_NESTING,
                    value=depth,
                )
        elif first in "})]":
            depth -= 1

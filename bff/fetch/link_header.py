"""The header `Link`: the one target whose relation is asked for.

Source: https://www.rfc-editor.org/rfc/rfc8288#section-3
"""

from __future__ import annotations

import re

__all__ = ["LinkHeaderError", "target_of"]

_BETWEEN = re.compile(r"[\s,]*")
_TARGET = re.compile(r"<([^<>\"\s]*)>")
_PARAMETER = re.compile(
    r"""\s*;\s*
    (?: ([!#$%&'*+.^_`|~0-9A-Za-z-]+) \s*
        (?: = \s* (?: "((?:[^"\\]|\\.)*)" | ([^\s";,<>]+) ) )?
    )?""",
    re.VERBOSE,
)
_END = re.compile(r"\s*(?:,|\Z)")
_ESCAPED = re.compile(r"\\(.)")


class LinkHeaderError(ValueError):
    """The text is no list of links."""


def target_of(text: str, relation: str) -> str | None:
    """Return the first target whose `rel` has `relation` among its words; None if no link has it.

    A link with an `anchor` says something of another resource than the one that was asked for.

    Raises:
        LinkHeaderError: the text is not of the RFC's form, so that a link may be hidden in it.
    """
    place, found = _past(_BETWEEN, text, 0), None
    while place < len(text):
        target = _TARGET.match(text, place)
        if target is None:
            raise LinkHeaderError(f"no target at {place}")
        place, parameters = _parameters(text, target.end())
        end = _END.match(text, place)
        if end is None:
            raise LinkHeaderError(f"no end of a link at {place}")
        place = _past(_BETWEEN, text, end.end())
        words = parameters.get("rel", "").lower().split()
        if found is None and relation in words and "anchor" not in parameters:
            found = target[1]
    return found


def _past(pattern: re.Pattern[str], text: str, place: int) -> int:
    """Return the place after a pattern that may be empty."""
    match = pattern.match(text, place)
    return place if match is None else match.end()


def _parameters(text: str, place: int) -> tuple[int, dict[str, str]]:
    """Return the place after a link's parameters, and these by name: the first of each counts."""
    parameters: dict[str, str] = {}
    while match := _PARAMETER.match(text, place):
        name, quoted, plain = match.groups()
        if name is not None:
            value = plain or "" if quoted is None else _ESCAPED.sub(r"\1", quoted)
            parameters.setdefault(name.lower(), value)
        place = match.end()
    return place, parameters

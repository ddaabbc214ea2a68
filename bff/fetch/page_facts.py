"""What a reply says of its page: how many rows there are in all, and where the next page begins; pure.

Read beside the rows, so that a fact in the wrong form takes nothing from them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import msgspec

from bff.declare.endpoints.paging import AFTER, Cursor, NextUrl, Offset, Paging
from bff.declare.endpoints.template import Placeholder
from bff.declare.rows.source import Source
from bff.errors import ServiceFailure
from bff.flow.call import Reply

from .bad_response import bad_response
from .link_header import LinkHeaderError, target_of

__all__ = ["MAX_TOKEN_BYTES", "PageFacts", "facts_reader"]

MAX_TOKEN_BYTES = 700
"""A longer cursor of a service would make ours too long for an address."""
_MAX_TOTAL = 2**31 - 1
"""What GraphQL's `Int` holds."""
_MAX_URL_LENGTH = 8_000
_DIGITS = re.compile(r"[0-9]{1,10}")
_WRONG: Final = object()

_Fact = Callable[[Reply], object]
"""Returns what a reply says, None where it says nothing, `_WRONG` where it cannot be understood."""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What one reply says, or the failure of what it should have said."""

    total: int | ServiceFailure | None
    next: str | ServiceFailure | None
    drift: tuple[str, ...]


def facts_reader(source: Source, paging: Paging) -> Callable[[Reply], PageFacts]:
    """Return the function that reads the facts of this source's replies."""
    read_total, total_place = _total_reader(paging)
    read_next, next_place = _next_reader(source, paging)

    def read(reply: Reply) -> PageFacts:
        drift: list[str] = []

        def sure(fact: object, place: str) -> Any:
            if fact is not _WRONG:
                return fact
            drift.append(f"{source.row_type.__name__} page '{place}'")
            return bad_response(source, f"'{place}' of the page is not as declared")

        total = sure(read_total(reply), total_place)
        return PageFacts(total, sure(read_next(reply), next_place), tuple(drift))

    return read


def _total_reader(paging: Paging) -> tuple[_Fact, str]:
    if paging.total:
        read = _path_reader(paging.total)
        return (lambda reply: _total(read(reply))), paging.total
    if paging.total_header:
        header = paging.total_header.lower()
        return (lambda reply: _total_of_text(reply.headers.get(header, ""))), paging.total_header
    return _nothing, ""


def _next_reader(source: Source, paging: Paging) -> tuple[_Fact, str]:
    if isinstance(paging, Offset):
        return _nothing, ""
    if isinstance(paging, Cursor):
        read = _path_reader(paging.next)
        return (lambda reply: _token(read(reply))), paging.next
    parameter = _filled_parameter(source)
    read = _path_reader(paging.field) if paging.field else _header_reader(paging)
    return (lambda reply: _token_in(read(reply), parameter)), paging.field or paging.header


def _nothing(_: Reply) -> None:
    """Return None: the endpoint has no such fact."""


def _filled_parameter(source: Source) -> str:
    query = source.endpoint.template.query
    return next(name for name, value in query if value == Placeholder(AFTER))


def _path_reader(path: str) -> _Fact:
    """Return the reader of one place in the body; what is not there is None, as a null is."""
    names = path.split(".")
    shape: Any = Any
    for name in reversed(names):
        shape = msgspec.defstruct("Envelope", [("inner", shape | None, None)], rename={"inner": name})
    decode = msgspec.json.Decoder(shape).decode

    def read(reply: Reply) -> object:
        try:
            value: Any = decode(reply.body)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            return _WRONG
        for _ in names:
            value = None if value is None else value.inner
        return value

    return read


def _header_reader(paging: NextUrl) -> _Fact:
    header = paging.header.lower()
    if header != "link":
        return lambda reply: reply.headers.get(header)

    def read(reply: Reply) -> object:
        try:
            return target_of(reply.headers.get(header, ""), "next")
        except LinkHeaderError:
            return _WRONG

    return read


def _total(value: object) -> object:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 <= value <= _MAX_TOTAL else _WRONG  # type: ignore[operator]


def _total_of_text(text: str) -> object:
    text = text.strip()
    return _total(int(text)) if _DIGITS.fullmatch(text) else _WRONG


def _token(value: object) -> object:
    """Return a service's cursor; None where there is none, which is the last page."""
    if value is None or value == "":
        return None
    return value if isinstance(value, str) and len(value.encode()) <= MAX_TOKEN_BYTES else _WRONG


def _token_in(url: object, parameter: str) -> object:
    """Return the value that a URL has for the parameter, which must stand in it once."""
    if url is None or url == "":
        return None
    if not isinstance(url, str) or len(url) > _MAX_URL_LENGTH:
        return _WRONG
    try:
        pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True, errors="strict")
    except ValueError:
        return _WRONG
    values = [value for name, value in pairs if name == parameter]
    return _token(values[0]) or _WRONG if len(values) == 1 else _WRONG

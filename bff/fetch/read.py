"""Reads a reply into rows: the whole list in one pass, and where that fails, row by row and field by field.

Only declared fields are read. A wrong field becomes a failure in its own place; its siblings, and the other
rows, are what the service sent. Where a reply says whose a row is by its order or by a name, every entry
keeps its place: one that is no row is the failure of its own key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec

from bff.declare.endpoints.service import Endpoint
from bff.declare.rows.source import Source
from bff.errors import ServiceFailure
from bff.flow.call import Reply
from bff.flow.page import Page

from .bad_response import bad_response
from .mend import RowMender
from .page_facts import facts_reader

__all__ = ["Reading", "make_reader"]


@dataclass(frozen=True, slots=True)
class Reading:
    """The rows of one reply, in the service's order."""

    rows: tuple[msgspec.Struct | ServiceFailure, ...]
    """What is no row is a failure in its place: it may be anybody's."""
    drift: tuple[str, ...] = ()
    """Fields that were not as declared, once for each time."""
    entries: tuple[object, ...] = ()
    """What each key has, where rows do not say it: a row, its rows, nothing or a failure."""
    names: tuple[str, ...] = ()
    """The names of the entries, where they stand in an object."""
    page: Page | None = None
    """The same rows as a page, of an endpoint whose replies are pages."""


def make_reader(source: Source, *, is_list: bool) -> Callable[[Reply], Reading]:
    """Return the function that reads this source's replies.

    `is_list`: the reply holds rows; otherwise it is one row, or null. A reply for a batch of keys has a page
    of each, and says nothing of them.
    """
    paging = source.endpoint.paging
    read = _rows_reader(source, is_list=is_list)
    if paging is None or not is_list or source.endpoint.max_batch is not None:
        return read
    read_facts = facts_reader(source, paging)

    def read_page(reply: Reply) -> Reading:
        reading = read(reply)
        facts = read_facts(reply)
        page = Page(reading.rows, facts.total, facts.next)
        return replace(reading, drift=reading.drift + facts.drift, page=page)

    return read_page


def _rows_reader(source: Source, *, is_list: bool) -> Callable[[Reply], Reading]:
    endpoint = source.endpoint
    shape = _shape(source, is_list=is_list)
    for name in reversed(endpoint.rows):
        shape = msgspec.defstruct("Envelope", [("inner", shape)], rename={"inner": name})
    decode = msgspec.json.Decoder(shape).decode
    mend = _Mender(source)

    def read(reply: Reply) -> Reading:
        value = _decoded(source, decode, reply.body)
        if value is _NOT_AS_DECLARED:
            anything = _decoded(source, msgspec.json.decode, reply.body)
            if anything is _NOT_AS_DECLARED:
                raise bad_response(source, "not readable as JSON (a number out of range)")
            return mend.read(anything, is_list=is_list)
        for _ in endpoint.rows:
            value = value.inner
        if is_list and endpoint.key_place != "row":
            return _with_entries(endpoint, value)
        if is_list:
            return Reading(value)
        return Reading(() if value is None else (value,))

    return read


def _shape(source: Source, *, is_list: bool) -> Any:
    row: Any = source.row_type
    if not is_list:
        return row | None
    if source.endpoint.key_place == "row":
        return tuple[row, ...]
    entry: Any = (tuple[row, ...] if source.endpoint.kind == "many" else row) | None
    return tuple[entry, ...] if source.endpoint.key_place == "order" else dict[str, entry]


def _with_entries(endpoint: Endpoint, value: Any, drift: tuple[str, ...] = ()) -> Reading:
    """Return the entries of a list or an object; where a key has many rows, nothing is no rows."""
    names = tuple(value) if isinstance(value, dict) else ()
    entries = tuple(value.values() if isinstance(value, dict) else value)
    if endpoint.kind == "many":
        entries = tuple([() if each is None else each for each in entries])
    return Reading((), drift, entries, names)


_NOT_AS_DECLARED: Final = object()


def _decoded(source: Source, decode: Callable[[bytes], Any], body: bytes) -> Any:
    """Return the decoded body or `_NOT_AS_DECLARED`, behind which there may be no JSON at all.

    The failure is raised outside of the handlers: decoders' errors quote what the service sent.
    """
    try:
        return decode(body)
    except msgspec.ValidationError:
        return _NOT_AS_DECLARED
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        reason = type(error).__name__
    raise bad_response(source, f"not readable as JSON ({reason})")


class _Mender:
    """Reads a reply that is not as declared, row by row."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._rows = RowMender(source)

    def read(self, value: Any, *, is_list: bool) -> Reading:
        """Return the rows of a decoded reply.

        Raises:
            ServiceFailure: there are no rows where they were declared.
        """
        for name in self._source.endpoint.rows:
            if not isinstance(value, dict) or name not in value:
                raise bad_response(self._source, f"no '{name}' in the reply")
            value = value[name]
        if is_list and self._source.endpoint.key_place != "row":
            return self._entries(value)
        if is_list != isinstance(value, list):
            declared = "list" if is_list else "row"
            raise bad_response(self._source, f"a {type(value).__name__} where a {declared} was declared")
        drift: list[str] = []
        rows: list[msgspec.Struct | ServiceFailure] = []
        found = value if is_list else [value]
        for each in found:
            row_type = self._source.row_type_of(each) if isinstance(each, dict) else None
            if row_type is not None:
                rows.append(self._rows.row(row_type, each, drift))
            else:
                drift.append(self._source.type_name)
                rows.append(bad_response(self._source, f"a row that is no '{self._source.type_name}'"))
        return Reading(tuple(rows), drift=tuple(drift))

    def _entries(self, value: Any) -> Reading:
        is_in_order = self._source.endpoint.key_place == "order"
        if not isinstance(value, list if is_in_order else dict):
            declared = "a list" if is_in_order else "an object"
            raise bad_response(self._source, f"a {type(value).__name__} where {declared} was declared")
        drift: list[str] = []
        if isinstance(value, dict):
            mended: Any = {name: self._entry(each, drift) for name, each in value.items()}
        else:
            mended = [self._entry(each, drift) for each in value]
        return _with_entries(self._source.endpoint, mended, tuple(drift))

    def _entry(self, raw: Any, drift: list[str]) -> object:
        """Return what one key has; a list with anything but rows in it is no list of rows."""
        has_many = self._source.endpoint.kind == "many"
        rows = raw if has_many else [raw]
        if raw is None:
            return None
        if isinstance(rows, list) and all(isinstance(each, dict) for each in rows):
            typed = [(self._source.row_type_of(each), each) for each in rows]
            mended = tuple([self._rows.row(kind, each, drift) for kind, each in typed if kind is not None])
            if len(mended) == len(rows):
                return mended if has_many else mended[0]
        drift.append(self._source.type_name)
        declared = "list of rows" if has_many else "row"
        return bad_response(self._source, f"an entry that is no {declared}, a {type(raw).__name__}")

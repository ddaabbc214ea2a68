"""Reads a reply into rows: the whole list in one pass, and where that fails, row by row and field by field.

Only declared fields are read. A wrong field becomes a failure in its own place; its siblings, and the other
rows, are what the service sent. Where a reply says whose a row is by its order or by a name, every entry
keeps its place: one that is no row is the failure of its own key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, get_args, get_origin

import msgspec

from bff.declare.endpoints.service import Endpoint
from bff.declare.rows.column import NO_DEFAULT, Column
from bff.declare.rows.identities import as_text
from bff.declare.rows.layout import columns_in, options_of, structs_in
from bff.declare.rows.source import Source
from bff.declare.rows.tagged import chosen
from bff.errors import Code, ServiceFailure
from bff.flow.call import Reply
from bff.flow.page import Page

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
                raise _bad_response(source, "not readable as JSON (a number out of range)")
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
    raise _bad_response(source, f"not readable as JSON ({reason})")


class _Mender:
    """Reads what is not as declared, row by row and field by field."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._damaged_types: dict[type[msgspec.Struct], type[msgspec.Struct]] = {}

    def read(self, value: Any, *, is_list: bool) -> Reading:
        """Return the rows of a decoded reply.

        Raises:
            ServiceFailure: there are no rows where they were declared.
        """
        for name in self._source.endpoint.rows:
            if not isinstance(value, dict) or name not in value:
                raise _bad_response(self._source, f"no '{name}' in the reply")
            value = value[name]
        if is_list and self._source.endpoint.key_place != "row":
            return self._entries(value)
        if is_list != isinstance(value, list):
            declared = "list" if is_list else "row"
            raise _bad_response(self._source, f"a {type(value).__name__} where a {declared} was declared")
        drift: list[str] = []
        rows: list[msgspec.Struct | ServiceFailure] = []
        found = value if is_list else [value]
        for each in found:
            row_type = self._source.row_type_of(each) if isinstance(each, dict) else None
            if row_type is not None:
                rows.append(self._row(row_type, each, drift))
            else:
                drift.append(self._source.type_name)
                rows.append(_bad_response(self._source, f"a row that is no '{self._source.type_name}'"))
        return Reading(tuple(rows), drift=tuple(drift))

    def _entries(self, value: Any) -> Reading:
        is_in_order = self._source.endpoint.key_place == "order"
        if not isinstance(value, list if is_in_order else dict):
            declared = "a list" if is_in_order else "an object"
            raise _bad_response(self._source, f"a {type(value).__name__} where {declared} was declared")
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
            mended = tuple([self._row(kind, each, drift) for kind, each in typed if kind is not None])
            if len(mended) == len(rows):
                return mended if has_many else mended[0]
        drift.append(self._source.type_name)
        declared = "list of rows" if has_many else "row"
        return _bad_response(self._source, f"an entry that is no {declared}, a {type(raw).__name__}")

    def _row(self, row_type: type[msgspec.Struct], raw: dict[str, Any], drift: list[str]) -> msgspec.Struct:
        try:
            return msgspec.convert(raw, row_type)
        except (msgspec.ValidationError, RecursionError):
            pass
        values = {
            each.name: self._column(each, raw, f"{row_type.__name__}.{each.name}", drift)
            for each in columns_in(row_type)
        }
        return self._damaged(row_type, values)

    def _column(self, column: Column, raw: dict[str, Any], place: str, drift: list[str]) -> object:
        found = _found(raw, column.path)
        if found is _NO_OBJECT:
            drift.append(place)
            return _bad_response(self._source, f"on the way to '{place}' stands no object")
        if found is _MISSING:
            if column.default is not NO_DEFAULT:
                return column.default
            found = None
        value = self._value(column.type, found, place, drift)
        return as_text(value) if column.is_identity else value

    def _value(self, declared: Any, raw: Any, place: str, drift: list[str]) -> object:
        """Return the value, mended inside where it holds objects, or the failure that stands for it."""
        try:
            return msgspec.convert(raw, declared)
        except (msgspec.ValidationError, RecursionError):
            pass
        item = _object_item(declared)
        if item is not None and isinstance(raw, list):
            return tuple([self._value(item, each, place, drift) for each in raw])
        row_type = chosen(structs_in(declared), raw) if isinstance(raw, dict) else None
        if row_type is not None:
            return self._row(row_type, raw, drift)
        drift.append(place)
        return _bad_response(self._source, f"'{place}' is not as declared")

    def _damaged(self, row_type: type[msgspec.Struct], values: dict[str, object]) -> msgspec.Struct:
        """Return the row with failures that are raised wherever they are read.

        A function of the type may read a field that nobody selected: `f"{self.title}"` must not make an
        answer out of a failure. A field that stands deeper in a reply has a value of its own here.
        """
        slots = row_type.__struct_fields__
        damaged = self._damaged_types.get(row_type)
        if damaged is None:
            nested = [(name, Any) for name in values if name not in slots]
            namespace = {"__getattribute__": _read_or_raise, "__post_init__": _nothing}
            damaged = msgspec.defstruct(
                row_type.__name__, nested, bases=(row_type,), namespace=namespace, frozen=True, kw_only=True
            )
            self._damaged_types[row_type] = damaged
        return damaged(**{**dict.fromkeys(slots), **values})


def _object_item(declared: Any) -> Any:
    """Return the type of a list's items, where they hold objects: a list of scalars fails as a whole.

    The type's functions read such a list, and would take a failure in it for a value.
    """
    items = [get_args(each)[0] for each in options_of(declared) if get_origin(each) is tuple]
    found = [each for each in items if structs_in(each) or _object_item(each) is not None]
    return found[0] if found else None


_MISSING: Final = object()
_NO_OBJECT: Final = object()


def _found(raw: object, path: tuple[str, ...]) -> object:
    """Return what stands there in a row; `_MISSING`, also where an object on the way is null or missing."""
    for name in path:
        if raw is None or raw is _MISSING:
            return _MISSING
        if not isinstance(raw, dict):
            return _NO_OBJECT
        raw = raw.get(name, _MISSING)
    return raw


def _read_or_raise(row: msgspec.Struct, name: str) -> object:
    """Return an attribute, or raise its failure: a new one each time, with a traceback of its own."""
    value = object.__getattribute__(row, name)
    if isinstance(value, ServiceFailure):
        raise ServiceFailure(value.code, service=value.service, endpoint=value.endpoint, detail=value.detail)
    return value


def _nothing(_: msgspec.Struct) -> None:
    """Leave the values as they are: its IDs are texts already."""


def _bad_response(source: Source, detail: str) -> ServiceFailure:
    endpoint = source.endpoint
    return ServiceFailure(
        Code.SERVICE_BAD_RESPONSE, service=endpoint.service, endpoint=endpoint.name, detail=detail
    )

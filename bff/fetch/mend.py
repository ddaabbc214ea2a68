"""Reads a row that is not as declared, field by field: what cannot be read is a failure in its own place."""

from __future__ import annotations

from typing import Any, Final, get_args, get_origin

import msgspec

from bff.declare.rows.column import NO_DEFAULT, Column
from bff.declare.rows.identities import as_text
from bff.declare.rows.layout import columns_in, options_of, structs_in
from bff.declare.rows.source import Source
from bff.declare.rows.tagged import chosen
from bff.errors import ServiceFailure

from .bad_response import bad_response

__all__ = ["RowMender"]


class RowMender:
    """Mends the rows of one source; `drift` gets the fields that were not as declared."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._damaged_types: dict[type[msgspec.Struct], type[msgspec.Struct]] = {}

    def row(self, row_type: type[msgspec.Struct], raw: dict[str, Any], drift: list[str]) -> msgspec.Struct:
        """Return the row, with failures in the places of fields that cannot be read."""
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
            return bad_response(self._source, f"on the way to '{place}' stands no object")
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
            return self.row(row_type, raw, drift)
        drift.append(place)
        return bad_response(self._source, f"'{place}' is not as declared")

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

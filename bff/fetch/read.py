"""Reads a reply into rows: the whole list in one pass, and where that fails, row by row and field by field.

Only declared fields are read. A wrong field becomes a failure in its own place; its siblings, and the other
rows, are what the service sent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from bff.declare.source import Source
from bff.errors import Code, ServiceFailure
from bff.flow.call import Reply

__all__ = ["Reading", "make_reader"]


@dataclass(frozen=True, slots=True)
class Reading:
    """The rows of one reply, in the service's order."""

    rows: tuple[msgspec.Struct, ...]
    unreadable_count: int = 0
    """Rows that are no objects: nobody can tell which key they were meant for."""
    drift: tuple[str, ...] = ()
    """Fields that were not as declared, once for each time."""


def make_reader(source: Source, *, is_list: bool) -> Callable[[Reply], Reading]:
    """Return the function that reads this source's replies.

    `is_list`: the reply holds rows; otherwise it is one row, or null.
    """
    endpoint = source.endpoint
    shape: Any = tuple[source.row_type, ...] if is_list else source.row_type | None  # type: ignore[name-defined]
    for name in reversed(endpoint.rows):
        shape = msgspec.defstruct("Envelope", [("inner", shape)], rename={"inner": name})
    decode = msgspec.json.Decoder(shape).decode
    depth = len(endpoint.rows)

    def read(reply: Reply) -> Reading:
        try:
            value = decode(reply.body)
        except msgspec.ValidationError:
            return _read_leniently(source, reply, is_list=is_list)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise _bad_response(source, f"not readable as JSON ({type(error).__name__})") from None
        for _ in range(depth):
            value = value.inner
        if is_list:
            return Reading(value)
        return Reading(() if value is None else (value,))

    return read


def _read_leniently(source: Source, reply: Reply, *, is_list: bool) -> Reading:
    value = msgspec.json.decode(reply.body)
    for name in source.endpoint.rows:
        if not isinstance(value, dict) or name not in value:
            raise _bad_response(source, f"no '{name}' in the reply")
        value = value[name]
    if is_list != isinstance(value, list):
        raise _bad_response(
            source, f"a {type(value).__name__} where a {'list' if is_list else 'row'} was declared"
        )
    drift: list[str] = []
    rows: list[msgspec.Struct] = []
    found = value if is_list else [value]
    for each in found:
        if isinstance(each, dict):
            rows.append(_row(source, source.row_type, each, drift))
        else:
            drift.append(f"{source.row_type.__name__}")
    return Reading(tuple(rows), len(found) - len(rows), tuple(drift))


def _row(
    source: Source, row_type: type[msgspec.Struct], raw: dict[str, Any], drift: list[str]
) -> msgspec.Struct:
    try:
        return msgspec.convert(raw, row_type)
    except (msgspec.ValidationError, RecursionError):
        values = {}
        for each in msgspec.structs.fields(row_type):
            values[each.name] = _field(source, row_type, each, raw, drift)
        return row_type(**values)


def _field(
    source: Source,
    row_type: type[msgspec.Struct],
    each: msgspec.structs.FieldInfo,
    raw: dict[str, Any],
    drift: list[str],
) -> object:
    if each.encode_name not in raw and not each.required:
        return each.default
    value = raw.get(each.encode_name)
    try:
        return msgspec.convert(value, each.type)
    except (msgspec.ValidationError, RecursionError):
        drift.append(f"{row_type.__name__}.{each.name}")
        embedded = _embedded_type(each.type)
        if embedded is not None and isinstance(value, dict):
            return _row(source, embedded, value, drift)
        return _bad_response(source, f"'{each.encode_name}' is not as declared")


def _embedded_type(declared: Any) -> type[msgspec.Struct] | None:
    options = getattr(declared, "__args__", (declared,))
    for option in options:
        if isinstance(option, type) and issubclass(option, msgspec.Struct):
            return option
    return None


def _bad_response(source: Source, detail: str) -> ServiceFailure:
    endpoint = source.endpoint
    return ServiceFailure(
        Code.SERVICE_BAD_RESPONSE, service=endpoint.service, endpoint=endpoint.name, detail=detail
    )

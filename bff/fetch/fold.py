"""Folds keys into few calls: pure, so that what is sent can be tested without sending."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import Enum
from urllib.parse import quote

import msgspec

from bff.declare.endpoints.keys import KeyPart, KeyValue
from bff.declare.endpoints.service import KEY, KEYS, Endpoint
from bff.declare.endpoints.template import Placeholder, placeholder_in
from bff.declare.endpoints.values import ObjectValue
from bff.flow.call import Call

__all__ = ["Arguments", "KeyValue", "fold"]

Arguments = tuple[tuple[str, object], ...]
"""Placeholder and value, in the order of the template; values are scalars, tuples, `ObjectValue`s or None."""

_encode = msgspec.json.Encoder().encode
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class _Joined:
    """A key of several parts as an address holds it; `separator` is encoded."""

    parts: tuple[KeyPart, ...]
    separator: str


def fold(
    endpoint: Endpoint, arguments: Arguments, keys: Sequence[KeyValue]
) -> Iterator[tuple[Call, tuple[KeyValue, ...]]]:
    """Yield the fewest calls that ask for all `keys`, each with the keys that it asks for.

    An endpoint without keys gives one call; one without a batch form, one call for each key.
    """
    if endpoint.kind == "call":
        yield _call(endpoint, dict(arguments), ()), ()
        return
    width = endpoint.max_batch or 1
    for number in range(math.ceil(len(keys) / width)):
        chunk = tuple(keys[number * width : (number + 1) * width])
        yield _call(endpoint, dict(arguments), chunk), chunk


def _call(endpoint: Endpoint, values: dict[str, object], keys: tuple[KeyValue, ...]) -> Call:
    if endpoint.max_batch is not None:
        values[KEYS] = tuple([_in_its_form(endpoint, key) for key in keys])
    elif keys:
        values[KEY] = _in_its_form(endpoint, keys[0])
    template = endpoint.template
    return Call(
        service=endpoint.service,
        endpoint=endpoint.name,
        method=template.method,
        target=_target(endpoint, values),
        path_prefix=template.path_prefix,
        body=None if endpoint.body is None else _encode(_filled(endpoint.body, values)),
        key_count=len(keys),
        is_idempotent=template.method == "GET" or endpoint.kind != "call" or endpoint.takes_idempotency_key,
        takes_idempotency_key=endpoint.takes_idempotency_key,
    )


def _in_its_form(endpoint: Endpoint, key: KeyValue) -> object:
    """Return a key as it is sent: one of several parts is an object in a body, and joined in an address."""
    if not isinstance(key, tuple) or endpoint.key is None:
        return key
    if endpoint.has_keys_in_body:
        return ObjectValue(tuple(zip(endpoint.key.body_names, key, strict=True)))
    return _Joined(key, endpoint.key.encoded_separator)


def _target(endpoint: Endpoint, values: dict[str, object]) -> str:
    template = endpoint.template
    path = "/" + "/".join(
        _encoded(values[part.name]) if isinstance(part, Placeholder) else part for part in template.segments
    )
    pairs: list[str] = []
    for name, part in template.query:
        if not isinstance(part, Placeholder):
            pairs.append(f"{quote(name, safe='')}={quote(part, safe=',')}")
            continue
        value = values.get(part.name)
        if value is None:
            continue
        several = value if isinstance(value, tuple) else (value,)
        encoded = [_encoded(each) for each in several]
        if part.is_repeated:
            pairs.extend(f"{quote(name, safe='')}={each}" for each in encoded)
        else:
            pairs.append(f"{quote(name, safe='')}={','.join(encoded)}")
    return f"{path}?{'&'.join(pairs)}" if pairs else path


def _encoded(value: object) -> str:
    """Return one value as it stands in an address; lone surrogates, which have no bytes, become `%3F`."""
    if isinstance(value, _Joined):
        return value.separator.join(map(_encoded, value.parts))
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value.isoformat() if isinstance(value, date | time) else str(value)
    return quote(text, safe="", errors="replace")


def _filled(body: object, values: dict[str, object]) -> object:
    """Return the body with its placeholders replaced; an entry whose value is absent is left out."""
    if isinstance(body, dict):
        filled = {name: _filled(part, values) for name, part in body.items()}
        return {name: part for name, part in filled.items() if part is not _ABSENT}
    if isinstance(body, list | tuple):
        return [_filled(part, values) for part in body]
    hole = placeholder_in(body) if isinstance(body, str) else None
    if hole is None:
        return body
    value = values.get(hole.name)
    return _ABSENT if value is None else _thawed(value)


def _thawed(value: object) -> object:
    """Return what JSON is made of: a null that the caller wrote into an input object stays one."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, ObjectValue):
        return {name: _thawed(each) for name, each in value.entries}
    if isinstance(value, tuple):
        return [_thawed(each) for each in value]
    return value

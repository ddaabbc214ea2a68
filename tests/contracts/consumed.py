"""What the graph asks of its services, held against their contracts: each difference is a sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from graphql import get_named_type, is_enum_type

from bff.config import ServiceSettings
from bff.declare import Cursor, Endpoint, Link, NextUrl
from bff.declare.endpoints.paging import has_total
from bff.declare.endpoints.values import ObjectValue
from bff.execute.cursors import START
from bff.execute.pages import asked_page
from bff.fetch.fold import fold
from bff.flow.call import Call
from tests.contracts.contract import Contract, Operation, Schema
from tests.contracts.readable import fit_problems

__all__ = ["call_of", "credential_problems", "page_problems", "request_problems", "row_problems"]


def call_of(
    link: Link, *, key_count: int, first: int, after: str | None = None, chosen: Mapping[str, object] = {}
) -> Call:
    """Return a call of the link with so many keys, from 1 up, for so many rows after a service's cursor.

    `chosen` replaces values of placeholders.
    """
    endpoint = link.source.endpoint
    values = {"first": first, "after": after, **_VALUES, **chosen}
    if link.is_connection:
        values["first"] = asked_page(link, START, {"first": first})["first"]
    arguments = tuple((each.placeholder, values[each.placeholder]) for each in link.parameters)
    kinds = endpoint.key.types if endpoint.key is not None else (int,)
    parts = [tuple(kind(number) for kind in kinds) for number in range(1, key_count + 1)]
    return next(fold(endpoint, arguments, [key if len(key) > 1 else key[0] for key in parts]))[0]


_LINE = ObjectValue((("track_id", 1), ("quantity", 1)))
_VALUES: dict[str, object] = {
    "offset": 0,
    "q": "rock",
    "region": "eu",
    "playlist_id": "2",
    "track_id": 1,
    "invoice": ObjectValue((("customer_id", 1), ("lines", (_LINE,)))),
    "rating": ObjectValue((("trackId", 1), ("customerId", 1), ("stars", 5), ("comment", None))),
}
"""What a link sends for each placeholder beside keys and sizes."""


def request_problems(link: Link, contract: Contract) -> Iterator[str]:
    """Yield what the contract does not know or allow of the largest call that the link can make."""
    endpoint = link.source.endpoint
    operation = contract.operation(endpoint.template)
    if operation is None:
        yield f"there is no {endpoint.template.text.partition('?')[0]}"
        return
    first = link.first.max if link.first is not None else 1
    call = call_of(link, key_count=link.max_batch or 1, first=first, after="1")
    yield from _parameter_problems(call, operation, contract)
    for chosen in _choices(link):
        call = call_of(link, key_count=1, first=first, chosen=chosen)
        yield from _parameter_problems(call, operation, contract)
    if call.body is not None:
        if operation.body is None:
            yield "there is no body"
        else:
            yield from contract.faults(json.loads(call.body), operation.body)


def _choices(link: Link) -> Iterator[Mapping[str, object]]:
    """Yield each value of each enumeration that a caller may choose from, by its placeholder."""
    for parameter in link.parameters:
        kind = None if parameter.type is None else get_named_type(parameter.type)
        if is_enum_type(kind):
            yield from ({parameter.placeholder: each.value} for each in kind.values.values())


def row_problems(link: Link, contract: Contract) -> Iterator[str]:
    """Yield where rows are not as the contract says: envelope, fields, types, what may be null."""
    source = link.source
    operation = contract.operation(source.endpoint.template)
    schema = None if operation is None else operation.reply(200) or operation.reply(201)
    if schema is None:
        yield "there is no reply with the status 200 or 201"
        return
    found = _inside(schema, source.endpoint.rows, contract)
    has_list = link.is_list or link.max_batch is not None
    if has_list:
        found = [option for each in found if "items" in each for option in contract.options(each["items"])]
    rows = [each for each in found if each.get("type") == "object"]
    if not rows:
        yield f"there are no rows at '{'.'.join(source.endpoint.rows)}' of the reply"
    for row in rows:
        for row_type in source.row_types.values():
            yield from fit_problems(row_type, row, contract, place=row_type.__name__)


def page_problems(link: Link, contract: Contract) -> Iterator[str]:
    """Yield what replies do not say of their pages, or say in another form than it is read in."""
    paging = link.source.endpoint.paging
    operation = contract.operation(link.source.endpoint.template)
    schema = None if operation is None else operation.reply(200)
    if paging is None or not link.is_list or link.max_batch is not None or operation is None:
        return
    bodies = [(paging.total, ["integer"])] if has_total(paging) else []
    headers = [paging.total_header]
    if isinstance(paging, Cursor):
        bodies.append((paging.next, ["string", "null"]))
    elif isinstance(paging, NextUrl):
        bodies.append((paging.field, ["string", "null"]))
        headers.append(paging.header)
    for path, kinds in bodies:
        if path:
            yield from _fact_problems(path, kinds, schema or {}, contract)
    sent = {name.lower() for name in operation.responses.get("200", {}).get("headers", {})}
    yield from (f"there is no header '{name}'" for name in headers if name and name.lower() not in sent)


def _fact_problems(path: str, kinds: list[str], schema: Schema, contract: Contract) -> Iterator[str]:
    found = [each.get("type") for each in _inside(schema, tuple(path.split(".")), contract)]
    if not found:
        yield f"there is no '{path}' in the reply"
    for kind in found:
        if kind not in kinds:
            yield f"'{path}' may be {kind}, but is read as {' or '.join(kinds)}"


def _inside(schema: Schema, path: tuple[str, ...], contract: Contract) -> list[Schema]:
    """Return what may stand at a path into a value."""
    found = contract.options(schema)
    for name in path:
        inside = [each["properties"][name] for each in found if name in each.get("properties", {})]
        found = [option for each in inside for option in contract.options(each)]
    return found


def credential_problems(endpoint: Endpoint, settings: ServiceSettings, contract: Contract) -> Iterator[str]:
    """Yield the credentials that the service asks for, and neither settings nor caller bring."""
    operation = contract.operation(endpoint.template)
    brought = {name.lower() for name in (*settings.headers, *settings.forward_headers)}
    for name in operation.security if operation is not None else ():
        scheme = contract.security_schemes[name]
        header = scheme["name"].lower() if scheme["type"] == "apiKey" else "authorization"
        if header not in brought:
            yield f"the header '{header}' is required, and not sent"


def _parameter_problems(call: Call, operation: Operation, contract: Contract) -> Iterator[str]:
    sent = _sent(call, operation)
    for place, name in sent.keys() - {(each.place, each.name) for each in operation.parameters}:
        yield f"there is no parameter '{name}' in the {place}"
    for parameter in operation.parameters:
        texts = sent.get((parameter.place, parameter.name))
        if texts is None:
            if parameter.is_required:
                yield f"the parameter '{parameter.name}' is required, and not sent"
            continue
        readings = [_read(texts, option) for option in contract.options(parameter.schema)]
        faults = [contract.faults(value, parameter.schema) for value in readings]
        if all(faults):
            told = f"{', '.join(texts)[:40]}: {'; '.join(faults[0])[:200]}"
            yield f"the parameter '{parameter.name}' does not take {told}"


def _sent(call: Call, operation: Operation) -> dict[tuple[str, str], list[str]]:
    """Return the texts in the address of a call and its key, by place and name."""
    address = urlsplit(call.target)
    sent: dict[tuple[str, str], list[str]] = {}
    for part, text in zip(operation.path.split("/"), address.path.split("/"), strict=True):
        if part.startswith("{"):
            sent["path", part[1:-1]] = [text]
    for name, text in parse_qsl(address.query):
        sent.setdefault(("query", name), []).append(text)
    if call.takes_idempotency_key:
        sent["header", "Idempotency-Key"] = ["one"]
    return sent


def _read(texts: list[str], schema: Schema) -> Any:
    """Return a parameter's value as a service of this schema reads it."""
    if schema.get("type") == "array":
        return [_read([text], schema["items"]) for text in texts]
    (text,) = texts[:1]
    return int(text) if schema.get("type") == "integer" and text.isdigit() else text

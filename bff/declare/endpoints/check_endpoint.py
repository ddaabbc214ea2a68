"""Checks what an author wrote for an endpoint; everything that is wrong with it travels with the endpoint."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bff.errors import Problem

from .check_clears import clears_problems
from .check_key import default_max_key_bytes, key_problems, use_problems
from .check_paging import paging_problems
from .endpoint import KEY, KEYS, Endpoint, EndpointKind, Key, Naming
from .paging import Cursor, NextUrl, Offset
from .template import Placeholder, Template, TemplateError, parse_template, placeholders_of_body

__all__ = ["EndpointDeclaration", "make_endpoint"]

DEFAULT_MAX_BATCH = 100
_MAX_TARGET_BYTES = 8_000
"""The address length that every common server accepts."""


@dataclass(frozen=True, slots=True)
class EndpointDeclaration:
    """What the author wrote, unchecked: any value may be of any type."""

    service: str
    naming: Naming
    kind: EndpointKind
    template: str
    key: Key | None = None
    body: object = None
    max_batch: int | None = None
    """None: the default where the endpoint takes a batch."""
    rows: str = ""
    name: str = ""
    max_key_bytes: int | None = None
    idempotency_key: bool = False
    numeric_ids: bool = False
    paging: object = None
    clears: Sequence[Endpoint] | None = None

    @property
    def keyed(self) -> list[str]:
        """The placeholders that take keys, in the order they stand."""
        return [hole.name for hole in self._holes if hole.name in (KEYS, KEY)]

    @property
    def is_in_address(self) -> bool:
        """True where the keys are part of the address."""
        return all(hole.name != KEYS for hole in placeholders_of_body(self.body))

    @property
    def row_path(self) -> tuple[str, ...]:
        """The names on the way to the rows."""
        return tuple(str(self.rows).split(".")) if self.rows else ()

    @property
    def _holes(self) -> tuple[Placeholder, ...]:
        return (*_parsed(self.template).placeholders, *placeholders_of_body(self.body))


def make_endpoint(declared: EndpointDeclaration) -> Endpoint:
    """Return the endpoint, with all its problems: it is never refused here, so that one start shows all."""
    takes_batch = KEYS in declared.keyed
    parsed = _parsed(declared.template)
    key = None if any(_key_problems(declared)) else declared.key
    endpoint = Endpoint(
        service=declared.service,
        naming="camel" if declared.naming == "camel" else "as_declared",
        kind=declared.kind,
        name=declared.name or parsed.label,
        template=parsed,
        body=declared.body,
        key=key,
        max_batch=_batch(declared) if takes_batch else None,
        rows=declared.row_path,
        max_key_bytes=declared.max_key_bytes or default_max_key_bytes(key),
        numeric_ids=bool(declared.numeric_ids),
        takes_idempotency_key=bool(declared.idempotency_key),
        paging=declared.paging if isinstance(declared.paging, Offset | Cursor | NextUrl) else None,
        clears=tuple(declared.clears) if isinstance(declared.clears, list | tuple) else None,
    )
    found = [*_service_problems(declared)]
    found += [Problem(repr(endpoint), what, remedy) for what, remedy in _endpoint_problems(declared)]
    if not found and key is not None:
        found += [Problem(repr(endpoint), what, remedy) for what, remedy in use_problems(endpoint, key)]
    if not found and takes_batch and declared.is_in_address:
        found += [Problem(repr(endpoint), what, remedy) for what, remedy in _length_problems(endpoint)]
    return replace(endpoint, problems=tuple(found))


def _batch(declared: EndpointDeclaration) -> int:
    return DEFAULT_MAX_BATCH if declared.max_batch is None else declared.max_batch


def _parsed(text: str) -> Template:
    """Return the template; one without holes where the text is none, which is a problem of its own."""
    try:
        return parse_template(str(text))
    except TemplateError:
        return Template(str(text), "GET", (), ())


Found = Iterator[tuple[str, str]]
"""What is wrong, and what to do."""


def _service_problems(declared: EndpointDeclaration) -> Iterator[Problem]:
    place = f'Service("{declared.service}")'
    if not re.fullmatch(r"[a-z][a-z0-9_]*", str(declared.service)):
        yield Problem(
            place,
            "has a name that no setting can have.",
            "Use small letters, digits and underscores, such as 'catalog'; [services.catalog] sets it up.",
        )
    if declared.naming not in ("as_declared", "camel"):
        yield Problem(
            place,
            f"has the naming '{declared.naming}'.",
            'Write naming="camel" where the service writes trackId for track_id; else leave it out.',
        )


def _endpoint_problems(declared: EndpointDeclaration) -> Found:
    try:
        parse_template(str(declared.template))
    except TemplateError as error:
        yield error.what, error.remedy
    else:
        yield from _placeholder_problems(declared)
        yield from _body_problems(declared)
        if declared.paging is not None:
            yield from paging_problems(
                declared.paging,
                _parsed(declared.template),
                body=declared.body,
                rows=declared.row_path,
                is_batch=KEYS in declared.keyed,
            )
    yield from _key_problems(declared)
    yield from _number_problems(declared)
    if declared.idempotency_key and _parsed(declared.template).method == "GET":
        yield "has an idempotency key, which a GET does not need.", "Remove idempotency_key."
    yield from clears_problems(_parsed(declared.template).method, declared.clears)
    if not isinstance(declared.rows, str) or "" in declared.row_path:
        yield (
            f"has rows={_shown(declared.rows)}, which is no path into a reply.",
            'Join names by dots, such as rows="data.items"; leave it out where the reply is the rows.',
        )


def _placeholder_problems(declared: EndpointDeclaration) -> Found:
    keyed, kind = declared.keyed, declared.kind
    if kind == "call" and keyed:
        yield (
            f"has the placeholder {{{keyed[0]}}}, which takes keys, but call() has none.",
            "Declare it with one() or many(), or give the placeholder another name.",
        )
    if kind != "call" and len(keyed) != 1:
        count = "no placeholder" if not keyed else f"{len(keyed)} placeholders"
        yield (
            f"has {count} for keys.",
            f"Give it one: {{{KEYS}}} where a call takes a batch of keys, {{{KEY}}} where it takes one.",
        )
    if any(hole == Placeholder(KEYS) for hole in _parsed(declared.template).segments):
        yield (
            f"has a batch of keys, {{{KEYS}}}, in its path.",
            f"Move it into the query or the body; where a call takes one key, write {{{KEY}}}.",
        )


def _key_problems(declared: EndpointDeclaration) -> Found:
    key = declared.key
    if key is None:
        if declared.kind != "call" and declared.keyed == [KEYS]:
            yield (
                "takes a batch of keys, but does not say which field of a row holds its key.",
                'Add key=Key("id"), with the name that the service gives that field.',
            )
    else:
        yield from key_problems(key, declared.naming)


def _number_problems(declared: EndpointDeclaration) -> Found:
    for name, value in (("max_batch", declared.max_batch), ("max_key_bytes", declared.max_key_bytes)):
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
            yield f"has {name}={_shown(value)}.", "Give a whole number of 1 or more."
    if declared.max_batch is not None and declared.keyed == [KEY]:
        yield (
            f"has max_batch={_shown(declared.max_batch)}, but {{{KEY}}} takes one key a call.",
            f"Remove max_batch, or write {{{KEYS}}} if the service takes several.",
        )


def _body_problems(declared: EndpointDeclaration) -> Found:
    if declared.body is None:
        return
    if _parsed(declared.template).method == "GET":
        yield "has a body, which services ignore in a GET.", "Declare a POST, or move it into the query."
    for hole in placeholders_of_body(declared.body):
        if hole.is_repeated:
            yield (
                f"has '{{{hole.name}*}}' in its body, where there is no parameter to repeat.",
                f"Write {{{hole.name}}}: a batch of keys becomes a JSON list.",
            )
    try:
        json.dumps(declared.body)
    except (TypeError, ValueError) as error:
        yield f"has a body that is no JSON: {error}.", "Use texts, numbers, lists and dictionaries."


def _length_problems(endpoint: Endpoint) -> Found:
    """Count one key as `max_key_bytes` and what stands before it: a comma, or its parameter again."""
    names = [name for name, value in endpoint.template.query if getattr(value, "is_repeated", False)]
    between = len(names[0]) + 2 if names else 1
    batch = endpoint.max_batch or 1
    needed = batch * (endpoint.max_key_bytes + between) + len(endpoint.template.text)
    if needed > _MAX_TARGET_BYTES:
        fitting = (_MAX_TARGET_BYTES - len(endpoint.template.text)) // (endpoint.max_key_bytes + between)
        yield (
            f"may need an address of {needed} bytes, with {batch} keys of {endpoint.max_key_bytes} bytes; "
            f"servers take {_MAX_TARGET_BYTES}.",
            f"Write max_batch={max(fitting, 1)}, lower max_key_bytes, or send the keys in a body.",
        )


def _shown(value: object) -> str:
    return value.__name__ if isinstance(value, type) else repr(value)

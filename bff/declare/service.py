"""The REST services that a graph reads, and their endpoints, one line each.

An endpoint says how it is asked; the fields that `link` to it say what they take from its replies. Where a
service is reached, how long it may take and whose credentials it gets stands in the settings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .template import Placeholder, Template, TemplateError, parse_template, placeholders_of_body

__all__ = ["Endpoint", "EndpointKind", "Key", "Service"]

EndpointKind = Literal["one", "many", "call"]

KEYS = "ids"
"""The placeholder that takes a batch of keys."""
KEY = "id"
"""The placeholder that takes a single key: an endpoint without a batch form."""
DEFAULT_MAX_BATCH = 100
_INTEGER_KEY_BYTES = 20


@dataclass(frozen=True, slots=True)
class Key:
    """The field of a row that says which key it answers, and the type that keys are normalised to."""

    name: str
    type: type[int] | type[str] = int


@dataclass(frozen=True, slots=True, eq=False)
class Endpoint:
    """One way to ask a service; made by `Service.one`, `Service.many` and `Service.call`."""

    service: str
    naming: Literal["as_declared", "camel"]
    kind: EndpointKind
    name: str
    template: Template
    body: object
    key: Key | None
    max_batch: int | None
    """Keys in one call; None: a call takes a single key, or none."""
    rows: tuple[str, ...]
    """Where the rows stand in a reply: names from the outside in; empty: the reply itself."""
    max_key_bytes: int
    """A longer key fails its own place and is never sent."""

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """All holes of address and body."""
        return (*self.template.placeholders, *placeholders_of_body(self.body))

    def __repr__(self) -> str:
        return f"<Endpoint {self.service}: {self.template.text}>"


@dataclass(frozen=True, slots=True)
class Service:
    """A REST service, by the name that its settings have (`[services.NAME]`).

    `naming="camel"`: the service writes `trackId` where the schema's Python writes `track_id`.
    """

    name: str
    naming: Literal["as_declared", "camel"] = "as_declared"

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.name):
            raise ValueError(
                f"Service name must be a lower-case word such as 'catalog', but got: {self.name!r}"
            )
        if self.naming not in ("as_declared", "camel"):
            raise ValueError(f"Service naming must be 'as_declared' or 'camel', but got: {self.naming!r}")

    def one(
        self,
        template: str,
        *,
        key: Key | None = None,
        body: Mapping[str, object] | None = None,
        max_batch: int = DEFAULT_MAX_BATCH,
        rows: str = "",
        name: str = "",
        max_key_bytes: int | None = None,
    ) -> Endpoint:
        """Declare an endpoint that has at most one row for a key.

        `GET /albums?ids={ids}` takes up to `max_batch` keys a call and answers rows in any order;
        `GET /stock/{id}` has no batch form: one call a key, priced and reported as that.
        """
        return self._endpoint("one", template, key, body, max_batch, rows, name, max_key_bytes)

    def many(
        self,
        template: str,
        *,
        key: Key,
        body: Mapping[str, object] | None = None,
        max_batch: int = DEFAULT_MAX_BATCH,
        rows: str = "",
        name: str = "",
        max_key_bytes: int | None = None,
    ) -> Endpoint:
        """Declare an endpoint that has any number of rows for a key; each row names its key."""
        return self._endpoint("many", template, key, body, max_batch, rows, name, max_key_bytes)

    def call(
        self, template: str, *, body: Mapping[str, object] | None = None, rows: str = "", name: str = ""
    ) -> Endpoint:
        """Declare an endpoint without keys: a list, a search, a single document."""
        return self._endpoint("call", template, None, body, None, rows, name, None)

    def _endpoint(
        self,
        kind: EndpointKind,
        template: str,
        key: Key | None,
        body: Mapping[str, object] | None,
        max_batch: int | None,
        rows: str,
        name: str,
        max_key_bytes: int | None,
    ) -> Endpoint:
        try:
            parsed = parse_template(template)
        except TemplateError as error:
            raise ValueError(f"Service '{self.name}': {error}.") from error
        names = [hole.name for hole in (*parsed.placeholders, *placeholders_of_body(body))]
        keyed = [name for name in names if name in (KEYS, KEY)]
        if kind == "call" and keyed:
            raise ValueError(f"{self.name}.call({template!r}) takes no keys; use one() or many().")
        if kind != "call" and len(keyed) != 1:
            raise ValueError(
                f"{self.name}.{kind}({template!r}) needs exactly one of the placeholders "
                f"'{{{KEYS}}}' (a batch of keys) and '{{{KEY}}}' (a single key)."
            )
        if keyed == [KEYS] and key is None:
            raise ValueError(
                f"{self.name}.{kind}({template!r}) takes a batch, so its rows must say which key "
                "they answer: give key=Key(...)."
            )
        if max_batch is not None and max_batch < 1:
            raise ValueError(f"max_batch must be at least 1, but got: {max_batch}")
        return Endpoint(
            service=self.name,
            naming=self.naming,
            kind=kind,
            name=name or parsed.label,
            template=parsed,
            body=body,
            key=key if kind != "call" else None,
            max_batch=max_batch if keyed == [KEYS] else None,
            rows=tuple(rows.split(".")) if rows else (),
            max_key_bytes=max_key_bytes or (_INTEGER_KEY_BYTES if key and key.type is int else 36),
        )

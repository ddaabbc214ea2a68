"""An endpoint of a service: how it is asked, how many keys it takes, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bff.errors import Problem

from .template import Placeholder, Template, placeholders_of_body

__all__ = ["KEY", "KEYS", "Endpoint", "EndpointKind", "Key", "Naming"]

EndpointKind = Literal["one", "many", "call"]
Naming = Literal["as_declared", "camel"]

KEYS = "ids"
"""The placeholder that takes a batch of keys."""
KEY = "id"
"""The placeholder that takes a single key: an endpoint without a batch form."""


@dataclass(frozen=True, slots=True)
class Key:
    """The field of a row that says which key it answers, as the service writes it, and the type of keys."""

    name: str
    type: type[int] | type[str] = int


@dataclass(frozen=True, slots=True, eq=False)
class Endpoint:
    """One way to ask a service; made by `Service.one`, `Service.many` and `Service.call`."""

    service: str
    naming: Naming
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
    numeric_ids: bool = False
    """True: the service writes ids as numbers; those in a body are sent as such."""
    takes_idempotency_key: bool = False
    """True: the service does the same only once for the same `Idempotency-Key`."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the declaration; the blueprint reports it, so that one start shows everything."""

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """All holes of address and body."""
        return (*self.template.placeholders, *placeholders_of_body(self.body))

    def __repr__(self) -> str:
        """Return the declaration as it stands in the file, but for its options."""
        return f'{self.service}.{self.kind}("{self.template.text}")'

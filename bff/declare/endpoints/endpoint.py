"""An endpoint of a service: how it is asked, how many keys it takes, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from bff.errors import Problem

from .paging import Paging
from .template import Placeholder, Template, placeholders_of_body

__all__ = ["KEY", "KEYS", "Endpoint", "EndpointKind", "Key", "KeyPlace", "KeyType", "Naming", "written"]

EndpointKind = Literal["one", "many", "call"]
Naming = Literal["as_declared", "camel"]

KEYS = "ids"
"""The placeholder that takes a batch of keys."""
KEY = "id"
"""The placeholder that takes a single key: an endpoint without a batch form."""


KeyType = type[int] | type[str]
KeyPlace = Literal["row", "order", "name"]


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """The field of a row that says which key it answers, as the service writes it, and the type of keys.

    `Key(("sku", "region"), str)`: a key of two parts. Where rows do not hold their keys, a reply says whose
    they are by their order, `Key.in_order(int)`, or by their names in an object, `Key.by_name(int)`.
    """

    name: str | tuple[str, ...]
    type: KeyType | tuple[KeyType, ...] = int
    """One for all parts, or one for each."""
    separator: str = ":"
    """What stands between the parts of a key in an address, and in the name of a row."""
    place: KeyPlace = "row"
    """Where a reply says whose a row is."""

    @classmethod
    def in_order(
        cls,
        type: KeyType | tuple[KeyType, ...] = int,
        *,
        names: tuple[str, ...] = (),
        separator: str = ":",
    ) -> Key:
        """Return the key of a list with one entry for each key, in the order of the keys; null: unknown.

        `names` are those of the parts in a body; keys of one part, and those in an address, need none.
        """
        return cls(names, type, separator, "order")

    @classmethod
    def by_name(
        cls,
        type: KeyType | tuple[KeyType, ...] = int,
        *,
        names: tuple[str, ...] = (),
        separator: str = ":",
    ) -> Key:
        """Return the key of rows in an object, each under its key: `{"1": {...}, "7": {...}}`."""
        return cls(names, type, separator, "name")

    @property
    def names(self) -> tuple[str, ...]:
        """The service's names of the parts, for rows and bodies; empty where nothing was said of them."""
        return (self.name,) if isinstance(self.name, str) else self.name

    @property
    def body_names(self) -> tuple[str, ...]:
        """The names of the parts in a body: as in a row, without the way to them."""
        return tuple(name.rpartition(".")[2] if self.place == "row" else name for name in self.names)

    @property
    def types(self) -> tuple[KeyType, ...]:
        """The types of the parts."""
        return self.type if isinstance(self.type, tuple) else (self.type,) * max(1, len(self.names))

    @property
    def encoded_separator(self) -> str:
        """The separator as an address holds it."""
        return quote(self.separator, safe=":")

    @property
    def row_names(self) -> tuple[str, ...]:
        """The fields of a row that hold its key; empty where rows hold none."""
        return self.names if self.place == "row" else ()

    def __repr__(self) -> str:
        """Return the key as it stands in the file, but for its separator."""
        kind = "" if self.type is int else written(self.type)
        if self.place == "row":
            return f"Key({', '.join(filter(None, (written(self.name), kind)))})"
        names = f"names={written(self.name)}" if self.name else ""
        maker = "in_order" if self.place == "order" else "by_name"
        return f"Key.{maker}({', '.join(filter(None, (kind or 'int', names)))})"


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
    paging: Paging | None = None
    """How the rows come in pages; None: nothing is known of pages."""
    clears: tuple[Endpoint, ...] | None = None
    """Of a write: the endpoints whose rows it changes; None: any."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the declaration; the blueprint reports it, so that one start shows everything."""

    @property
    def is_write(self) -> bool:
        """True where the declaration says that a call changes something; a plain POST may be a search."""
        is_named = self.takes_idempotency_key or self.clears is not None
        return is_named or self.template.method not in ("GET", "POST")

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """All holes of address and body."""
        return (*self.template.placeholders, *placeholders_of_body(self.body))

    @property
    def key_types(self) -> tuple[KeyType, ...]:
        """The types of the parts of a key: a single text where nothing was said of keys."""
        return (str,) if self.key is None else self.key.types

    @property
    def key_place(self) -> KeyPlace:
        """Where a reply to a batch of keys says whose a row is."""
        return "row" if self.key is None else self.key.place

    @property
    def has_keys_in_body(self) -> bool:
        """True where keys are sent in the body, False where they are part of the address."""
        return any(hole.name in (KEYS, KEY) for hole in placeholders_of_body(self.body))

    def __repr__(self) -> str:
        """Return the declaration as it stands in the file, but for its options."""
        return f'{self.service}.{self.kind}("{self.template.text}")'


def written(value: object) -> str:
    """Return a name, a type or a tuple of them as an author writes it."""
    if isinstance(value, tuple):
        return f"({', '.join(map(written, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, type):
        return value.__name__
    return f'"{value}"' if isinstance(value, str) else repr(value)

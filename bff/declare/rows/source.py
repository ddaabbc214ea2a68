"""An endpoint together with the type that its rows are read into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from bff.declare.endpoints.endpoint import Endpoint

from .tagged import chosen, union_of

__all__ = ["Source"]


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Where rows of one type come from. Two types read from one endpoint are two sources.

    Row types hold the declared fields only (a tolerant reader) and the type's own functions.
    """

    endpoint: Endpoint
    row_types: Mapping[object, type[msgspec.Struct]]
    """By what a row says; a single one under None where rows are all of one type and say nothing."""
    key_attributes: Mapping[type[msgspec.Struct], tuple[str, ...]]
    """The attributes of each row type that hold the key, one for each part; empty where rows carry none."""
    type_name: str
    """The GraphQL type, which may be abstract."""

    @classmethod
    def of(
        cls, endpoint: Endpoint, row_type: type[msgspec.Struct], key_attributes: tuple[str, ...]
    ) -> Source:
        """Return the source of rows that are all of one type."""
        return cls(endpoint, {None: row_type}, {row_type: key_attributes}, row_type.__name__)

    @property
    def row_type(self) -> Any:
        """What msgspec reads a row as: the row type, or the union of all."""
        return union_of(tuple(self.row_types.values()))

    def key_attributes_of(self, row: object) -> tuple[str, ...]:
        """Return the attributes of a row that hold its key; one that was mended is of a derived type."""
        kind = type(row)
        return next(self.key_attributes[each] for each in kind.__mro__ if each in self.key_attributes)

    def row_type_of(self, raw: Mapping[str, Any]) -> type[msgspec.Struct] | None:
        """Return the type of a row as it came; None where it does not say one."""
        return chosen(self.row_types.values(), raw)

"""Row types of a test's own types, and rows read into them."""

from __future__ import annotations

from typing import Any

import msgspec
from strawberry.types.base import StrawberryObjectDefinition

from bff import Key, Service
from bff.declare.endpoints.endpoint import Naming
from bff.declare.rows.row_types import RowTypes

__all__ = ["by_id", "definition_of", "problems_of", "read", "row_type"]

by_id = Service("shop").one("GET /things?ids={ids}", key=Key("id"))


def definition_of(origin: Any) -> StrawberryObjectDefinition:
    """Return what Strawberry knows of a type."""
    definition: StrawberryObjectDefinition = origin.__strawberry_definition__
    return definition


def row_type(origin: Any, *, naming: Naming = "as_declared", key: Key | None = None) -> type[msgspec.Struct]:
    """Return the Struct of a type that has no problems."""
    rows = RowTypes()
    struct, _ = rows.derive(origin.__name__, definition_of(origin), naming=naming, key=key)
    assert rows.problems == []
    return struct


def read(origin: Any, json: str, *, naming: Naming = "as_declared", key: Key | None = None) -> Any:
    """Return the row that a service sent as `json`."""
    return msgspec.json.decode(json, type=row_type(origin, naming=naming, key=key))


def problems_of(origin: Any, *, naming: Naming = "as_declared") -> list[str]:
    """Return what is wrong with a type, as the author reads it."""
    rows = RowTypes()
    rows.derive(origin.__name__, definition_of(origin), naming=naming, key=None)
    return [str(problem) for problem in rows.problems]

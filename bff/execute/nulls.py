"""Where a null climbs to: found while the run goes on, so that it ends as soon as nothing can be left of it.

Source: https://spec.graphql.org/draft/#sec-Handling-Execution-Errors
"""

from __future__ import annotations

from typing import Any

from graphql import get_nullable_type, is_list_type, is_non_null_type
from graphql.pyutils import Path

from bff.flow.plan import PlannedField

from .layer import Cell, Layer

__all__ = ["RootIsNull", "climb", "null_error"]


class RootIsNull(Exception):
    """A place that may not be null is, and so is all up to the root; carries the error of the place."""

    def __init__(self, cause: Exception, path: Path, field: PlannedField) -> None:
        self.cause = cause
        self.path = path
        self.field = field
        super().__init__(field.coordinate)


def null_error(field: PlannedField) -> TypeError:
    """Return the error of a null where none may be, in graphql-core's words."""
    return TypeError(f"Cannot return null for non-nullable field {field.coordinate}.")


def climb(layer: Layer, field: PlannedField) -> None:
    """Look at the cells that a field came to.

    Raises:
        RootIsNull: one of them leaves nothing of the answer.
    """
    kind: Any = field.definition.type if field.definition else None
    if not is_non_null_type(kind):
        return
    for number, cell in enumerate(layer.columns[field.response_key]):
        steps = _first_null(kind, cell)
        if steps is not None and _reaches_root(layer, number):
            for step in steps:
                cell = cell[step]
            cause = null_error(field) if cell is None else cell
            raise RootIsNull(cause, layer.path_of(number, field, steps), field)


def _first_null(kind: Any, cell: Cell) -> tuple[int, ...] | None:
    """Return the way into a cell's lists to a null that makes all of it null; None: there is none.

    What a leaf's type refuses shows only in the projection.
    """
    if cell is None or isinstance(cell, Exception):
        return ()
    bare = get_nullable_type(kind)
    if is_list_type(bare) and is_non_null_type(bare.of_type):
        for step, each in enumerate(cell):
            rest = _first_null(bare.of_type, each)
            if rest is not None:
                return (step, *rest)
    return None


def _reaches_root(layer: Layer, number: int) -> bool:
    """Return True if an object that is null makes everything null that it stands in."""
    while layer.above is not None and layer.given_by is not None:
        origin = layer.origins[number]
        kind: Any = layer.given_by.definition.type if layer.given_by.definition else None
        if not is_non_null_type(kind):
            return False
        for _ in origin.steps:
            bare: Any = get_nullable_type(kind)
            kind = bare.of_type
            if not is_non_null_type(kind):
                return False
        layer, number = layer.above, origin.parent
    return True

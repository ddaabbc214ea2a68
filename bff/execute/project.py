"""The projection: cells into the answer's form, with the specification's rules for nulls and errors; pure.

Source: https://spec.graphql.org/draft/#sec-Handling-Execution-Errors
"""

from __future__ import annotations

from typing import Any

from graphql import GraphQLError, GraphQLOutputType, is_leaf_type, is_list_type, is_non_null_type

from bff.flow.plan import PlannedField

from .core import CoreExecutor
from .layer import Cell, Layer, Placed
from .nulls import RootIsNull, null_error

__all__ = ["note_null_root", "project"]


def project(root: Layer, executor: CoreExecutor) -> dict[str, Any] | None:
    """Return the data of a settled layer with one object; None where a null reached it.

    Errors are collected by the executor, each at its place; an error in a region that is null already is
    not.
    """
    try:
        return _Projection(executor).object(Placed(root, 0))
    except GraphQLError as error:
        executor.collected_errors.add(error, None)
        return None


def note_null_root(found: RootIsNull, executor: CoreExecutor) -> None:
    """Collect the error that left nothing of the answer."""
    kind: Any = found.field.definition.type if found.field.definition else None
    try:
        executor.handle_field_error(found.cause, kind, list(found.field.details), found.path)
    except GraphQLError as error:
        executor.collected_errors.add(error, None)


class _Projection:
    def __init__(self, executor: CoreExecutor) -> None:
        self._executor = executor

    def object(self, placed: Placed) -> dict[str, Any]:
        """Return one object; raises where a null must climb further."""
        layer, number = placed
        data: dict[str, Any] = {}
        for field in layer.selection.fields:
            if field.definition is None:
                data[field.response_key] = layer.selection.type_name
            else:
                cell = layer.columns[field.response_key][number]
                data[field.response_key] = self._guarded(
                    field.definition.type, cell, _Spot(layer, number, field)
                )
        return data

    def _guarded(self, kind: GraphQLOutputType, cell: Cell, spot: _Spot) -> Any:
        try:
            return self._completed(kind, cell, spot)
        except Exception as error:  # noqa: BLE001 - what a resolver raised, or a scalar does, is an error here
            self._executor.handle_field_error(error, kind, list(spot.field.details), spot.path())
            return None

    def _completed(self, kind: Any, cell: Cell, spot: _Spot) -> Any:
        if isinstance(cell, Exception):
            raise cell
        if is_non_null_type(kind):
            completed = self._completed(kind.of_type, cell, spot)
            if completed is None:
                raise null_error(spot.field)
            return completed
        if cell is None:
            return None
        if is_list_type(kind):
            return [self._guarded(kind.of_type, each, spot.item(step)) for step, each in enumerate(cell)]
        if is_leaf_type(kind):
            return self._executor.complete_leaf_value(kind, cell)
        return self.object(cell)


class _Spot:
    """A place in the answer; its path is made only where an error wants one."""

    __slots__ = ("_steps", "field", "layer", "number")

    def __init__(self, layer: Layer, number: int, field: PlannedField, steps: tuple[int, ...] = ()) -> None:
        self.layer = layer
        self.number = number
        self.field = field
        self._steps = steps

    def item(self, step: int) -> _Spot:
        return _Spot(self.layer, self.number, self.field, (*self._steps, step))

    def path(self) -> Any:
        return self.layer.path_of(self.number, self.field, self._steps)

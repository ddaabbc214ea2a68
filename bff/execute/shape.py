"""Resolved values to cells: what awaits is awaited, lists are read, objects are placed in the layer below.

These are the rules of graphql-core's value completion up to the point where an object's own fields begin. A
value that breaks one becomes the exception that graphql-core would raise there.
Source: https://spec.graphql.org/draft/#sec-Value-Completion
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine, Mapping, Sequence
from types import CoroutineType
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLList,
    GraphQLObjectType,
    GraphQLOutputType,
    Undefined,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
)
from graphql.execution.executor import invalid_return_type_error
from graphql.pyutils import is_iterable

from bff.flow.plan import PlannedField

from .core import CoreExecutor, self_cancelled
from .layer import Cell, Layer, Origin
from .side_by_side import side_by_side

__all__ = ["Shaper", "is_waiting", "settle"]

Waiting = Coroutine[Any, Any, Cell]
"""A cell that is not there yet; it never raises."""


def is_waiting(cell: Cell | Waiting) -> bool:
    """Return True for a cell that must be awaited: no value is a coroutine once it is shaped."""
    return type(cell) is CoroutineType


class Shaper:
    """Shapes what one field of one layer came to; `below` has a layer for each type that it may give."""

    def __init__(
        self,
        executor: CoreExecutor,
        layer: Layer,
        field: PlannedField,
        coroutines: list[Coroutine[Any, Any, Any]],
    ) -> None:
        """`coroutines` gets all that are made here: whoever runs the layers sees to their end."""
        self.below: Mapping[str, Layer] = {
            name: Layer(selection, layer, field) for name, selection in field.selections.items()
        }
        self._executor = executor
        self._layer = layer
        self._field = field
        self._coroutines = coroutines

    def cell(self, value: Any, kind: GraphQLOutputType, origin: Origin) -> Cell | Waiting:
        """Return the cell of a value of the type `kind`, or a coroutine that will."""
        if isinstance(value, Exception):
            return value
        if self._executor.is_awaitable(value):
            return self._begun(self._later(value, kind, origin), value)
        if value is None or value is Undefined:
            return None
        bare: Any = get_nullable_type(kind)
        if is_leaf_type(bare):
            return value
        if is_list_type(bare):
            return self._list(value, bare, origin)
        try:
            return self._object(value, bare, origin)
        except Exception as error:  # noqa: BLE001 - an author's type checks may raise what they like
            return error

    def info(self, number: int) -> Any:
        """Return what a resolver is told of the running query at one object."""
        layer, definition = self._layer, self._field.definition
        assert_type: Any = self._executor.schema.get_type(layer.selection.type_name)
        return self._executor.build_resolve_info(
            definition,  # type: ignore[arg-type]  # only fields with a definition are shaped
            list(self._field.nodes),
            assert_type,
            layer.path_of(number, self._field),
        )

    def _begun(self, waiting: Waiting, awaited: object = None) -> Waiting:
        """Hand on what waits, and what it waits for: a null at the root may end the run before it does."""
        self._coroutines.append(waiting)
        if isinstance(awaited, CoroutineType):
            self._coroutines.append(awaited)
        return waiting

    async def _later(self, value: Awaitable[object], kind: GraphQLOutputType, origin: Origin) -> Cell:
        try:
            settled = await value
        except asyncio.CancelledError as error:
            return self_cancelled(error)
        except Exception as error:  # noqa: BLE001 - a resolver may raise what it likes
            return error
        return await _settled(self.cell(settled, kind, origin))

    def _list(self, value: Any, kind: GraphQLList[Any], origin: Origin) -> Cell | Waiting:
        if self._executor.is_async_iterable(value):
            return self._begun(self._streamed(value, kind, origin))
        if not is_iterable(value):
            place = f"{self._layer.selection.type_name}.{self._field.name}"
            return GraphQLError(f"Expected Iterable, but did not find one for field '{place}'.")
        items: list[object] = []
        try:
            items.extend(value)
        except Exception as error:  # noqa: BLE001 - an author's generator may raise what it likes
            _close(items)
            return error
        return self._cells(items, kind, origin)

    async def _streamed(self, value: Any, kind: GraphQLList[Any], origin: Origin) -> Cell:
        items: list[object] = []
        try:
            async for item in value:
                items.append(item)  # noqa: PERF401 - those before a failure are wanted
        except asyncio.CancelledError as error:
            _close(items)
            return self_cancelled(error)
        except Exception as error:  # noqa: BLE001 - an author's stream may raise what it likes
            _close(items)
            return error
        return await _settled(self._cells(items, kind, origin))

    def _cells(self, items: Sequence[object], kind: GraphQLList[Any], origin: Origin) -> Cell | Waiting:
        parent, steps = origin
        cells = [
            self.cell(item, kind.of_type, Origin(parent, (*steps, number)))
            for number, item in enumerate(items)
        ]
        return self._begun(settle(cells)) if any(map(is_waiting, cells)) else cells

    def _object(self, value: object, kind: Any, origin: Origin) -> Cell | Waiting:
        if not is_abstract_type(kind):
            return self._placed(value, kind, origin)
        info = self.info(origin.parent)
        resolve = kind.resolve_type or self._executor.type_resolver
        name: Any = resolve(value, info, kind)
        if self._executor.is_awaitable(name):
            return self._begun(self._named_later(name, value, kind, origin), name)
        return self._named(name, value, kind, origin)

    async def _named_later(self, name: Awaitable[Any], value: object, kind: Any, origin: Origin) -> Cell:
        try:
            return await _settled(self._named(await name, value, kind, origin))
        except Exception as error:  # noqa: BLE001 - an author's type resolver may raise what it likes
            return error

    def _named(self, name: Any, value: object, kind: Any, origin: Origin) -> Cell | Waiting:
        info = self.info(origin.parent)
        concrete = self._executor.ensure_valid_runtime_type(
            name, kind, list(self._field.details), info, value
        )
        return self._placed(value, concrete, origin)

    def _placed(self, value: object, kind: GraphQLObjectType, origin: Origin) -> Cell | Waiting:
        if kind.is_type_of is not None:
            is_one: Any = kind.is_type_of(value, self.info(origin.parent))
            if self._executor.is_awaitable(is_one):
                return self._begun(self._placed_later(is_one, value, kind, origin), is_one)
            if not is_one:
                return invalid_return_type_error(kind, value, list(self._field.details))
        return self.below[kind.name].place(value, origin)

    async def _placed_later(
        self, is_one: Awaitable[Any], value: object, kind: GraphQLObjectType, origin: Origin
    ) -> Cell:
        try:
            if await is_one:
                return self.below[kind.name].place(value, origin)
        except Exception as error:  # noqa: BLE001 - an author's type check may raise what it likes
            return error
        return invalid_return_type_error(kind, value, list(self._field.details))


async def settle(cells: list[Cell | Waiting]) -> list[Cell]:
    """Replace the cells that are not there yet by what they come to, all side by side."""
    numbers = [number for number, cell in enumerate(cells) if is_waiting(cell)]
    found = await side_by_side([cells[number] for number in numbers])
    for number, cell in zip(numbers, found, strict=True):
        cells[number] = cell
    return cells


async def _settled(cell: Cell | Waiting) -> Cell:
    return await cell if is_waiting(cell) else cell


def _close(items: Sequence[object]) -> None:
    """Close coroutines that nobody will await."""
    for each in items:
        if isinstance(each, CoroutineType):
            each.close()

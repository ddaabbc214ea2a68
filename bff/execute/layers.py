"""Runs a plan layer by layer: each field as soon as its own objects are there.

There is no barrier between layers: a slow service delays its own fields and what hangs below them, nobody
else. Links are followed for a whole layer at once; resolvers are called once for each object, side by side.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from functools import partial
from types import CoroutineType
from typing import Any

from graphql.execution.values import get_argument_values

from bff.flow.plan import PlannedField, Selection

from .context import RunContext
from .core import CoreExecutor, self_cancelled
from .count import CostCounter
from .layer import Cell, Layer, Origin
from .links import Links
from .nulls import climb
from .shape import Shaper, is_waiting, settle
from .side_by_side import side_by_side

__all__ = ["Layers"]

Work = list[Callable[[], Coroutine[Any, Any, None]]]
"""What is still to be awaited, not begun: a null at the root may come before."""


class Layers:
    """One run of a plan."""

    def __init__(
        self,
        executor: CoreExecutor,
        links: Links,
        counter: CostCounter,
        *,
        root_done: Callable[[PlannedField], None] | None = None,
    ) -> None:
        """`root_done` is told of each field of the root once its values are there, before what is below."""
        self._root_done = root_done
        self._executor = executor
        self._links = links
        self._counter = counter
        self._coroutines: list[Coroutine[Any, Any, Any]] = []
        """What resolvers returned, and what waits for it."""

    async def run_root(self, selection: Selection) -> Layer:
        """Return the settled layer of a root selection, with everything below it, which is counted.

        Raises:
            RootIsNull: nothing can be left of the answer; what was still under way has ended.
        """
        root = Layer(selection)
        root.place(None, Origin(0, ()))
        work = self._start(root)
        if work:
            await side_by_side([begin() for begin in work])
        return root

    def close(self) -> None:
        """Close what no run came to await: Python would complain of it."""
        for each in self._coroutines:
            each.close()

    def _start(self, layer: Layer) -> Work:
        """Do what can be done at once, and return what must be awaited."""
        work: Work = []
        for field in layer.selection.fields:
            if field.link is not None or field.reference is not None:
                work.append(partial(self._follow, layer, field))
            elif field.definition is not None:
                work += self._resolve(layer, field)
        return work

    async def _follow(self, layer: Layer, field: PlannedField) -> None:
        values = await self._links.follow(layer, field)
        work = self._shape(layer, field, Shaper(self._executor, layer, field, self._coroutines), values)
        if work:
            await side_by_side([begin() for begin in work])

    def _resolve(self, layer: Layer, field: PlannedField) -> Work:
        shaper = Shaper(self._executor, layer, field, self._coroutines)
        if field.attribute is not None:
            values = [_read(each, field.attribute) for each in layer.objects]
        else:
            values = self._call_all(shaper, layer, field)
        return self._shape(layer, field, shaper, values)

    def _call_all(self, shaper: Shaper, layer: Layer, field: PlannedField) -> list[object]:
        context: RunContext = self._executor.context_value
        if field.loads:
            context = context.gated(self._coroutines)
        values = [self._call(shaper, layer, field, number, context) for number in range(len(layer.objects))]
        context.open()
        return values

    def _call(
        self, shaper: Shaper, layer: Layer, field: PlannedField, number: int, context: RunContext
    ) -> object:
        definition: Any = field.definition
        info = shaper.info(number)
        if context is not info.context:
            info = info._replace(context=context)
        try:
            arguments = (
                get_argument_values(definition, field.nodes[0], self._executor.variable_values)
                if definition.args
                else {}
            )
            value: object = definition.resolve(layer.objects[number], info, **arguments)
        except asyncio.CancelledError as error:
            return self_cancelled(error)
        except Exception as error:  # noqa: BLE001 - a resolver may raise what it likes: an error at its place
            return error
        if isinstance(value, CoroutineType):
            self._coroutines.append(value)
        return value

    def _shape(self, layer: Layer, field: PlannedField, shaper: Shaper, values: Sequence[object]) -> Work:
        kind: Any = field.definition.type if field.definition else None
        cells = [shaper.cell(value, kind, Origin(number, ())) for number, value in enumerate(values)]
        layer.columns[field.response_key] = cells
        below = shaper.below.values()
        if any(map(is_waiting, cells)):
            return [partial(self._wait, layer, field, cells, below)]
        return self._go_on(layer, field, below)

    async def _wait(
        self, layer: Layer, field: PlannedField, cells: list[Cell], below: Iterable[Layer]
    ) -> None:
        await settle(cells)
        work = self._go_on(layer, field, below)
        if work:
            await side_by_side([begin() for begin in work])

    def _go_on(self, layer: Layer, field: PlannedField, below: Iterable[Layer]) -> Work:
        if layer.above is None and self._root_done is not None:
            self._root_done(field)
        climb(layer, field)
        return self._start_all(below)

    def _start_all(self, layers: Iterable[Layer]) -> Work:
        work: Work = []
        for layer in layers:
            if layer.objects:
                self._counter.count(layer.selection, len(layer.objects))
                work += self._start(layer)
        return work


def _read(source: object, attribute: str) -> object:
    try:
        return getattr(source, attribute)
    except Exception as error:  # noqa: BLE001 - a damaged row raises its failure, a property what it likes
        return error

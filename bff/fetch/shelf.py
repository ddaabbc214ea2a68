"""The rows of one source, asked for with one set of arguments: keys asked for together leave together.

Failures are kept as values, so a failed key fails its own places, each time it is asked for, and no other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any

from aiodataloader import DataLoader

from bff.declare.endpoints.keys import joined, normalise
from bff.declare.endpoints.service import Endpoint
from bff.declare.rows.source import Source
from bff.errors import Code, ServiceFailure, UnsendableValue
from bff.flow.call import Call

from .exchange import Exchange
from .fold import Arguments, KeyValue, fold
from .read import Reading

__all__ = ["Batches", "Shelf"]

Start = Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]

_TURNS_TO_WAIT = 2
"""Turns of the event loop until a batch leaves: links of embedded objects come a turn or two later than
those beside them, and shall share their calls. It saves calls; no bound counts on it."""
_NO_KEY: KeyValue = ""
"""What stands for an endpoint without keys in the loader, which takes no None; no key is empty."""


class Batches:
    """The tasks of one request: batches under way, and the loaders' own that wait for them."""

    def __init__(self) -> None:
        self.is_over = False
        self._flights: set[asyncio.Task[None]] = set()
        self._waiting: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run one batch as a task that the request owns."""
        flight = asyncio.create_task(work)
        self._flights.add(flight)
        flight.add_done_callback(self._flights.discard)
        return flight

    def joined(self) -> None:
        """Own the task that runs now, too: one that a loader started."""
        task = asyncio.current_task()
        if task is not None:
            self._waiting.add(task)
            task.add_done_callback(self._waiting.discard)

    async def end(self) -> None:
        """End every task, and return when the last one is gone. Nothing is sent from now on."""
        self.is_over = True
        for flight in self._flights:
            flight.cancel()
        tasks = (*self._flights, *self._waiting)
        await asyncio.gather(*tasks, return_exceptions=True)


class Shelf:
    """What is known under each key, and the batches that will bring the rest. None is the key of a whole."""

    def __init__(
        self, exchange: Exchange, batches: Batches, source: Source, arguments: Arguments, *, is_list: bool
    ) -> None:
        self.values: dict[KeyValue | None, object] = {}
        self._exchange = exchange
        self._batches = batches
        self._source = source
        self._arguments = arguments
        self._is_list = is_list
        self._flights: dict[KeyValue | None, asyncio.Task[None]] = {}
        self._next: asyncio.Task[None] | None = None
        """The batch that has not left yet, and takes the keys in `_waiting` along."""
        self._waiting: list[KeyValue | None] = []
        self._front: DataLoader[KeyValue, tuple[object]] | None = None

    async def fetch(self, keys: Sequence[KeyValue | None]) -> dict[KeyValue | None, object]:
        """Return the value of every key; a failure where the request ended meanwhile.

        A waiter that is cancelled leaves the batch to the others: `asyncio.wait` cancels nothing.
        """
        flights = {flight for key in keys if (flight := self._ask(key)) is not None}
        if flights:
            await asyncio.wait(flights)
        for flight in flights:
            if not flight.cancelled():
                flight.result()
        return {key: self.values[key] if key in self.values else self._over() for key in keys}

    def send_for(self, keys: Iterable[KeyValue]) -> None:
        """Let those of the keys that nobody asked for yet leave in one batch."""
        for key in keys:
            self._ask(key)

    async def load(self, key: KeyValue | None) -> object:
        """Return one value through the aiodataloader front, with the failures as values.

        Shielded, because a waiter that is cancelled would cancel the future that all others wait for. The
        tuple around the value keeps failures from becoming exceptions of futures that nobody may await.
        """
        if self._front is None:
            self._front = DataLoader(self._load)
        (value,) = await asyncio.shield(self._front.load(_NO_KEY if key is None else key))
        return value

    async def _load(self, keys: list[KeyValue]) -> list[tuple[object]]:
        self._batches.joined()
        wanted = [None if key == _NO_KEY else key for key in keys]
        found = await self.fetch(wanted)
        return [(found[key],) for key in wanted]

    def _ask(self, key: KeyValue | None) -> asyncio.Task[None] | None:
        """Return the batch that will bring `key`; None: it is there, or never will be."""
        if key in self.values or (self._batches.is_over and key not in self._flights):
            return None
        if key not in self._flights:
            if self._next is None:
                self._next = self._batches.start(self._run())
            self._flights[key] = self._next
            self._waiting.append(key)
        return self._flights[key]

    async def _run(self) -> None:
        for _ in range(_TURNS_TO_WAIT):
            await asyncio.sleep(0)
        keys, self._waiting, self._next = self._waiting, [], None
        chunks = self._chunks(keys)
        if len(chunks) == 1:
            await self._fill(*chunks[0])
        else:
            async with asyncio.TaskGroup() as group:
                for call, chunk in chunks:
                    group.create_task(self._fill(call, chunk))
        for key in keys:
            del self._flights[key]

    def _chunks(self, keys: Sequence[KeyValue | None]) -> Sequence[tuple[Call, tuple[KeyValue, ...]]]:
        """Return the calls with their keys; none where they cannot be written, which fails all keys."""
        endpoint = self._source.endpoint
        try:
            return tuple(fold(endpoint, self._arguments, [key for key in keys if key is not None]))
        except (TypeError, ValueError, OverflowError) as error:
            unsendable = UnsendableValue(f"A value cannot be sent to {endpoint!r}: {error}.")
        self.values.update(dict.fromkeys(keys, unsendable))
        return ()

    async def _fill(self, call: Call, keys: tuple[KeyValue, ...]) -> None:
        is_batch = self._source.endpoint.max_batch is not None
        try:
            reading = await self._exchange.ask(self._source, call, is_list=is_batch or self._is_list)
        except ServiceFailure as failure:
            self.values.update(dict.fromkeys(keys or (None,), failure))
            return
        rows = () if reading is None else reading.rows
        if reading is not None and is_batch and self._source.endpoint.key_place != "row":
            self.values.update(_in_their_places(self._source.endpoint, keys, reading))
        elif is_batch:
            self.values.update(_sorted(self._source, keys, rows))
        else:
            whole: object = rows if self._is_list else (rows[0] if rows else None)
            if reading is not None and reading.page is not None:
                whole = reading.page
            self.values[keys[0] if keys else None] = whole

    def _over(self) -> ServiceFailure:
        endpoint = self._source.endpoint
        return ServiceFailure(
            Code.REQUEST_DEADLINE_EXCEEDED,
            service=endpoint.service,
            endpoint=endpoint.name,
            detail="nothing was sent: the request is over",
        )


def _in_their_places(
    endpoint: Endpoint, keys: tuple[KeyValue, ...], reading: Reading
) -> Iterable[tuple[KeyValue, object]]:
    """Return what each key has, by the order of the entries or by their names."""
    if endpoint.key_place == "order":
        return zip(keys, reading.entries, strict=True)
    found = dict(zip(reading.names, reading.entries, strict=True))
    nothing = () if endpoint.kind == "many" else None
    return [(key, found.get(joined(endpoint, key), nothing)) for key in keys]


def _sorted(
    source: Source, keys: tuple[KeyValue, ...], rows: tuple[object, ...]
) -> dict[KeyValue | None, object]:
    """Return what each key has, whatever order and gaps the service answered with.

    Where a row cannot be told whose it is, a key without rows is unknown rather than empty, and so is
    every list: a failure, because a wrong answer would be worse.
    """
    endpoint = source.endpoint
    found: dict[KeyValue, list[object]] = {key: [] for key in keys}
    unreadable_count = 0
    for row in rows:
        key = None if isinstance(row, ServiceFailure) else _key_of(source, row)
        if key is None:
            unreadable_count += 1
        elif key in found:
            found[key].append(row)
    unknown = ServiceFailure(
        Code.SERVICE_BAD_RESPONSE,
        service=endpoint.service,
        endpoint=endpoint.name,
        detail=f"{unreadable_count} rows without a readable key",
    )
    if endpoint.kind == "many":
        return {key: unknown if unreadable_count else tuple(its) for key, its in found.items()}
    missing = unknown if unreadable_count else None
    return {key: its[0] if its else missing for key, its in found.items()}


def _key_of(source: Source, row: object) -> KeyValue | None:
    try:
        parts = [getattr(row, each) for each in source.key_attributes_of(row)]
        return normalise(source.endpoint, *parts)
    except (ServiceFailure, ValueError):
        return None

"""The row table of one request: every row is fetched once, however often and from wherever it is asked for.

Keys that are asked for in the same turn of the event loop share their calls. Failures are kept as values,
so a failed key fails its own places, each time it is asked for, and nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Final

from aiodataloader import DataLoader

from bff.clock import Clock
from bff.declare.keys import normalise
from bff.declare.source import Source
from bff.errors import Code, ServiceFailure
from bff.flow.call import Call, CallRecord, Reply

from .fold import Arguments, KeyValue, fold
from .read import Reading, make_reader

__all__ = ["Readers", "RowTable"]

Send = Callable[[Call], Awaitable[Reply]]

_MISSING: Final = object()
_WHOLE: Final[KeyValue] = ""
"""The key under which an endpoint without keys keeps its reply."""
_TURNS_TO_WAIT = 2
"""Turns of the event loop until a batch leaves: a sibling that needs one more step still joins it."""


class Readers:
    """The readers of all sources: made at first use, kept for the life of the server."""

    def __init__(self) -> None:
        self._readers: dict[tuple[Source, bool], Callable[[Reply], Reading]] = {}

    def reader(self, source: Source, *, is_list: bool) -> Callable[[Reply], Reading]:
        """Return the reader of `source` for replies that hold a list, or one row."""
        known = self._readers.get((source, is_list))
        if known is None:
            known = self._readers[source, is_list] = make_reader(source, is_list=is_list)
        return known


class RowTable:
    """All rows of one request.

    `allowance` is the number of calls that each service was admitted with: what goes beyond is not sent.
    """

    def __init__(
        self, send: Send, *, readers: Readers, clock: Clock, started_s: float, allowance: Mapping[str, int]
    ) -> None:
        self.calls: list[CallRecord] = []
        self.drift: list[str] = []
        self._send = send
        self._readers = readers
        self._clock = clock
        self._started_s = started_s
        self._allowance = dict(allowance)
        self._shelves: dict[tuple[Source, Arguments, bool], _Shelf] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def missing(self) -> object:
        """What `peek` returns for a key that was never asked for, or is still on its way."""
        return _MISSING

    def peek(self, source: Source, arguments: Arguments, key: KeyValue | None, *, is_list: bool) -> object:
        """Return the row, rows or failure that is there already, or `missing`."""
        shelf = self._shelves.get((source, arguments, is_list))
        return _MISSING if shelf is None else shelf.values.get(_WHOLE if key is None else key, _MISSING)

    async def fetch(
        self, source: Source, arguments: Arguments, keys: Iterable[KeyValue | None], *, is_list: bool
    ) -> None:
        """Return when every key has its value, its absence or its failure in the table.

        None stands for an endpoint without keys.
        """
        shelf = self._shelf(source, arguments, is_list=is_list)
        waits = {shelf.ask(_WHOLE if key is None else key) for key in keys}
        for each in waits:
            if each is not None:
                await asyncio.shield(each)

    async def load(
        self, source: Source, arguments: Arguments, key: KeyValue | None, *, is_list: bool
    ) -> object:
        """Return one value through the aiodataloader front: for resolvers, which ask for one key at a time.

        Shielded, because a waiter that is cancelled would cancel the future that all others wait for.
        """
        shelf = self._shelf(source, arguments, is_list=is_list)
        return await asyncio.shield(shelf.front.load(_WHOLE if key is None else key))

    async def close(self) -> None:
        """End what is still under way; no task outlives its request."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _shelf(self, source: Source, arguments: Arguments, *, is_list: bool) -> _Shelf:
        place = (source, arguments, is_list)
        shelf = self._shelves.get(place)
        if shelf is None:
            shelf = self._shelves[place] = _Shelf(self, source, arguments, is_list=is_list)
        return shelf

    def start(self, work: Callable[[], Awaitable[None]]) -> None:
        """Run one batch as a task that this request owns."""

        async def run() -> None:
            await work()

        task = asyncio.create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def ask(self, source: Source, call: Call, *, is_list: bool) -> Reading | None:
        """Send one call and read its reply; None: the service has nothing under this key.

        Raises:
            ServiceFailure: no usable answer, or no call left of those admitted.
        """
        left = self._allowance.get(call.service, 0)
        if left <= 0:
            raise ServiceFailure(
                Code.CALLS_LIMIT_REACHED, service=call.service, endpoint=call.endpoint, detail="not sent"
            )
        self._allowance[call.service] = left - 1
        began_s = self._clock.now_s()
        reply: Reply | None = None
        failure: ServiceFailure | None = None
        try:
            reply = await self._send(call)
            if reply.status == 404:
                if call.key_count == 1:
                    return None
                raise ServiceFailure(
                    Code.SERVICE_HTTP_ERROR,
                    service=call.service,
                    endpoint=call.endpoint,
                    detail=f"status 404 for {call.key_count} keys",
                )
            reading = self._readers.reader(source, is_list=is_list)(reply)
            self.drift.extend(f"{call.service}: {field}" for field in reading.drift)
            return reading
        except ServiceFailure as error:
            failure = error
            raise
        finally:
            self._note(call, began_s, reply, failure)

    def _note(self, call: Call, began_s: float, reply: Reply | None, failure: ServiceFailure | None) -> None:
        self.calls.append(
            CallRecord(
                service=call.service,
                endpoint=call.endpoint,
                method=call.method,
                key_count=call.key_count,
                started_ms=(began_s - self._started_s) * 1000,
                duration_ms=(self._clock.now_s() - began_s) * 1000,
                status=reply.status if reply is not None else None,
                reply_bytes=len(reply.body) if reply is not None else 0,
                failure=failure.code if failure is not None else None,
                detail=failure.detail if failure is not None else "",
            )
        )


class _Shelf:
    """The rows of one source, asked for with one set of arguments."""

    def __init__(self, table: RowTable, source: Source, arguments: Arguments, *, is_list: bool) -> None:
        self.values: dict[KeyValue, object] = {}
        self._table = table
        self._source = source
        self._arguments = arguments
        self._is_list = is_list
        self._flights: dict[KeyValue, asyncio.Future[None]] = {}
        self._waiting: list[KeyValue] = []
        self._front: DataLoader[KeyValue, object] | None = None

    @property
    def front(self) -> DataLoader[KeyValue, object]:
        """The loader that resolvers ask; made at first use."""
        if self._front is None:
            self._front = DataLoader(self._load)
        return self._front

    def ask(self, key: KeyValue) -> asyncio.Future[None] | None:
        """Return what to wait for until `key` is there; None: it is there."""
        if key in self.values:
            return None
        flight = self._flights.get(key)
        if flight is None:
            loop = asyncio.get_running_loop()
            if not self._waiting:
                self._next = loop.create_future()
                loop.call_soon(self._leave, _TURNS_TO_WAIT)
            self._waiting.append(key)
            flight = self._flights[key] = self._next
        return flight

    def _leave(self, turns: int) -> None:
        if turns > 0:
            asyncio.get_running_loop().call_soon(self._leave, turns - 1)
            return
        keys, self._waiting = self._waiting, []
        flight = self._next
        self._table.start(lambda: self._run(keys, flight))

    async def _run(self, keys: list[KeyValue], flight: asyncio.Future[None]) -> None:
        try:
            chunks = list(fold(self._source.endpoint, self._arguments, keys))
            if len(chunks) == 1:
                await self._fill(*chunks[0])
            else:
                async with asyncio.TaskGroup() as group:
                    for call, chunk in chunks:
                        group.create_task(self._fill(call, chunk))
        finally:
            for key in keys:
                del self._flights[key]
            if not flight.done():
                flight.set_result(None)

    async def _fill(self, call: Call, keys: tuple[KeyValue, ...]) -> None:
        endpoint = self._source.endpoint
        is_batch = endpoint.max_batch is not None
        try:
            reading = await self._table.ask(self._source, call, is_list=is_batch or self._is_list)
        except ServiceFailure as failure:
            self.values.update(dict.fromkeys(keys or (_WHOLE,), failure))
            return
        rows = () if reading is None else reading.rows
        if not is_batch:
            whole: object = rows if self._is_list else (rows[0] if rows else None)
            self.values[keys[0] if keys else _WHOLE] = whole
        else:
            self._sort(keys, rows, unreadable_count=0 if reading is None else reading.unreadable_count)

    def _sort(self, keys: tuple[KeyValue, ...], rows: tuple[object, ...], *, unreadable_count: int) -> None:
        """Put each row with its key, whatever order and gaps the service answered with.

        Where a row cannot be told whose it is, a key without rows is unknown rather than empty, and so is
        every list: a failure, because a wrong answer would be worse.
        """
        endpoint = self._source.endpoint
        attribute = self._source.key_attribute or ""
        found: dict[KeyValue, list[object]] = {key: [] for key in keys}
        for row in rows:
            value = getattr(row, attribute)
            key = None if isinstance(value, Exception) else _row_key(endpoint, value)
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
        for key, its in found.items():
            if endpoint.kind == "many":
                self.values[key] = unknown if unreadable_count else tuple(its)
            elif its:
                self.values[key] = its[0]
            else:
                self.values[key] = unknown if unreadable_count else None

    async def _load(self, keys: list[KeyValue]) -> list[object]:
        await self._table.fetch(
            self._source,
            self._arguments,
            [None if key == _WHOLE else key for key in keys],
            is_list=self._is_list,
        )
        return [self.values[key] for key in keys]


def _row_key(endpoint: object, value: object) -> KeyValue | None:
    try:
        return normalise(endpoint, value)  # type: ignore[arg-type]
    except ValueError:
        return None

"""The row table of one request: each row is fetched once, however often and from wherever it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from bff.clock import Clock
from bff.declare.endpoints.service import Endpoint
from bff.declare.rows.source import Source
from bff.flow.call import CallRecord

from .exchange import Exchange, Readers, Send
from .fold import Arguments, KeyValue
from .shelf import Batches, Shelf

__all__ = ["RowTable"]

_MISSING: Final = object()


class RowTable:
    """All rows of one request. A key of None stands for an endpoint without keys.

    `allowance` is the number of calls that each service was admitted with: what goes beyond is not sent.
    """

    def __init__(
        self, send: Send, *, readers: Readers, clock: Clock, started_s: float, allowance: Mapping[str, int]
    ) -> None:
        self._exchange = Exchange(
            send, readers=readers, clock=clock, started_s=started_s, allowance=allowance
        )
        self._batches = Batches()
        self._clock = clock
        self._started_s = started_s
        self._shelves: dict[tuple[Source, Arguments, bool], Shelf] = {}

    @property
    def calls(self) -> list[CallRecord]:
        """The calls made so far, in the order of their ends."""
        return self._exchange.calls

    @property
    def drift(self) -> list[str]:
        """Fields that were not as declared, as `service: Type.field`, once for each time."""
        return self._exchange.drift

    @property
    def missing(self) -> object:
        """What `peek` returns for a key that was never asked for, or is still on its way."""
        return _MISSING

    def peek(self, source: Source, arguments: Arguments, key: KeyValue | None, *, is_list: bool) -> object:
        """Return the row, rows or failure that is there already, or `missing`."""
        shelf = self._shelves.get((source, arguments, is_list))
        return _MISSING if shelf is None else shelf.values.get(key, _MISSING)

    async def fetch(
        self, source: Source, arguments: Arguments, keys: Iterable[KeyValue | None], *, is_list: bool
    ) -> Mapping[KeyValue | None, object]:
        """Return what each key has: its row or rows, None, or a failure."""
        return await self._shelf(source, arguments, is_list=is_list).fetch(tuple(keys))

    async def load(
        self, source: Source, arguments: Arguments, key: KeyValue | None, *, is_list: bool
    ) -> object:
        """Return a value or failure through aiodataloader: for resolvers, which ask for one key at a time."""
        return await self._shelf(source, arguments, is_list=is_list).load(key)

    def elapsed_ms(self) -> float:
        """Return the time since the request began."""
        return (self._clock.now_s() - self._started_s) * 1000

    def send_for(
        self, source: Source, arguments: Arguments, keys: Iterable[KeyValue], *, is_list: bool
    ) -> None:
        """Let these keys leave in one batch; their values are for those who load them meanwhile or later."""
        self._shelf(source, arguments, is_list=is_list).send_for(keys)

    def forget(self, endpoints: Iterable[Endpoint] | None = None) -> None:
        """Fetch again what is asked for from now on, of these endpoints or all: a write changed it."""
        gone = None if endpoints is None else set(endpoints)
        self._shelves = {
            place: shelf
            for place, shelf in self._shelves.items()
            if gone is not None and place[0].endpoint not in gone
        }

    async def close(self) -> None:
        """End what is still under way; no task outlives its request, and nothing more is sent."""
        await self._batches.end()

    def _shelf(self, source: Source, arguments: Arguments, *, is_list: bool) -> Shelf:
        place = (source, arguments, is_list)
        shelf = self._shelves.get(place)
        if shelf is None:
            shelf = Shelf(self._exchange, self._batches, source, arguments, is_list=is_list)
            self._shelves[place] = shelf
        return shelf

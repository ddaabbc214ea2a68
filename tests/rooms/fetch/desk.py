"""A row table over a service of the test's own: every call is kept, and answered when the test says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec

from bff.clock import SystemClock
from bff.declare import Endpoint, Key, Service, Source
from bff.errors import Code, ServiceFailure
from bff.fetch import Readers, RowTable
from bff.flow.call import Call, Reply

__all__ = [
    "ALBUMS",
    "ALBUMS_BY_ARTIST",
    "ALBUM_LIST",
    "STOCK",
    "Album",
    "Desk",
    "desk",
    "keys_of",
    "source_of",
]

catalog = Service("catalog")


class Album(msgspec.Struct, frozen=True, kw_only=True):
    id: int | str
    title: str
    artist_id: int | None = None


def source_of(endpoint: Endpoint, row_type: type[msgspec.Struct] = Album, key: str | None = "id") -> Source:
    return Source.of(endpoint, row_type, () if key is None else (key,))


ALBUMS = source_of(catalog.one("GET /albums?ids={ids}", key=Key("id"), max_batch=3))
ALBUMS_BY_ARTIST = source_of(
    catalog.many("GET /albums?artist_ids={ids}&limit={first}", key=Key("artist_id"), max_batch=3),
    key="artist_id",
)
ALBUM_LIST = source_of(catalog.call("GET /albums?limit={first}"), key=None)
STOCK = source_of(catalog.one("GET /stock/{id}", key=Key("id")))

Respond = Callable[[Call], object]
"""Returns the value of the reply, its bytes, or the failure to raise."""


@dataclass
class Desk:
    """Where calls arrive."""

    respond: Respond
    is_open: asyncio.Event = field(default_factory=asyncio.Event)
    """Cleared: calls wait."""
    calls: list[Call] = field(default_factory=list)
    left_count: int = 0
    """Calls that were cancelled while they waited."""

    _arrivals: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    def __post_init__(self) -> None:
        self.is_open.set()

    async def arrived(self, count: int = 1) -> None:
        """Return when so many more calls are there."""
        for _ in range(count):
            await self._arrivals.acquire()

    async def send(self, call: Call) -> Reply:
        self.calls.append(call)
        self._arrivals.release()
        try:
            await self.is_open.wait()
        except asyncio.CancelledError:
            self.left_count += 1
            raise
        answer = self.respond(call)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Reply):
            return answer
        return Reply(200, {}, answer if isinstance(answer, bytes) else msgspec.json.encode(answer))

    @property
    def targets(self) -> list[str]:
        return [call.target for call in self.calls]


def keys_of(call: Call) -> list[int]:
    """Return the keys of a comma batch."""
    values = dict(pair.split("=") for pair in call.target.partition("?")[2].split("&"))
    return [int(key) for key in next(iter(values.values())).split(",")]


def rows_for(call: Call) -> object:
    """Answer every key with a row of its own."""
    return [{"id": key, "title": f"title {key}"} for key in keys_of(call)]


def down(call: Call) -> ServiceFailure:
    return ServiceFailure(Code.SERVICE_UNAVAILABLE, service=call.service, endpoint=call.endpoint)


@asynccontextmanager
async def desk(
    respond: Respond = rows_for, *, allowance: Mapping[str, int] | None = None
) -> AsyncIterator[tuple[RowTable, Desk]]:
    """Give a table and its desk; at the end no task but the test's own is left, and no complaint."""
    loop = asyncio.get_running_loop()
    complaints: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _, complaint: complaints.append(complaint))
    its = Desk(respond)
    table = RowTable(
        its.send,
        readers=Readers(),
        clock=SystemClock(),
        started_s=0.0,
        allowance={"catalog": 100} if allowance is None else allowance,
    )
    try:
        yield table, its
    finally:
        await table.close()
    for _ in range(5):  # the loaders' own tasks and the waiters that the test left need some turns
        await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert complaints == []

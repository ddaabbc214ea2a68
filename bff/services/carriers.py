"""The connections of one service that are kept between calls: each is a client transport of its own.

Why not the clients' pools: cancelled at the wrong moment, httpx 0.28 leaves an open connection in its pool
that is never used or closed again; and both libraries walk every connection of a pool twice for each call.
A carrier holds one connection at most, so that closing the carrier closes whatever its call left behind.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bff.errors import Code
from bff.services.fault import Fault

if TYPE_CHECKING:
    from httpx2 import AsyncHTTPTransport

__all__ = ["KEEP_ALIVE_S", "Carriers"]

KEEP_ALIVE_S = 1.5
"""Less than the servers' own: 2 s in gunicorn, 5 s in uvicorn and Node. Who closes first has no race."""


class Carriers:
    """Lends carriers; what comes back unharmed is kept for the next call, the last one first.

    There are never more than were lent at once: how many that may be is `protect`'s to say.
    """

    def __init__(self, open_carrier: Callable[[], AsyncHTTPTransport]) -> None:
        self._open_carrier = open_carrier
        self._idle: deque[tuple[AsyncHTTPTransport, float]] = deque()
        self._lent: set[AsyncHTTPTransport] = set()
        self._is_closed = False

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[AsyncHTTPTransport]:
        """Lend a kept carrier, or a new one where none is idle."""
        await self._close_expired()
        carrier = self._idle.pop()[0] if self._idle else self._open_carrier()
        async with self._lending(carrier):
            yield carrier

    @asynccontextmanager
    async def lend_fresh(self) -> AsyncIterator[AsyncHTTPTransport]:
        """Lend a new carrier, which has no connection yet."""
        carrier = self._open_carrier()
        async with self._lending(carrier):
            yield carrier

    async def close(self) -> None:
        """Close all carriers, also those that are lent."""
        self._is_closed = True
        for carrier in [*self._lent, *(carrier for carrier, _ in self._idle)]:
            await carrier.aclose()
        self._idle.clear()

    @asynccontextmanager
    async def _lending(self, carrier: AsyncHTTPTransport) -> AsyncIterator[None]:
        """Close the carrier after anything but success.

        Both libraries close a connection's socket before they first give way, so that a second cancellation
        cannot come between.

        Raises:
            Fault: `close` was called.
        """
        if self._is_closed:
            raise Fault(Code.SERVICE_UNAVAILABLE, "the gateway is stopping")
        self._lent.add(carrier)
        is_unharmed = False
        try:
            yield
            is_unharmed = True
        finally:
            self._lent.discard(carrier)
            if is_unharmed:
                self._idle.append((carrier, asyncio.get_running_loop().time()))
            else:
                await carrier.aclose()

    async def _close_expired(self) -> None:
        oldest_s = asyncio.get_running_loop().time() - KEEP_ALIVE_S
        while self._idle and self._idle[0][1] < oldest_s:
            await self._idle.popleft()[0].aclose()

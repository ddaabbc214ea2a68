"""Cancellation passes through, closes the connection, and gives the place back: with one place, the next
call works."""

from __future__ import annotations

import asyncio

import pytest

from tests.rooms.services.full_listener import full_listener
from tests.rooms.services.gateway import Gateway, gateway
from tests.rooms.services.raw_server import GOOD, RawServer, Step, hang, raw

HALF = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n["


async def cancel(call: asyncio.Task[object], *, times: int = 1) -> None:
    for _ in range(times):
        call.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await call


def start(room: Gateway) -> asyncio.Task[object]:
    return asyncio.create_task(room.call())


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("step", [hang, raw(HALF, end="hang")], ids=["waiting", "reading"])
async def test_a_call_cancelled_with_a_connection_closes_it(step: Step, times: int, transport: str) -> None:
    async with RawServer(step, GOOD) as server, gateway(server.url, transport=transport) as room:
        call = start(room)
        await server.until(lambda seen: len(seen.requests) == 1)
        await cancel(call, times=times)
        await server.until(lambda seen: seen.open_count == 0)
        await room.assert_still_serves()


async def test_a_call_cancelled_while_connecting_leaves_nothing(transport: str) -> None:
    with full_listener() as listener:
        async with gateway(listener.url, transport=transport) as room:
            call = start(room)
            await asyncio.wait([call], timeout=0.05)
            await cancel(call)
            async with RawServer(GOOD, sock=listener.sock):
                await room.assert_still_serves()


async def test_a_call_cancelled_while_waiting_for_a_connection_leaves_nothing(transport: str) -> None:
    async with RawServer(hang, GOOD) as server, gateway(server.url, transport=transport) as room:
        holder, waiter = start(room), start(room)
        await server.until(lambda seen: len(seen.requests) == 1)
        await cancel(waiter)
        await cancel(holder)
        await room.assert_still_serves()
        assert len(server.requests) == 2


async def test_a_call_may_be_cancelled_in_any_turn_of_the_event_loop(transport: str) -> None:
    """From before its start to after its end, over new and kept connections."""
    async with RawServer(GOOD) as server, gateway(server.url, transport=transport) as room:
        for turn_count in range(60):
            call = start(room)
            for _ in range(turn_count):
                await asyncio.sleep(0)
            call.cancel()
            await asyncio.wait([call])
            if turn_count % 2:
                await room.assert_still_serves()
        assert call.done()
        await room.assert_still_serves()
        assert server.open_count <= 1


async def test_a_hundred_callers_that_leave_at_once_leave_nothing(transport: str) -> None:
    async with (
        RawServer(*[hang] * 8, GOOD) as server,
        gateway(server.url, transport=transport, max_connections=8) as room,
    ):
        calls = [start(room) for _ in range(100)]
        await server.until(lambda seen: len(seen.requests) == 8)
        for call in calls:
            call.cancel()
        await asyncio.wait(calls)
        assert all(call.cancelled() for call in calls)
        await server.until(lambda seen: seen.open_count == 0)
        await asyncio.gather(*(room.assert_still_serves() for _ in range(20)))

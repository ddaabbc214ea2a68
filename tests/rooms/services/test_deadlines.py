"""A call ends in time, whatever holds it up, and says which limit ended it."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bff.errors import Code
from tests.rooms.services.full_listener import full_listener
from tests.rooms.services.gateway import RESERVE_S, failure_of, gateway
from tests.rooms.services.raw_server import GOOD, RawServer, Step, drip, hang, raw

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

SLOW: dict[str, Step] = {
    "slow first byte": hang,
    "stops in the head": raw(HEAD, end="hang"),
    "stops in the body": raw(HEAD + b"Content-Length: 9\r\n\r\n[", end="hang"),
    "stops in a refusal's body": raw(b"HTTP/1.1 500 Oh\r\nContent-Length: 9\r\n\r\n[", end="hang"),
    "dripped head": drip(HEAD, b"X-A: 1\r\n", every_s=0.01),
    "dripped early hints": drip(b"", b"HTTP/1.1 103 Hints\r\n\r\n", every_s=0.01),
    "flood of early hints": drip(b"", b"HTTP/1.1 103 Hints\r\n\r\n" * 1_000, every_s=0),
    "dripped body": drip(HEAD + b"Content-Length: 10000\r\n\r\n", b" ", every_s=0.01),
    "dripped chunks": drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n", every_s=0.01),
    "flood of tiny chunks": drip(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n" * 10_000, every_s=0
    ),
}


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    started_s = time.monotonic()
    yield
    assert time.monotonic() - started_s < seconds


@pytest.mark.parametrize("name", SLOW)
async def test_a_slow_reply_ends_when_the_request_has_no_more_to_give(name: str, transport: str) -> None:
    async with RawServer(SLOW[name], GOOD) as server, gateway(server.url, transport=transport) as room:
        with at_most(5.0):
            failure = await failure_of(room.call(request_left_s=0.5 + RESERVE_S))
        assert (failure.code, failure.is_retryable) == (Code.SERVICE_TIMEOUT, False)
        assert re.fullmatch(
            r"no whole reply within (4[0-9]{2}|500) ms, what the request had left", failure.detail
        )
        assert len(server.requests) == 1, "the machine was too busy for the request to arrive"
        await server.until(lambda seen: seen.open_count == 0)
        await room.assert_still_serves()


async def test_a_slow_reply_ends_at_the_services_time_out(transport: str) -> None:
    async with (
        RawServer(hang, GOOD) as server,
        gateway(server.url, transport=transport, timeout_s=0.5) as room,
    ):
        with at_most(5.0):
            failure = await failure_of(room.call())
        assert (failure.code, failure.is_retryable, failure.detail) == (
            *(Code.SERVICE_TIMEOUT, False),
            "no whole reply within 500 ms, the service's time-out",
        )
        await room.assert_still_serves()


@pytest.mark.parametrize("left_s", [0.0, RESERVE_S, RESERVE_S + 0.019])
async def test_less_than_twenty_milliseconds_send_nothing(left_s: float, transport: str) -> None:
    async with RawServer(GOOD) as server, gateway(server.url, transport=transport) as room:
        failure = await failure_of(room.call(request_left_s=left_s))
        assert (failure.code, failure.detail) == (
            Code.REQUEST_DEADLINE_EXCEEDED,
            "nothing was sent: less than 20 ms left",
        )
        assert server.connection_count == 0
        await room.assert_still_serves()


async def test_a_service_may_have_a_time_out_below_twenty_milliseconds(transport: str) -> None:
    async with RawServer(hang) as server, gateway(server.url, transport=transport, timeout_s=0.015) as room:
        failure = await failure_of(room.call())
        assert failure.detail == "no whole reply within 15 ms, the service's time-out"


async def test_a_call_that_gets_no_connection_in_its_time_sends_nothing(transport: str) -> None:
    async with RawServer(hang, GOOD) as server, gateway(server.url, transport=transport) as room:
        holder = asyncio.create_task(room.call())
        await server.until(lambda seen: len(seen.requests) == 1)
        failure = await failure_of(room.call(request_left_s=0.1 + RESERVE_S))
        assert failure.code is Code.REQUEST_DEADLINE_EXCEEDED
        assert failure.detail.startswith("nothing was sent: no connection came free within ")
        assert len(server.requests) == 1
        holder.cancel()
        await asyncio.wait([holder])
        await room.assert_still_serves()


async def test_calls_wait_for_a_connection_and_then_have_it(transport: str) -> None:
    async with RawServer(GOOD) as server, gateway(server.url, transport=transport, max_connections=2) as room:
        answers = await asyncio.gather(*(room.call() for _ in range(50)))
        assert [answer.status for answer in answers] == [200] * 50
        assert server.connection_count <= 2


async def test_a_connection_that_does_not_come_about_ends_at_its_own_time_out(transport: str) -> None:
    with full_listener() as listener:
        async with gateway(listener.url, transport=transport, connect_timeout_s=0.3) as room:
            with at_most(5.0):
                failure = await failure_of(room.call())
            assert (failure.code, failure.is_retryable, failure.detail) == (
                *(Code.SERVICE_UNAVAILABLE, True),
                "no connection in time",
            )
            async with RawServer(GOOD, sock=listener.sock):
                await room.assert_still_serves()

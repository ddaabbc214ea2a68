"""Connections are kept and used again, and a kept one that the server has closed is replaced once."""

from __future__ import annotations

import asyncio

import pytest

from bff.errors import Code
from bff.services.carriers import KEEP_ALIVE_S
from tests.rooms.services.gateway import failure_of, gateway
from tests.rooms.services.raw_server import GOOD, Connection, RawServer, listening_socket, raw

LOST = ["close", "reset"]


def connections_of(server: RawServer) -> list[int]:
    return [request.connection for request in server.requests]


async def test_a_connection_is_used_again(transport: str) -> None:
    async with RawServer(GOOD) as server, gateway(server.url, transport=transport) as room:
        for _ in range(3):
            await room.assert_still_serves()
        assert connections_of(server) == [1, 1, 1]


@pytest.mark.parametrize("end", LOST)
async def test_a_kept_connection_that_closes_under_a_call_is_replaced_once(end: str, transport: str) -> None:
    async with (
        RawServer(GOOD, raw(end=end), GOOD) as server,
        gateway(server.url, transport=transport) as room,
    ):
        await room.assert_still_serves()
        await room.assert_still_serves()
        assert connections_of(server) == [1, 1, 2]


@pytest.mark.parametrize("end", LOST)
async def test_the_fresh_connection_is_not_replaced_again(end: str, transport: str) -> None:
    async with (
        RawServer(GOOD, raw(end=end), raw(end=end), GOOD) as server,
        gateway(server.url, transport=transport) as room,
    ):
        await room.assert_still_serves()
        failure = await failure_of(room.call())
        assert (failure.code, failure.is_retryable) == (Code.SERVICE_UNAVAILABLE, True)
        assert connections_of(server) == [1, 1, 2]
        await room.assert_still_serves()


@pytest.mark.parametrize("end", LOST)
async def test_a_call_that_is_not_idempotent_is_never_sent_twice(end: str, transport: str) -> None:
    async with (
        RawServer(GOOD, raw(end=end), GOOD) as server,
        gateway(server.url, transport=transport) as room,
    ):
        await room.assert_still_serves()
        failure = await failure_of(room.call(method="POST", body=b"{}", is_idempotent=False))
        assert failure.code is Code.SERVICE_UNAVAILABLE
        assert [request.method for request in server.requests] == ["GET", "POST"]
        await room.assert_still_serves()


async def test_a_reply_that_has_begun_is_not_asked_for_again(transport: str) -> None:
    half = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n["
    async with (
        RawServer(GOOD, raw(half, end="close"), GOOD) as server,
        gateway(server.url, transport=transport) as room,
    ):
        await room.assert_still_serves()
        assert (await failure_of(room.call())).code is Code.SERVICE_BAD_RESPONSE
        assert connections_of(server) == [1, 1]
        await room.assert_still_serves()


async def test_a_connection_closed_after_every_reply_costs_no_call(transport: str) -> None:
    """The end has come before the next call: the kept connection is not even tried."""

    async def answer_and_leave(connection: Connection) -> None:
        await GOOD(connection)
        connection.close()

    async with RawServer(answer_and_leave) as server, gateway(server.url, transport=transport) as room:
        for _ in range(30):
            await room.assert_still_serves()
        assert server.connection_count == 30


async def test_eight_calls_that_meet_closed_connections_at_once_all_recover(transport: str) -> None:
    async def answer_twice(connection: Connection) -> None:
        """All connections up to the eighth end with their second request."""
        is_first = [request.connection for request in server.requests].count(connection.number) == 1
        if is_first or connection.number > 8:
            await GOOD(connection)
        else:
            connection.close()

    async with (
        RawServer(answer_twice) as server,
        gateway(server.url, transport=transport, max_connections=8) as room,
    ):
        for _ in range(2):
            await asyncio.gather(*(room.assert_still_serves() for _ in range(8)))
        assert server.connection_count == 16


async def test_a_closed_connection_is_not_replaced_by_another_kept_one(transport: str) -> None:
    async def answer_once(connection: Connection) -> None:
        """Every connection ends with its second request."""
        is_first = [request.connection for request in server.requests].count(connection.number) == 1
        if is_first:
            await GOOD(connection)
        else:
            connection.close()

    async with (
        RawServer(answer_once) as server,
        gateway(server.url, transport=transport, max_connections=2) as room,
    ):
        await asyncio.gather(*(room.assert_still_serves() for _ in range(2)))
        await room.assert_still_serves()
        assert connections_of(server)[-1] == 3


async def test_a_port_where_nobody_listens_is_refused_and_works_once_somebody_does(transport: str) -> None:
    sock = listening_socket()
    address = sock.getsockname()
    sock.close()
    async with gateway(f"http://127.0.0.1:{address[1]}", transport=transport) as room:
        failure = await failure_of(room.call())
        assert (failure.code, failure.is_retryable, failure.detail) == (
            *(Code.SERVICE_UNAVAILABLE, True),
            "connection refused",
        )
        async with RawServer(GOOD, sock=listening_socket(port=address[1])):
            await room.assert_still_serves()


async def test_a_host_of_two_addresses_is_refused_by_both(transport: str) -> None:
    async with RawServer(GOOD) as server:
        port = server.port
    async with gateway(f"http://localhost:{port}", transport=transport) as room:
        assert (await failure_of(room.call())).detail == "connection refused"


async def test_a_host_without_a_name_is_not_found(transport: str) -> None:
    async with gateway("http://no-such-host.invalid", transport=transport) as room:
        failure = await failure_of(room.call())
        assert (failure.code, failure.detail) == (Code.SERVICE_UNAVAILABLE, "host name not found")


async def test_tls_to_a_port_that_speaks_plain_http_is_unavailable(transport: str) -> None:
    async with (
        RawServer(at_accept=(raw(b"HTTP/1.1 400 Bad Request\r\n\r\n", end="close"),)) as server,
        gateway(server.url.replace("http:", "https:"), transport=transport) as room,
    ):
        failure = await failure_of(room.call())
        assert (failure.code, failure.is_retryable, failure.detail) == (
            *(Code.SERVICE_UNAVAILABLE, False),
            "TLS failed",
        )


async def test_a_connection_that_was_idle_for_too_long_is_closed_and_not_used(transport: str) -> None:
    async with RawServer(GOOD) as server, gateway(server.url, transport=transport, max_connections=2) as room:
        await asyncio.gather(*(room.assert_still_serves() for _ in range(2)))
        await asyncio.sleep(KEEP_ALIVE_S + 0.1)  # the very time that the promise is about
        await room.assert_still_serves()
        await server.until(lambda seen: seen.open_count == 1)
        assert connections_of(server)[2] == 3

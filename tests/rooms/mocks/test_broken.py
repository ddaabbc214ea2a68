"""The broken servers: what a client sees of each."""

import asyncio
import time

import httpx2
import pytest

from mocks.broken import (
    Behaviour,
    accepts_and_closes,
    broken,
    closes_after,
    closes_kept_alive,
    drips_headers,
    garbage,
    refused_url,
    resets,
    slow_first_byte,
)


@pytest.mark.parametrize(
    ("behaviour", "failure"),
    [
        (accepts_and_closes(), httpx2.RemoteProtocolError),
        (resets(), httpx2.ReadError),
        (garbage(), httpx2.RemoteProtocolError),
        (closes_after(byte_count=0), httpx2.RemoteProtocolError),
        (closes_after(byte_count=20), httpx2.RemoteProtocolError),
        (closes_after(byte_count=80), httpx2.RemoteProtocolError),
        (slow_first_byte(seconds=60), httpx2.ReadTimeout),
    ],
)
async def test_a_broken_server_fails_a_call_its_own_way(
    behaviour: Behaviour, failure: type[Exception]
) -> None:
    async with broken(behaviour) as url, httpx2.AsyncClient(timeout=0.2) as client:
        with pytest.raises(failure):
            await client.get(url)


async def test_nobody_listens_at_the_refused_url() -> None:
    async with httpx2.AsyncClient() as client:
        with pytest.raises(httpx2.ConnectError):
            await client.get(refused_url())


async def test_a_slow_first_byte_comes_in_the_end() -> None:
    async with broken(slow_first_byte(seconds=0.05)) as url, httpx2.AsyncClient() as client:
        assert (await client.get(url)).json() == [{"id": 1}]


async def test_dripped_headers_outlive_a_time_out_for_each_read() -> None:
    async with broken(drips_headers(interval_s=0.01)) as url, httpx2.AsyncClient(timeout=0.5) as client:
        started_at = time.monotonic()
        assert (await client.get(url)).json() == [{"id": 1}]
        assert time.monotonic() - started_at > 0.5


async def test_a_connection_promised_to_be_kept_is_closed_after_the_reply() -> None:
    async with broken(closes_kept_alive()) as url:
        host, port = url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        reply = await reader.read()  # until the server closes
        writer.close()
        await writer.wait_closed()
    assert b"connection: keep-alive\r\n" in reply
    assert reply.endswith(b'\r\n\r\n[{"id": 1}]')


async def test_the_end_of_the_block_cuts_connections_and_leaves_no_task() -> None:
    async with httpx2.AsyncClient(timeout=30) as client:
        async with broken(slow_first_byte(seconds=60)) as url:
            call = asyncio.create_task(client.get(url))
            await asyncio.wait({call}, timeout=0.1)
        with pytest.raises(httpx2.TransportError):
            await call
        with pytest.raises(httpx2.ConnectError):
            await client.get(url)
    assert asyncio.all_tasks() == {asyncio.current_task()}

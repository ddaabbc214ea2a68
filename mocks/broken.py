"""Broken servers: raw sockets that do what no HTTP framework can be told to do.

    async with broken(resets()) as url:
        await client.get(url)

Each behaviour below answers one connection; all but `refused_url` read the request's head first, so that
the client has sent before things go wrong.
"""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

__all__ = [
    "Behaviour",
    "accepts_and_closes",
    "broken",
    "closes_after",
    "closes_kept_alive",
    "drips_headers",
    "garbage",
    "refused_url",
    "resets",
    "slow_first_byte",
]

HOST = "127.0.0.1"
Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n"
_REPLY = _HEAD + b'\r\n[{"id": 1}]'


@asynccontextmanager
async def broken(behaviour: Behaviour) -> AsyncIterator[str]:
    """Listen while the block lasts, and give the URL (no slash at the end); at the end all is cut."""
    connections: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.create_task(_meet(behaviour, reader, writer))
        connections.add(connection)
        connection.add_done_callback(connections.discard)

    server = await asyncio.start_server(accept, HOST, 0)
    try:
        yield f"http://{HOST}:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        await server.wait_closed()


async def _meet(behaviour: Behaviour, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await reader.readuntil(b"\r\n\r\n")
        await behaviour(reader, writer)
    except (ConnectionError, asyncio.IncompleteReadError):
        pass  # the client left first, as it may
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def refused_url() -> str:
    """Return a URL at which nobody listens: a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return f"http://{HOST}:{probe.getsockname()[1]}"


def accepts_and_closes() -> Behaviour:
    """Close without a reply."""

    async def behave(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        return

    return behave


def resets() -> Behaviour:
    """Reset the connection: the client's read fails instead of ending."""

    async def behave(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        linger_on_for_zero_seconds = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, linger_on_for_zero_seconds
        )
        writer.transport.abort()

    return behave


def slow_first_byte(*, seconds: float = 5.0) -> Behaviour:
    """Say nothing for a while, then reply well."""

    async def behave(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        await _say(writer, _REPLY)

    return behave


def drips_headers(*, interval_s: float = 0.1) -> Behaviour:
    """Send the head one byte at a time; a time-out that restarts with every read never ends."""

    async def behave(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for place in range(len(_REPLY)):
            await _say(writer, _REPLY[place : place + 1])
            await asyncio.sleep(interval_s)

    return behave


def garbage() -> Behaviour:
    """Reply with bytes that are not HTTP."""

    async def behave(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _say(writer, bytes(range(128, 256)) + b"\r\n\r\n")

    return behave


def closes_after(*, byte_count: int) -> Behaviour:
    """Send this many bytes of a good reply, head included, and close."""

    async def behave(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _say(writer, _REPLY[:byte_count])

    return behave


def closes_kept_alive() -> Behaviour:
    """Reply well, promise to keep the connection, and close it: the client's pool holds a dead one."""

    async def behave(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _say(writer, _REPLY.replace(b"\r\n", b"\r\nconnection: keep-alive\r\n", 1))

    return behave


async def _say(writer: asyncio.StreamWriter, words: bytes) -> None:
    writer.write(words)
    await writer.drain()

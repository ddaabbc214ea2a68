"""A server that sends the bytes it is told to, and remembers what it was sent.

Each request, on whatever connection, takes the next step of the script; the last step repeats.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

__all__ = [
    "GOOD",
    "GOOD_BODY",
    "Connection",
    "RawServer",
    "Seen",
    "Step",
    "chunk",
    "drip",
    "hang",
    "raw",
    "reply",
]

GOOD_BODY = b'[{"id":1}]'


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    """Lower-case names."""
    body: bytes
    connection: int
    """From 1, in the order of acceptance."""


class Connection:
    """What a step may do to the connection that its request came on."""

    def __init__(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.number = number
        self.is_over = False
        self._reader = reader
        self._writer = writer

    async def write(self, piece: bytes) -> None:
        self._writer.write(piece)
        await self._writer.drain()

    def close(self) -> None:
        """End in order: what was written arrives, then FIN."""
        self.is_over = True
        self._writer.close()

    def reset(self) -> None:
        """Break off: RST, what was written may be lost."""
        self.is_over = True
        connection: socket.socket = self._writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    async def peer_left(self) -> None:
        """Wait until the other side has closed."""
        while await self._reader.read(65_536):
            pass
        self.is_over = True

    async def read_request(self) -> Seen | None:
        try:
            head = await self._reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return None
        start, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
        method, target, _ = start.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await self._reader.readexactly(int(headers.get("content-length", "0")))
        return Seen(method, target, headers, body, self.number)


Step = Callable[[Connection], Awaitable[None]]


class RawServer:
    """Listens on loopback inside `async with`; `at_accept` are steps taken when a connection comes."""

    def __init__(
        self,
        *steps: Step,
        at_accept: tuple[Step, ...] = (),
        sock: socket.socket | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.requests: list[Seen] = []
        self.connection_count = 0
        self.open_count = 0
        self._steps = list(steps) or [GOOD]
        self._at_accept = list(at_accept)
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: list[asyncio.StreamWriter] = []
        self._is_over = False
        self._changed = asyncio.Condition()
        self._sock = sock or listening_socket()
        self.port: int = self._sock.getsockname()[1]
        self.url = f"{'http' if tls is None else 'https'}://127.0.0.1:{self.port}"
        self._tls = tls

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, sock=self._sock, ssl=self._tls)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        self._is_over = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for _ in range(10):  # connections that came in the last turns of the event loop
            await asyncio.sleep(0)
            while self._writers:
                writer = self._writers.pop()
                writer.transport.abort()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()

    def script(self, *steps: Step) -> None:
        """Replace the steps that are left."""
        self._steps = list(steps)

    async def until(self, is_so: Callable[[RawServer], bool]) -> None:
        """Wait for something that the server sees: an accepted connection, a request, a connection's end."""
        async with asyncio.timeout(5), self._changed:
            await self._changed.wait_for(lambda: is_so(self))

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        self.connection_count += 1
        if not self._is_over:
            task = asyncio.create_task(self._look_after(Connection(self.connection_count, reader, writer)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _look_after(self, connection: Connection) -> None:
        self.open_count += 1
        await self._tell()
        try:
            await self._serve(connection)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            connection.close()
            self.open_count -= 1
            await self._tell()

    async def _serve(self, connection: Connection) -> None:
        if self._at_accept:
            await self._at_accept.pop(0)(connection)
        while not connection.is_over and (request := await connection.read_request()):
            self.requests.append(request)
            await self._tell()
            step = self._steps.pop(0) if len(self._steps) > 1 else self._steps[0]
            await step(connection)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def listening_socket(*, port: int = 0, backlog: int = 100) -> socket.socket:
    """Return a socket that listens on loopback; port 0 takes a free one."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("127.0.0.1", port))
    sock.listen(backlog)
    return sock


def reply(
    body: bytes = GOOD_BODY, *, status: int = 200, announced: int | None = None, **headers: str
) -> Step:
    """A well-formed reply; `content_type=""` leaves a header out, `announced` lies about the length."""
    fields = {"content_type": "application/json", "content_length": str(announced or len(body))} | headers
    lines = [f"{name.replace('_', '-').title()}: {value}" for name, value in fields.items() if value]
    return raw("\r\n".join([f"HTTP/1.1 {status} Whatever", *lines, "", ""]).encode() + body)


def raw(*pieces: bytes, end: str = "keep") -> Step:
    """Send these bytes as they are; `end`: keep, close, reset, or hang (until the other side leaves)."""

    async def step(connection: Connection) -> None:
        for piece in pieces:
            await connection.write(piece)
        if end == "close":
            connection.close()
        elif end == "reset":
            connection.reset()
        elif end == "hang":
            await connection.peer_left()

    return step


def drip(head: bytes, piece: bytes, *, every_s: float) -> Step:
    """Send the head, then the piece again and again, until the other side leaves."""

    async def step(connection: Connection) -> None:
        await connection.write(head)
        while True:
            await connection.write(piece)
            await asyncio.sleep(every_s)

    return step


def chunk(body: bytes) -> bytes:
    """Return one chunk of a chunked body."""
    return b"%x\r\n%s\r\n" % (len(body), body)


GOOD = reply()

hang = raw(end="hang")

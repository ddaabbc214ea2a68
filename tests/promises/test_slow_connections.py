"""Connections that never become a request are closed; those that do are left alone."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bff.server import listen, make_server

HEAD_TIMEOUT_S = 0.3
PATIENCE_S = 10.0
REQUEST = b"GET / HTTP/1.1\r\nhost: gateway\r\n\r\n"


async def hello(scope: Any, receive: Any, send: Any) -> None:
    """Answer every request, the server's own start and stop included."""
    if scope["type"] == "lifespan":
        while (message := await receive())["type"] != "lifespan.shutdown":
            await send({"type": f"{message['type']}.complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    listener = listen("127.0.0.1", 0)
    server = make_server(hello, drain_s=1, head_timeout_s=HEAD_TIMEOUT_S)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
    thread.start()
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join()
    listener.close()


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as client:
        yield client


def is_closed(client: socket.socket) -> bool:
    """Wait for the end of the connection; time-out of the socket is a failure of the test."""
    try:
        return client.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize(
    "head", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nhost: ga"], ids=["idle", "line", "header"]
)
def test_head_that_does_not_come_ends_the_connection(port: int, head: bytes) -> None:
    with connected(port) as client:
        client.sendall(head)

        assert is_closed(client)


def test_head_that_does_not_end_ends_the_connection(port: int) -> None:
    with connected(port) as client:
        client.sendall(b"GET / HTTP/1.1\r\n")
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            _send_headers(client, count=100_000)


def test_head_that_is_too_long_is_told_so(port: int) -> None:
    with connected(port) as client:
        client.sendall(b"GET / HTTP/1.1\r\n")
        client.sendall(b"x: " + b"a" * 66_000)

        assert client.recv(12) == b"HTTP/1.1 431"


def _send_headers(client: socket.socket, *, count: int) -> None:
    for number in range(count):
        client.sendall(b"x-%d: %s\r\n" % (number, b"a" * 1_000))


def test_connection_that_asks_again_is_kept(port: int) -> None:
    with connected(port) as client:
        for _ in range(3):
            client.sendall(REQUEST)
            answer = b""
            while not answer.endswith(b"ok"):
                answer += client.recv(1_000)
            assert answer.startswith(b"HTTP/1.1 200")


def test_second_head_is_waited_for_no_longer_than_the_first(port: int) -> None:
    with connected(port) as client:
        client.sendall(REQUEST)
        answer = b""
        while not answer.endswith(b"ok"):
            answer += client.recv(1_000)
        client.sendall(b"GET / HTTP/1.1\r\nhos")

        assert is_closed(client)

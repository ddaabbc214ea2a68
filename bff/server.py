"""The HTTP server around the application: its socket, and uvicorn as this house runs it."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bff.app import ASGIApp

__all__ = ["listen", "make_server"]

_BACKLOG = 1_024
_HEAD_TIMEOUT_S = 5.0
_MAX_HEAD_BYTES = 65_536
_HEAD_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
)


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes a free one.

    Made with its protocol named: without it the event loop does not switch off Nagle's delay, which costs
    40 ms an answer.

    Raises:
        OSError: the address is in use or not ours, said with the remedy.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise OSError(
            f"Cannot listen on {host}:{port}: {error.strerror}. "
            "Choose another with --port, or stop what listens there."
        ) from error
    listener.listen(_BACKLOG)
    return listener


def make_server(
    application: ASGIApp,
    *,
    drain_s: float,
    head_timeout_s: float = _HEAD_TIMEOUT_S,
) -> uvicorn.Server:
    """Return the server; once told to stop, it gives requests in flight `drain_s`.

    A connection whose request head takes longer than `head_timeout_s`, or is longer than 64 KB, is closed,
    the latter after a bare 431: nothing of it has become a request that the endpoint could answer.
    """
    # One line for each malformed request would let a stranger fill the log.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)

    class Connection(_GuardedConnection):
        """A connection with this server's patience."""

        timeout_s = head_timeout_s

    return uvicorn.Server(
        uvicorn.Config(
            application,
            http=Connection,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="on",
            timeout_graceful_shutdown=max(1, round(drain_s)),
        )
    )


class _GuardedConnection(HttpToolsProtocol):
    """uvicorn's connection, which ends where a request's head does not.

    uvicorn itself waits for ever, and takes in whatever is sent. An idle connection between two requests
    is its own affair (5 s), as a body's time and size are the endpoint's.
    """

    timeout_s = _HEAD_TIMEOUT_S

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_bytes = 0
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Wait for the first head."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in what came, as long as it may still become a head."""
        self._head_bytes += len(data)
        super().data_received(data)
        if self._head_timer is not None and self._head_bytes > _MAX_HEAD_BYTES:
            self.transport.write(_HEAD_TOO_LARGE)
            self.transport.close()

    def on_message_begin(self) -> None:
        """Wait for the head that has begun."""
        super().on_message_begin()
        self._await_head()

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._stop_waiting()
        super().on_headers_complete()

    def _await_head(self) -> None:
        if self._head_timer is None:
            self._head_bytes = 0
            self._head_timer = self.loop.call_later(self.timeout_s, self._give_up)

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _give_up(self) -> None:
        self._head_timer = None
        if self.transport is not None and not self.transport.is_closing():
            self.transport.close()

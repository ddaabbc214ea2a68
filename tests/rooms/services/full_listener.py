"""A port where connecting hangs: its listener accepts nobody, and its queue is full."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tests.rooms.services.raw_server import listening_socket

__all__ = ["FullListener", "full_listener"]


@dataclass(frozen=True)
class FullListener:
    sock: socket.socket
    """Give it to a server, and the port works."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.sock.getsockname()[1]}"


@contextmanager
def full_listener() -> Iterator[FullListener]:
    with ExitStack() as stack:
        sock = stack.enter_context(listening_socket(backlog=0))
        for _ in range(16):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(sock.getsockname())
            if not select.select([], [filler], [], 0.1)[1]:
                break
        else:
            raise AssertionError("the queue takes every connection: this system cannot hold one up")
        yield FullListener(sock)

"""A client that sends bytes as they are written, for what no HTTP library would send."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import Any
from urllib.parse import urlsplit

__all__ = ["Connection", "RawAnswer", "connected", "request_bytes"]

_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """One answer; header names are lower-case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def codes(self) -> list[str]:
        """The codes of the body's errors."""
        return [error["extensions"]["code"] for error in self.json()["errors"]]

    def json(self) -> Any:
        """Return the body's value."""
        return json.loads(self.body)


@dataclass(slots=True)
class Connection:
    """One connection to a server."""

    socket: socket.socket
    address: tuple[str, int]

    def send(self, *parts: bytes) -> None:
        """Write the parts, one after the other."""
        for part in parts:
            self.socket.sendall(part)

    def read(self, *, method: str = "POST") -> RawAnswer:
        """Return the next answer on this connection; `method` decides whether it has a body."""
        response = HTTPResponse(self.socket, method=method)
        response.begin()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return RawAnswer(response.status, headers, response.read())

    def is_closed(self) -> bool:
        """Wait until the server closes; False where it has not within the time-out."""
        try:
            return self.socket.recv(1) == b""
        except TimeoutError:
            return False
        except ConnectionResetError:
            return True


@contextmanager
def connected(url: str, *, timeout_s: float = _TIMEOUT_S) -> Iterator[Connection]:
    """Open a connection to the server at `url`."""
    parts = urlsplit(url)
    assert parts.hostname is not None
    assert parts.port is not None
    address = (parts.hostname, parts.port)
    with socket.create_connection(address, timeout=timeout_s) as opened:
        yield Connection(opened, address)


def request_bytes(
    method: str = "POST",
    target: str | bytes = "/graphql",
    *,
    headers: Iterable[tuple[str | bytes, str | bytes]] = (),
    body: bytes | None = None,
) -> bytes:
    """Return a request with the body's Content-Length; `headers` as they are, in their order."""
    lines = [method.encode() + b" " + _raw(target) + b" HTTP/1.1", b"host: gateway"]
    lines += [_raw(name) + b": " + _raw(value) for name, value in headers]
    if body is not None:
        lines.append(b"content-length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + (body or b"")


def _raw(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1")

"""What this room asks of an HTTP client: one request, one bounded reply, and every failure as a `Fault`.

A new client is a new file that keeps this promise and passes the conformance suite.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

__all__ = ["Transport", "WireReply", "WireRequest"]


@dataclass(frozen=True, slots=True)
class WireRequest:
    """A request as it goes on the wire, and how much of a reply is wanted."""

    method: str
    url: str
    """Complete, encoded and checked."""
    headers: Mapping[str, str] = field(repr=False)
    """Lower-case names; characters up to U+00FF. Credentials are among them."""
    body: bytes | None = field(repr=False)
    is_idempotent: bool
    max_reply_bytes: int
    """Counted after decoding."""
    connect_timeout_s: float


@dataclass(frozen=True, slots=True)
class WireReply:
    """A whole reply of any status, not judged yet."""

    status: int
    headers: Mapping[str, str]
    """Lower-case names, repeated ones joined by a comma, without `set-cookie`."""
    body: bytes = field(repr=False)
    """Decoded; empty where the status says that there is no answer in it (see `judge.has_answer`)."""


class Transport(Protocol):
    """One service's connections.

    An implementation follows no redirect, keeps no cookie, reads no environment variable, and holds no
    limit of its own on connections: `protect` hands out the places. Whom it trusts over TLS, and what it
    shows of itself, is the context that it is opened with.
    """

    async def send(self, request: WireRequest) -> WireReply:
        """Return the whole reply.

        A kept-alive connection that turns out to be closed, before the head of a reply came, is replaced by
        a fresh one once if the request is idempotent.

        Raises:
            Fault: for whatever else happens; only cancellation passes through.
        """
        ...

    async def close(self) -> None:
        """Close every connection, also those in use; later requests are a `Fault`."""
        ...

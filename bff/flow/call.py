"""One HTTP request to a service, what came back, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bff.errors import Code

__all__ = ["Call", "CallRecord", "Reply"]


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request, ready to send: everything in `target` is encoded."""

    service: str
    endpoint: str
    """The endpoint's name: `albums_by_id`, or its template where it has no name."""
    method: str
    target: str
    """Path and query, beginning with `/`, relative to the service's address."""
    path_prefix: str
    """What `target`'s path must still begin with when the address is complete."""
    body: bytes | None = None
    """JSON, or None for a call without a body."""
    key_count: int = 0
    is_idempotent: bool = True
    takes_idempotency_key: bool = False
    idempotency_number: int = 0
    """Tells the writes of one request apart, in the order in which they are sent."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with a status of 2xx, or 404 (which may mean that a key is unknown)."""

    status: int
    headers: Mapping[str, str]
    """Lower-case names."""
    body: bytes


@dataclass(frozen=True, slots=True)
class CallRecord:
    """What the log and the dashboard keep of one call; times are relative to the request's start."""

    service: str
    endpoint: str
    method: str
    key_count: int
    started_ms: float
    duration_ms: float
    status: int | None
    """None: no status line came."""
    reply_bytes: int
    failure: Code | None
    detail: str = ""
    """The operator's reason of a failure; never a downstream's text."""
    attempt: int = 1

"""The ledger: every call a service received, in order of arrival.

Tests assert on it what no reply shows: how many calls were made, with which keys and which headers.
"""

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NoReturn
from urllib.parse import parse_qs

from pydantic import JsonValue
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Call", "Ledger", "RecordCalls", "read_body", "replay_body"]


@dataclass(frozen=True, slots=True)
class Call:
    """One call as the service saw it.

    Header names are lower case; a header or parameter sent twice keeps all its values.
    `body` is the decoded JSON, None where the body is empty or not JSON.
    `status` and `duration_ms` are None while the call has no answer; a call that is never answered
    (the client left) keeps the status None.
    """

    sequence: int
    method: str
    path: str
    query_string: str
    query: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, str]
    body: JsonValue
    status: int | None = None
    duration_ms: float | None = None


class Ledger:
    """The calls of one service; safe to read from any thread while the service runs.

    Holds the last `max_calls`: older ones fall out, and the sequence shows the gap.
    """

    def __init__(self, max_calls: int = 10_000) -> None:
        self._max_calls = max_calls
        self._lock = threading.Lock()
        self._calls: dict[int, Call] = {}
        self._arrived_count = 0

    def calls(self) -> tuple[Call, ...]:
        """Return the calls received since the last `clear`, oldest first, those in flight included."""
        with self._lock:
            return tuple(self._calls.values())

    def clear(self) -> None:
        """Forget all calls. The sequence goes on, so that a late answer never lands on a new call."""
        with self._lock:
            self._calls.clear()

    def arrived(self, scope: Scope, body: bytes) -> int:
        """Note a call at its arrival and return its sequence number, 1 for the first."""
        with self._lock:
            self._arrived_count += 1
            self._calls[self._arrived_count] = _call(self._arrived_count, scope, body)
            if len(self._calls) > self._max_calls:
                del self._calls[next(iter(self._calls))]
            return self._arrived_count

    def answered(self, sequence: int, status: int) -> None:
        """Note the status of a call, before the client can see it."""
        with self._lock:
            if sequence in self._calls:
                self._calls[sequence] = replace(self._calls[sequence], status=status)

    def ended(self, sequence: int, duration_ms: float) -> None:
        """Note that the last byte goes out, or that there will be none. Only the first time counts."""
        with self._lock:
            call = self._calls.get(sequence)
            if call is not None and call.duration_ms is None:
                self._calls[sequence] = replace(call, duration_ms=round(duration_ms, 3))


class RecordCalls:
    """ASGI middleware: write each call into the ledger.

    Status and duration are noted just before the bytes leave: whoever has the reply finds the call complete.
    """

    def __init__(self, app: ASGIApp, ledger: Ledger) -> None:
        self._app = app
        self._ledger = ledger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call of the wrapped application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started_at = time.perf_counter()
        body = await read_body(receive)
        sequence = self._ledger.arrived(scope, body)

        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._ledger.answered(sequence, message["status"])
            elif not message.get("more_body", False):
                self._ledger.ended(sequence, (time.perf_counter() - started_at) * 1000)
            await send(message)

        try:
            await self._app(scope, replay_body(body, receive), note)
        finally:
            self._ledger.ended(sequence, (time.perf_counter() - started_at) * 1000)


async def read_body(receive: Receive) -> bytes:
    """Return the whole request body, or what came of it before the client left."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def replay_body(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives a body already read once more, then what really comes next."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> Message:
        return pending.pop() if pending else await receive()

    return next_message


def _call(sequence: int, scope: Scope, body: bytes) -> Call:
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    query_string = scope["query_string"].decode("latin-1")
    query = {name: tuple(values) for name, values in parse_qs(query_string, keep_blank_values=True).items()}
    return Call(sequence, scope["method"], scope["path"], query_string, query, headers, _decode(body))


def _decode(body: bytes) -> JsonValue:
    try:
        document: JsonValue = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):  # an odd body is the caller's business: the ledger only watches
        return None
    return document


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON.")

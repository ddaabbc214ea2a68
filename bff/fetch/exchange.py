"""Sends the calls of one request within what it was admitted with, and notes what became of each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bff.clock import Clock
from bff.declare.rows.source import Source
from bff.errors import Code, ServiceFailure
from bff.flow.call import Call, CallRecord, Reply

from .read import Reading, make_reader

__all__ = ["Exchange", "Readers", "Send"]

Send = Callable[[Call], Awaitable[Reply]]


class Readers:
    """The readers of all sources: made at first use, kept for the life of the server."""

    def __init__(self) -> None:
        self._readers: dict[tuple[Source, bool], Callable[[Reply], Reading]] = {}

    def reader(self, source: Source, *, is_list: bool) -> Callable[[Reply], Reading]:
        """Return the reader of `source` for replies that hold a list, or one row."""
        known = self._readers.get((source, is_list))
        if known is None:
            known = self._readers[source, is_list] = make_reader(source, is_list=is_list)
        return known


class Exchange:
    """The calls of one request.

    `allowance` is the number of calls that each service was admitted with: what goes beyond is not sent.
    """

    def __init__(
        self, send: Send, *, readers: Readers, clock: Clock, started_s: float, allowance: Mapping[str, int]
    ) -> None:
        self.calls: list[CallRecord] = []
        """In the order of their ends."""
        self.drift: list[str] = []
        self._send = send
        self._readers = readers
        self._clock = clock
        self._started_s = started_s
        self._left = dict(allowance)
        self._writes = 0

    async def ask(self, source: Source, call: Call, *, is_list: bool) -> Reading | None:
        """Send one call and read its reply; None: the service has nothing under this key.

        Raises:
            ServiceFailure: no usable answer, or no call left of those admitted.
        """
        self._take(call)
        if call.takes_idempotency_key:
            self._writes += 1
            call = replace(call, idempotency_number=self._writes)
        began_s = self._clock.now_s()
        reply: Reply | None = None
        failure: ServiceFailure | None = None
        try:
            reply = await self._send(call)
            if reply.status == 404:
                _require_single_key(call)
                return None
            reading = self._readers.reader(source, is_list=is_list)(reply)
            self.drift.extend(f"{call.service}: {field}" for field in reading.drift)
            if source.endpoint.key_place == "order":
                _require_entry_for_each_key(call, reading)
            return reading
        except ServiceFailure as error:
            failure = error
            raise
        finally:
            self._note(call, began_s, reply, failure)

    def _take(self, call: Call) -> None:
        left = self._left.get(call.service, 0)
        if left <= 0:
            raise _failure(Code.CALLS_LIMIT_REACHED, call, "not sent")
        self._left[call.service] = left - 1

    def _note(self, call: Call, began_s: float, reply: Reply | None, failure: ServiceFailure | None) -> None:
        self.calls.append(
            CallRecord(
                service=call.service,
                endpoint=call.endpoint,
                method=call.method,
                key_count=call.key_count,
                started_ms=(began_s - self._started_s) * 1000,
                duration_ms=(self._clock.now_s() - began_s) * 1000,
                status=reply.status if reply is not None else None,
                reply_bytes=len(reply.body) if reply is not None else 0,
                failure=failure.code if failure is not None else None,
                detail=failure.detail if failure is not None else "",
            )
        )


def _require_single_key(call: Call) -> None:
    """Refuse a 404 that does not say which key is unknown."""
    if call.key_count != 1:
        raise _failure(Code.SERVICE_HTTP_ERROR, call, f"status 404 for {call.key_count} keys")


def _require_entry_for_each_key(call: Call, reading: Reading) -> None:
    """Refuse a list of another length than the keys in whose order it is: nobody can tell which is whose."""
    count = len(reading.entries)
    if count != call.key_count:
        raise _failure(Code.SERVICE_BAD_RESPONSE, call, f"{count} rows for {call.key_count} keys")


def _failure(code: Code, call: Call, detail: str) -> ServiceFailure:
    return ServiceFailure(code, service=call.service, endpoint=call.endpoint, detail=detail)

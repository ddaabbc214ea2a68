"""One transport for both libraries of the httpx family, which have the same names and the same behaviour.

It stands on their `AsyncHTTPTransport`, the part below their clients: there are no cookies, no redirects, no
added headers and no logging of addresses to be switched off.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, aclosing
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING

from bff.services.body import BodyReader
from bff.services.carriers import KEEP_ALIVE_S, Carriers
from bff.services.fault import Fault
from bff.services.httpx_faults import fault_of
from bff.services.judge import has_answer
from bff.services.transport import WireReply, WireRequest

if TYPE_CHECKING:
    from httpx2 import AsyncHTTPTransport, Request, Response

__all__ = ["HttpxFamilyTransport"]

_PIECES_PER_TURN = 256
"""One packet may hold 10 000 tiny chunks, which would keep the event loop for 130 ms."""

_MAX_DISCARDED_BYTES = 65_536
"""A refusal's body up to this length is read and thrown away, so that its connection can be used again."""


class HttpxFamilyTransport:
    """One service's connections, by either library."""

    def __init__(self, client: ModuleType, *, make_tls: Callable[[], ssl.SSLContext]) -> None:
        self._client = client
        self._make_tls = make_tls
        self._carriers = Carriers(self._open_carrier)

    async def send(self, request: WireRequest) -> WireReply:
        """Return the whole reply; see `Transport.send`."""
        trip = _Trip()
        try:
            return await self._attempt(request, trip, self._carriers.lend())
        except Fault as fault:
            if not (request.is_idempotent and fault.is_retryable and trip.met_a_closed_connection()):
                raise
        return await self._attempt(request, _Trip(), self._carriers.lend_fresh())

    async def close(self) -> None:
        """Close every connection, also those in use."""
        await self._carriers.close()

    async def _attempt(
        self, request: WireRequest, trip: _Trip, lending: AbstractAsyncContextManager[AsyncHTTPTransport]
    ) -> WireReply:
        try:
            async with lending as carrier:
                return await self._converse(request, trip, carrier)
        except Fault:
            raise
        except Exception as error:  # noqa: BLE001 - h11, anyio and ssl let strangers through the client's tree
            fault = fault_of(error, has_head=trip.has_head)
        raise fault

    async def _converse(self, request: WireRequest, trip: _Trip, carrier: AsyncHTTPTransport) -> WireReply:
        response = await carrier.handle_async_request(self._client_request(request, trip))
        trip.has_head = True
        try:
            headers = _headers_of(response)
            if has_answer(response.status_code):
                body = await _read(response, BodyReader(headers, max_bytes=request.max_reply_bytes))
            else:
                body = b""
                await self._discard(response, headers)
            return WireReply(response.status_code, headers, body)
        finally:
            await response.aclose()

    def _client_request(self, request: WireRequest, trip: _Trip) -> Request:
        client_request: Request = self._client.Request(
            request.method,
            request.url,
            headers=[(name.encode(), value.encode("latin-1")) for name, value in request.headers.items()],
            content=request.body,
            extensions={
                "timeout": {"connect": request.connect_timeout_s, "read": None, "write": None, "pool": None},
                "trace": trip.note,
            },
        )
        return client_request

    async def _discard(self, response: Response, headers: dict[str, str]) -> None:
        """Read what is left of a refusal if it says that it is short; otherwise its connection is closed."""
        announced = headers.get("content-length", "")
        if not announced.isdigit() or int(announced) > _MAX_DISCARDED_BYTES:
            return
        try:
            async with aclosing(response.aiter_raw()) as pieces:
                async for _ in pieces:
                    pass
        except self._client.TransportError:
            return  # the status is known, and is what counts

    def _open_carrier(self) -> AsyncHTTPTransport:
        carrier: AsyncHTTPTransport = self._client.AsyncHTTPTransport(
            verify=self._tls,
            trust_env=False,
            http2=False,
            retries=0,
            limits=self._client.Limits(keepalive_expiry=KEEP_ALIVE_S),
        )
        return carrier

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Made once, for all connections of the service."""
        return self._make_tls()


class _Trip:
    """What is seen of one exchange while it runs."""

    def __init__(self) -> None:
        self.has_head = False
        self._has_connected = False

    async def note(self, event: str, _: object) -> None:
        """Take in an event of the library's `trace` extension.

        Source: https://www.encode.io/httpcore/extensions/#trace
        """
        if event == "connection.connect_tcp.started":
            self._has_connected = True

    def met_a_closed_connection(self) -> bool:
        """True where a kept connection failed before the head of a reply had come."""
        return not self._has_connected and not self.has_head


async def _read(response: Response, reader: BodyReader) -> bytes:
    piece_count = 0
    async with aclosing(response.aiter_raw()) as pieces:
        async for piece in pieces:
            reader.feed(piece)
            piece_count += 1
            if piece_count % _PIECES_PER_TURN == 0:
                await asyncio.sleep(0)
    return reader.finish()


def _headers_of(response: Response) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in response.headers.raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        if name != "set-cookie":
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers

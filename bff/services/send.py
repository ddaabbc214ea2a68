"""The door: one call to one service."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bff.clock import Clock, Deadline
from bff.config import ServiceSettings
from bff.errors import Code, Problem, ServiceFailure, SettingsError
from bff.flow.call import Call, Reply
from bff.flow.request import Caller, TraceContext
from bff.services.address import address_of
from bff.services.fault import Fault
from bff.services.header_files import with_header_files
from bff.services.headers import header_problems, headers_for
from bff.services.httpx2_transport import open_httpx2
from bff.services.httpx_transport import open_httpx
from bff.services.idempotency import idempotency_key
from bff.services.judge import judge
from bff.services.protect import allowance_for, protect
from bff.services.tls import tls_of
from bff.services.transport import Transport, WireReply, WireRequest

__all__ = ["Services"]


class Services:
    """Every service that can be asked, each with connections of its own.

    Nothing is opened before the first call. One object belongs to one event loop.
    """

    def __init__(
        self, settings: Mapping[str, ServiceSettings], *, clock: Clock, assembly_reserve_s: float
    ) -> None:
        """Look at the settings of all services, and read the files that they name: never again after this.

        Raises:
            SettingsError: a client library is missing, a header cannot be sent, or a file is not fit for
                its use; every problem at once.
        """
        self._clock = clock
        self._assembly_reserve_s = assembly_reserve_s
        self._lines = _lines_to(settings)

    async def send(
        self, call: Call, *, caller: Caller, trace: TraceContext, request_id: str, deadline: Deadline
    ) -> Reply:
        """Return the answer: status 2xx with JSON by its content type, or 404.

        The deadline is the request's; a part of it is kept to assemble the answer.

        Raises:
            ServiceFailure: everything else, cancellation excepted.
        """
        try:
            line = self._line_to(call.service)
            url = address_of(call, service_url=line.settings.url)
            write_key = idempotency_key(
                call,
                caller,
                forwarded=line.settings.forward_headers,
                make_key=lambda: self._clock.token_hex(16),
            )

            async def exchange(left_s: float) -> WireReply:
                headers = headers_for(
                    line.settings,
                    caller=caller,
                    trace=trace,
                    request_id=request_id,
                    left_s=left_s,
                    has_body=call.body is not None,
                    idempotency_key=write_key,
                )
                return await line.transport.send(_wire_request(call, url, headers, line.settings))

            left_s = deadline.left_s(self._clock.now_s()) - self._assembly_reserve_s
            allowance = allowance_for(timeout_s=line.settings.timeout_s, request_left_s=left_s)
            return judge(await protect(exchange, allowance=allowance, places=line.places))
        except Fault as fault:
            failure = ServiceFailure(
                fault.code,
                service=call.service,
                endpoint=call.endpoint,
                is_retryable=fault.is_retryable,
                detail=fault.detail,
            )
        raise failure

    async def close(self) -> None:
        """Close every connection; calls in flight and later ones fail."""
        for line in self._lines.values():
            await line.transport.close()

    def _line_to(self, service: str) -> _Line:
        line = self._lines.get(service)
        if line is None:
            raise Fault(
                Code.SERVICE_UNAVAILABLE, f"nothing was sent: no [services.{service}] in the settings"
            )
        return line


@dataclass(frozen=True, slots=True)
class _Line:
    """What one service is reached by."""

    settings: ServiceSettings
    """With the headers of `header_files` among `headers`."""
    transport: Transport
    places: asyncio.Semaphore
    """One for each connection that may be in use."""


class _Opener(Protocol):
    def __call__(self, *, make_tls: Callable[[], ssl.SSLContext]) -> Transport: ...


_OPENERS: Mapping[str, _Opener] = {"httpx2": open_httpx2, "httpx": open_httpx}


def _lines_to(settings: Mapping[str, ServiceSettings]) -> dict[str, _Line]:
    lines = {}
    problems: list[Problem] = []
    for name, service in settings.items():
        complete, unfit_headers = with_header_files(name, service)
        make_tls, unfit_tls = tls_of(name, service)
        problems += [*header_problems(name, service), *unfit_headers, *unfit_tls]
        try:
            transport = _OPENERS[service.transport](make_tls=make_tls)
        except ImportError:
            problems.append(_missing(name, service.transport))
        else:
            lines[name] = _Line(complete, transport, asyncio.Semaphore(service.max_connections))
    if problems:
        raise SettingsError(tuple(problems))
    return lines


def _missing(service: str, library: str) -> Problem:
    return Problem(
        f"services.{service}.transport",
        f"The HTTP client '{library}' is not installed.",
        f"Run `pip install bff[{library}]`, or set transport to 'httpx2'.",
    )


def _wire_request(call: Call, url: str, headers: Mapping[str, str], settings: ServiceSettings) -> WireRequest:
    return WireRequest(
        method=call.method,
        url=url,
        headers=headers,
        body=call.body,
        is_idempotent=call.is_idempotent,
        max_reply_bytes=settings.max_reply_bytes,
        connect_timeout_s=settings.connect_timeout_s,
    )

"""Who asks, and the trace that the request belongs to: read from headers, none of them believed blindly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bff.clock import Clock
from bff.flow.request import Caller, TraceContext

__all__ = ["Sender", "sender_of"]

_TRACEPARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?", re.ASCII)
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_TRACESTATE = re.compile(r"[\x20-\x7e]{1,512}")
_MAX_NAME_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Sender:
    """What is known of a request from its headers alone, so also of one that is refused for its form."""

    caller: Caller
    trace: TraceContext
    request_id: str


def sender_of(headers: Mapping[str, str], clock: Clock) -> Sender:
    """Return who sent the request, by the headers that GraphQL clients, proxies and tracers send."""
    caller = Caller(
        client_name=_name(headers, "graphql-client-name", "apollographql-client-name"),
        client_version=_name(headers, "graphql-client-version", "apollographql-client-version"),
        headers=headers,
    )
    return Sender(caller, _trace(headers, clock), _request_id(headers, clock))


def _trace(headers: Mapping[str, str], clock: Clock) -> TraceContext:
    """Return the caller's trace with a new span in it; a new trace where the header is absent or malformed.

    Source: https://www.w3.org/TR/trace-context/
    """
    span_id = clock.token_hex(8)
    match = _TRACEPARENT.fullmatch(headers.get("traceparent", "").strip())
    if match is None or match[1] == "ff" or (match[1] == "00" and match[5]):
        return TraceContext(clock.token_hex(16), span_id, None, is_sampled=True)
    if not int(match[2], 16) or not int(match[3], 16):
        return TraceContext(clock.token_hex(16), span_id, None, is_sampled=True)
    state = headers.get("tracestate")
    return TraceContext(
        trace_id=match[2],
        span_id=span_id,
        parent_id=match[3],
        is_sampled=bool(int(match[4], 16) & 1),
        state=state if state and _TRACESTATE.fullmatch(state) else None,
    )


def _request_id(headers: Mapping[str, str], clock: Clock) -> str:
    """Return the caller's `X-Request-ID` where it is plain, otherwise a new one."""
    given = headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else clock.token_hex(16)


def _name(headers: Mapping[str, str], *names: str) -> str | None:
    for name in names:
        value = headers.get(name, "").strip()
        if value and value.isprintable():
            return value[:_MAX_NAME_LENGTH]
    return None

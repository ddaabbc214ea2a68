"""Which headers a service gets: those on its allow-list, its own credentials, and what the gateway makes.

Later ones win: a credential of the gateway is never replaced by a client's header, and nobody replaces
trace, request id or deadline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bff.config import NEVER_FORWARDED, ServiceSettings
from bff.errors import Problem
from bff.flow.request import Caller, TraceContext

__all__ = ["header_problems", "headers_for", "is_sendable", "name_problems"]


def headers_for(
    settings: ServiceSettings,
    *,
    caller: Caller,
    trace: TraceContext,
    request_id: str,
    left_s: float,
    has_body: bool,
    idempotency_key: str | None = None,
) -> dict[str, str]:
    """Return the headers of one call, lower-case names; `host` and `content-length` are the client's work.

    A value of a client that could not stand in a header is left out, not mended.
    """
    headers = dict(_forwarded(settings.forward_headers, caller.headers))
    headers |= {name.lower(): secret.get_secret_value() for name, secret in settings.headers.items()}
    headers |= {
        "accept": "application/json",
        "accept-encoding": "gzip",
        "traceparent": trace.traceparent(),
        "x-deadline-ms": str(max(1, int(left_s * 1000))),
    }
    if has_body:
        headers["content-type"] = "application/json"
    if idempotency_key is not None:
        headers["idempotency-key"] = idempotency_key
    for name, value in (("tracestate", trace.state), ("x-request-id", request_id)):
        headers.pop(name, None)
        if value and is_sendable(value):
            headers[name] = value
    return headers


def header_problems(service: str, settings: ServiceSettings) -> Iterator[Problem]:
    """Yield what is wrong with the service's own headers, without their values."""
    for name, secret in settings.headers.items():
        place = f"services.{service}.headers.{name}"
        yield from name_problems(place, name)
        if not is_sendable(secret.get_secret_value()):
            what = "The value is empty, begins or ends with a space, or holds a line end or other control."
            yield Problem(place, what, "Look for a line end after the secret in its file or variable.")


def name_problems(place: str, name: str) -> Iterator[Problem]:
    """Yield what is wrong with the name of a header of the gateway's own."""
    if not _NAME.fullmatch(name):
        yield Problem(place, "The name is not one of HTTP.", "Use letters, digits and hyphens.")
    elif name.lower() in _NEVER_SENT:
        yield Problem(place, "The header belongs to one connection or one site.", "Remove it.")


def is_sendable(value: str) -> bool:
    """Return True for a value that can stand in a header as it is."""
    return _VALUE.fullmatch(value) is not None


_NEVER_SENT = NEVER_FORWARDED | {"proxy-connection", "http2-settings"}

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""Source: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2"""

_VALUE = re.compile(r"[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?")
"""Source: https://www.rfc-editor.org/rfc/rfc9110#section-5.5"""


def _forwarded(allowed: tuple[str, ...], received: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the allowed headers that came, but those that the client named as its connection's own.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
    """
    named = {name.strip().lower() for name in received.get("connection", "").split(",")}
    for name in allowed:
        value = received.get(name)
        if value is None or name in named or name in _NEVER_SENT:
            continue
        if is_sendable(value):
            yield name, value

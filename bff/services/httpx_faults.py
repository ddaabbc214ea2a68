"""What each exception of httpx and httpx2 means for a call: one table, by name, since both have one tree.

Only the names of classes, error numbers and the libraries' own fixed words are read: a message may quote
what the service sent.
"""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bff.errors import Code
from bff.services.fault import Fault
from bff.services.tls_failure import tls_failure

__all__ = ["FAULTS", "Meaning", "fault_of"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a class of exceptions stands for, unless an error number or the moment says more."""

    code: Code
    detail: str
    is_retryable: bool = False


_LOST = Meaning(Code.SERVICE_UNAVAILABLE, "connection lost", is_retryable=True)
_OUR_MISTAKE = Meaning(Code.SERVICE_UNAVAILABLE, "request could not be made")
_CLOSED = Meaning(Code.SERVICE_UNAVAILABLE, "connection closed without a reply", is_retryable=True)
_TRUNCATED = Meaning(
    Code.SERVICE_BAD_RESPONSE, "reply truncated: connection closed within it", is_retryable=True
)
_NO_NAME = Meaning(Code.SERVICE_UNAVAILABLE, "host name not found", is_retryable=True)

FAULTS: Mapping[str, Meaning] = {
    "ConnectTimeout": Meaning(Code.SERVICE_UNAVAILABLE, "no connection in time", is_retryable=True),
    "ConnectError": Meaning(Code.SERVICE_UNAVAILABLE, "no connection", is_retryable=True),
    "ReadTimeout": Meaning(Code.SERVICE_TIMEOUT, "time-out of the client"),
    "WriteTimeout": Meaning(Code.SERVICE_TIMEOUT, "time-out of the client"),
    "PoolTimeout": Meaning(Code.SERVICE_TIMEOUT, "time-out of the client"),
    "TimeoutException": Meaning(Code.SERVICE_TIMEOUT, "time-out of the client"),
    "ReadError": _LOST,
    "WriteError": _LOST,
    "CloseError": _LOST,
    "NetworkError": _LOST,
    "RemoteProtocolError": Meaning(Code.SERVICE_BAD_RESPONSE, "reply is not HTTP"),
    "DecodingError": Meaning(Code.SERVICE_BAD_RESPONSE, "reply is not in the encoding that it says"),
    "TooManyRedirects": Meaning(Code.SERVICE_HTTP_ERROR, "redirects are not followed"),
    "HTTPStatusError": Meaning(Code.SERVICE_HTTP_ERROR, "status not expected"),
    "SSEError": Meaning(Code.SERVICE_BAD_RESPONSE, "reply is not an event stream"),
    "ProxyError": Meaning(Code.SERVICE_UNAVAILABLE, "proxy failed"),
    "LocalProtocolError": _OUR_MISTAKE,
    "ProtocolError": _OUR_MISTAKE,
    "UnsupportedProtocol": _OUR_MISTAKE,
    "InvalidURL": _OUR_MISTAKE,
    "CookieConflict": _OUR_MISTAKE,
    "StreamError": _OUR_MISTAKE,
    "StreamConsumed": _OUR_MISTAKE,
    "StreamClosed": _OUR_MISTAKE,
    "ResponseNotRead": _OUR_MISTAKE,
    "RequestNotRead": _OUR_MISTAKE,
    "TransportError": _LOST,
    "RequestError": _OUR_MISTAKE,
    "HTTPError": _OUR_MISTAKE,
}

_NUMBERS: Mapping[int, str] = {
    errno.ECONNREFUSED: "connection refused",
    errno.ECONNRESET: "connection reset",
    errno.EPIPE: "connection reset",
    errno.EHOSTUNREACH: "host unreachable",
    errno.ENETUNREACH: "network unreachable",
    errno.EMFILE: "no connection: the gateway is out of file descriptors",
    errno.ENFILE: "no connection: the machine is out of file descriptors",
    errno.EADDRNOTAVAIL: "no connection: the machine is out of local ports",
}


def fault_of(error: Exception, *, has_head: bool) -> Fault:
    """Return what an exception of the client means; `has_head`: status and headers had come by then.

    An exception that is in nobody's tree (a bug of the libraries) is told by its class.
    """
    meaning = _closed_early(error) or _by_cause(error) or _by_class(error)
    detail = meaning.detail
    if meaning.code is Code.SERVICE_UNAVAILABLE and has_head:
        detail += " in the middle of the reply"
    return Fault(meaning.code, detail, is_retryable=meaning.is_retryable)


def _closed_early(error: Exception) -> Meaning | None:
    """Tell a connection that was closed from a reply that is not HTTP: both are `RemoteProtocolError`.

    The first words are those of httpcore and h11; both have been the same for years, and a test over real
    sockets fails when they change.
    """
    if type(error).__name__ != "RemoteProtocolError":
        return None
    message = str(error)
    if message.startswith("Server disconnected without sending a response"):
        return _CLOSED
    if message.startswith("peer closed connection without sending complete message body"):
        return _TRUNCATED
    return None


def _by_cause(error: Exception) -> Meaning | None:
    """Find what the operating system, the resolver or TLS said, however deep it lies."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLError):
            return Meaning(Code.SERVICE_UNAVAILABLE, tls_failure(cause))
        if isinstance(cause, socket.gaierror):
            return _NO_NAME
        said = _NUMBERS.get(cause.errno or 0) if isinstance(cause, OSError) else None
        if said is not None:
            return Meaning(Code.SERVICE_UNAVAILABLE, said, is_retryable=True)
    return None


def _by_class(error: Exception) -> Meaning:
    for kind in type(error).__mro__:
        if kind.__name__ in FAULTS:
            return FAULTS[kind.__name__]
    return Meaning(Code.SERVICE_UNAVAILABLE, f"HTTP client failed with {type(error).__name__}")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the causes, nearest first; a group (one attempt for each address) yields its members."""
    waiting: list[BaseException] = [error]
    seen = set()
    while waiting:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        if isinstance(current, BaseExceptionGroup):
            waiting += current.exceptions
        waiting += [near for near in (current.__cause__, current.__context__) if near is not None]

"""The transport on httpx2, the client that every installation has."""

from __future__ import annotations

import ssl
from collections.abc import Callable

import httpx2

from bff.services.httpx_family import HttpxFamilyTransport
from bff.services.transport import Transport

__all__ = ["open_httpx2"]


def open_httpx2(*, make_tls: Callable[[], ssl.SSLContext]) -> Transport:
    """Return a transport for one service; no connection is opened yet."""
    return HttpxFamilyTransport(httpx2, make_tls=make_tls)

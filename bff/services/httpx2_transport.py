"""The transport on httpx2, the client that every installation has."""

from __future__ import annotations

import httpx2

from bff.services.httpx_family import HttpxFamilyTransport
from bff.services.transport import Transport

__all__ = ["open_httpx2"]


def open_httpx2(*, is_tls: bool) -> Transport:
    """Return a transport for one service; no connection is opened yet."""
    return HttpxFamilyTransport(httpx2, is_tls=is_tls)

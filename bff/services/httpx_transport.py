"""The transport on httpx, for those who must stay with it: an extra, imported only where it is asked for."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from importlib import import_module

from bff.services.httpx_family import HttpxFamilyTransport
from bff.services.transport import Transport

__all__ = ["open_httpx"]


def open_httpx(*, make_tls: Callable[[], ssl.SSLContext]) -> Transport:
    """Return a transport for one service; no connection is opened yet.

    Raises:
        ImportError: the extra is not installed.
    """
    return HttpxFamilyTransport(import_module("httpx"), make_tls=make_tls)

"""A TLS server that says why it ends a handshake, as OpenSSL's own servers do: asyncio's only hang up."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator

from tests.rooms.services.raw_server import listening_socket

__all__ = ["alerting_listener"]


@contextlib.contextmanager
def alerting_listener(tls: ssl.SSLContext) -> Iterator[str]:
    """Accept one connection, whose handshake must fail; gives the address."""
    with listening_socket() as listener:
        listener.settimeout(10)
        thread = threading.Thread(target=_refuse_one, args=(listener, tls), name="alerting-listener")
        thread.start()
        try:
            yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            thread.join()


def _refuse_one(listener: socket.socket, tls: ssl.SSLContext) -> None:
    """Wait until the other side has read the alert: a socket closed with bytes unread would take it back."""
    accepted, _ = listener.accept()
    accepted.settimeout(10)
    with tls.wrap_socket(accepted, server_side=True, do_handshake_on_connect=False) as connection:
        with contextlib.suppress(ssl.SSLError):
            connection.do_handshake()
        connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionError):
            while connection.recv(65_536):
                pass

"""The HTTP server around the application: its socket, and uvicorn as this house runs it."""

from __future__ import annotations

import socket

import uvicorn

from bff.app import Application

__all__ = ["listen", "make_server"]

_BACKLOG = 1_024


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes a free one.

    Made with its protocol named: without it the event loop does not switch off Nagle's delay, which costs
    40 ms an answer.

    Raises:
        OSError: the address is in use or not ours, said with the remedy.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise OSError(
            f"Cannot listen on {host}:{port}: {error.strerror}. "
            "Choose another with --port, or stop what listens there."
        ) from error
    listener.listen(_BACKLOG)
    return listener


def make_server(application: Application, *, drain_s: float) -> uvicorn.Server:
    """Return the server; once told to stop, it gives requests in flight `drain_s`."""
    return uvicorn.Server(
        uvicorn.Config(
            application,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="on",
            timeout_graceful_shutdown=max(1, round(drain_s)),
        )
    )

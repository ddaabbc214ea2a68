"""Takes a request's body in, within its size and its time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from bff.errors import Code, refuse

__all__ = ["ClientGone", "read_body"]

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


class ClientGone(Exception):
    """The caller closed the connection before the body was there; nobody waits for an answer."""


async def read_body(
    receive: Receive, *, declared_bytes: str | None, max_bytes: int, timeout_s: float
) -> bytes:
    """Return the body.

    Raises:
        RequestRefused: too large (told from Content-Length before anything is read), or too slow.
        ClientGone: the connection ended first.
    """
    if declared_bytes is not None and declared_bytes.isdecimal() and int(declared_bytes[:20]) > max_bytes:
        raise _too_large(max_bytes)
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(timeout_s):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientGone
                chunk: bytes = message.get("body", b"")
                size += len(chunk)
                if size > max_bytes:
                    raise _too_large(max_bytes)
                chunks.append(chunk)
                if not message.get("more_body", False):
                    return b"".join(chunks)
    except TimeoutError:
        raise refuse(
            Code.BODY_TIMEOUT,
            f"The body did not arrive within {timeout_s:g} s. Send it in one go.",
            limit=timeout_s,
        ) from None


def _too_large(max_bytes: int) -> Exception:
    return refuse(
        Code.BODY_TOO_LARGE,
        f"The body must have at most {max_bytes} bytes. Send a shorter one.",
        limit=max_bytes,
    )

"""The kinds of faults: one small function each, in one of five tables by the moment at which it acts.

`WAITS` before the service works, `INSTEAD` of its work, `CHANGES` to its reply, `ROWS` of a good reply,
`WIRES` for how the bytes go out.
"""

import asyncio
import json
import zlib
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from pydantic import JsonValue
from starlette.types import Receive, Send

__all__ = ["CHANGES", "INSTEAD", "KINDS", "ROWS", "WAITS", "WIRES", "Reply", "send_part", "start_reply"]

_CHUNK = b" " * 65_536  # white space is valid JSON padding: only the size is wrong


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer on its way out. Header names are lower case; the length is computed when it is sent."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("content-type", "application/json"),)


# WAITS: return whether the client is still there.


async def delay(receive: Receive, *, seconds: float = 1.0) -> bool:
    """Wait, then answer as usual."""
    try:
        async with asyncio.timeout(seconds):
            await receive()  # the body has been read: the next message says that the client left
    except TimeoutError:
        return True
    return False


async def hang(receive: Receive) -> bool:
    """Never answer; hold the connection until the client gives up."""
    await receive()
    return False


# INSTEAD: the service is not asked.


def status(*, code: int = 500, body: str = "", headers: Mapping[str, str] = {}) -> Reply:
    """Answer with this status, body text and headers."""
    typed = {"content-type": "text/plain; charset=utf-8", **{name.lower(): headers[name] for name in headers}}
    return Reply(body.encode(), code, tuple(typed.items()))


def redirect(*, location: str = "http://169.254.169.254/", code: int = 302) -> Reply:
    """Send the caller elsewhere; by default to an address inside the network."""
    return Reply(b"", code, (("location", location),))


def html(*, code: int = 200) -> Reply:
    """Answer with a page, as a proxy in front of a service does."""
    page = b"<!doctype html><title>Maintenance</title><h1>We will be back soon</h1>"
    return Reply(page, code, (("content-type", "text/html; charset=utf-8"),))


def empty() -> Reply:
    """Answer 200 with no body."""
    return Reply(b"")


def not_json() -> Reply:
    """Answer with text that claims to be JSON."""
    return Reply(b"OK, but not JSON")


def nan() -> Reply:
    """Answer with a number that JSON does not know and many encoders write."""
    return Reply(b'[{"id": NaN}]')


def invalid_utf8() -> Reply:
    """Answer with a string that is no UTF-8."""
    return Reply(b'[{"id": 1, "name": "\xff\xfe"}]')


def deep_json(*, levels: int = 100_000) -> Reply:
    """Answer with lists in lists, as deep as it says."""
    return Reply(b"[" * levels + b"]" * levels)


def gzip_bomb(*, size_bytes: int = 64_000_000) -> Reply:
    """Answer with a small body that unpacks to this size."""
    return Reply(_bomb(size_bytes), 200, (("content-type", "application/json"), ("content-encoding", "gzip")))


@cache
def _bomb(size_bytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    packed = [packer.compress(_CHUNK) for _ in range(size_bytes // len(_CHUNK))]
    return b"".join((*packed, packer.compress(b"[]"), packer.flush()))


# CHANGES: any reply of the service, otherwise right.


def set_cookie(reply: Reply, *, cookie: str = "session=of-another-caller; Path=/") -> Reply:
    """Set a cookie that no caller should keep."""
    return replace(reply, headers=(*reply.headers, ("set-cookie", cookie)))


def wrong_shape(reply: Reply) -> Reply:
    """Answer a list with an object that holds it, and anything else with a list of it."""
    document = json.loads(reply.body or b"null")
    wrong = {"unexpected": document} if isinstance(document, list) else [document]
    return replace(reply, body=json.dumps(wrong).encode())


# ROWS: a list of rows in, a list of rows out. `keys` None means every row.


def drop_rows(
    rows: list[JsonValue], *, key: str = "id", keys: list[JsonValue] | None = None
) -> list[JsonValue]:
    """Leave these rows out."""
    return [row for row in rows if not _is_meant(row, key, keys)]


def duplicate_rows(
    rows: list[JsonValue], *, key: str = "id", keys: list[JsonValue] | None = None
) -> list[JsonValue]:
    """Give these rows twice, one after the other."""
    return [copy for row in rows for copy in (row, row)[: 2 if _is_meant(row, key, keys) else 1]]


def reverse_rows(rows: list[JsonValue]) -> list[JsonValue]:
    """Give the rows last to first."""
    return rows[::-1]


def extra_rows(rows: list[JsonValue], *, extra: list[JsonValue]) -> list[JsonValue]:
    """Give rows that nobody asked for, after the others."""
    return [*rows, *extra]


def set_field(
    rows: list[JsonValue],
    *,
    name: str,
    value: JsonValue,
    key: str = "id",
    keys: list[JsonValue] | None = None,
) -> list[JsonValue]:
    """Give these rows another value in one field; a dotted name reaches inside: `address.city`."""
    return [_with_field(row, name.split("."), value) if _is_meant(row, key, keys) else row for row in rows]


def remove_field(
    rows: list[JsonValue], *, name: str, key: str = "id", keys: list[JsonValue] | None = None
) -> list[JsonValue]:
    """Give these rows without one field; a dotted name reaches inside."""
    return [_without_field(row, name.split(".")) if _is_meant(row, key, keys) else row for row in rows]


def _is_meant(row: JsonValue, key: str, keys: list[JsonValue] | None) -> bool:
    return keys is None or (isinstance(row, dict) and row.get(key) in keys)


def _with_field(row: JsonValue, path: list[str], value: JsonValue) -> JsonValue:
    if not path:
        return value
    return {**row, path[0]: _with_field(row.get(path[0]), path[1:], value)} if isinstance(row, dict) else row


def _without_field(row: JsonValue, path: list[str]) -> JsonValue:
    if not isinstance(row, dict) or path[0] not in row:
        return row
    rest = {name: value for name, value in row.items() if name != path[0]}
    return rest if len(path) == 1 else {**row, path[0]: _without_field(row[path[0]], path[1:])}


# WIRES: how the bytes of the reply go out.


async def truncated(reply: Reply, send: Send) -> None:
    """Announce the whole body, send half of it, and close the connection."""
    await start_reply(reply, send, length_bytes=len(reply.body) + 1)
    await send_part(send, reply.body[: len(reply.body) // 2])


async def slow_body(reply: Reply, send: Send, *, chunk_bytes: int = 1, interval_s: float = 0.1) -> None:
    """Drip the body: so many bytes, a pause, so many bytes."""
    await start_reply(reply, send, length_bytes=len(reply.body))
    for offset in range(0, len(reply.body), max(chunk_bytes, 1)):
        await asyncio.sleep(interval_s)
        await send_part(send, reply.body[offset : offset + max(chunk_bytes, 1)])
    await send({"type": "http.response.body"})


async def huge(reply: Reply, send: Send, *, size_bytes: int = 64_000_000) -> None:
    """Send the reply padded to this size, announced in its Content-Length."""
    padding_bytes = max(size_bytes - len(reply.body), 0)
    await start_reply(reply, send, length_bytes=len(reply.body) + padding_bytes)
    for offset in range(0, padding_bytes, len(_CHUNK)):
        await send_part(send, _CHUNK[: padding_bytes - offset])
    await send({"type": "http.response.body", "body": reply.body})


async def endless(reply: Reply, send: Send) -> None:
    """Send padding, chunk after chunk, until the client gives up."""
    await start_reply(reply, send, length_bytes=None)
    while True:
        await send_part(send, _CHUNK)


async def start_reply(reply: Reply, send: Send, *, length_bytes: int | None) -> None:
    """Send status and headers; no length is announced where there is none."""
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers]
    if length_bytes is not None and reply.status not in (204, 304):
        headers.append((b"content-length", str(length_bytes).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})


async def send_part(send: Send, part: bytes) -> None:
    """Send a part of the body, with more to come."""
    await send({"type": "http.response.body", "body": part, "more_body": True})
    await asyncio.sleep(0)  # a send to a fast reader never waits: let the other services have their turn


WAITS: Mapping[str, Callable[..., Coroutine[Any, Any, bool]]] = {"delay": delay, "hang": hang}
INSTEAD: Mapping[str, Callable[..., Reply]] = {
    "status": status,
    "redirect": redirect,
    "html": html,
    "empty": empty,
    "not_json": not_json,
    "nan": nan,
    "invalid_utf8": invalid_utf8,
    "deep_json": deep_json,
    "gzip_bomb": gzip_bomb,
}
CHANGES: Mapping[str, Callable[..., Reply]] = {"set_cookie": set_cookie, "wrong_shape": wrong_shape}
ROWS: Mapping[str, Callable[..., list[JsonValue]]] = {
    "drop_rows": drop_rows,
    "duplicate_rows": duplicate_rows,
    "reverse_rows": reverse_rows,
    "extra_rows": extra_rows,
    "set_field": set_field,
    "remove_field": remove_field,
}
WIRES: Mapping[str, Callable[..., Coroutine[Any, Any, None]]] = {
    "truncated": truncated,
    "slow_body": slow_body,
    "huge": huge,
    "endless": endless,
}
KINDS: Mapping[str, Callable[..., object]] = {**WAITS, **INSTEAD, **CHANGES, **ROWS, **WIRES}

"""Faults: named ways in which a reply goes wrong, switched on by rules while the service runs.

A kind of fault is one small function in one of five tables, by the moment at which it acts:
`WAITS` before the service works, `INSTEAD` of its work, `CHANGES` to its reply, `ROWS` of a good reply,
`WIRES` for how the bytes go out. Rules that match a call together act together, in this order.
What no HTTP framework can do wrong is in `broken.py`.
"""

import asyncio
import difflib
import inspect
import json
import random
import threading
import zlib
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, ClassVar
from urllib.parse import unquote_plus

from pydantic import ConfigDict, JsonValue, TypeAdapter, ValidationError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .ledger import read_body, replay_body

__all__ = ["KINDS", "Fault", "Faults", "InjectFaults", "Match", "Reply"]

_CHUNK = b" " * 65_536  # white space is valid JSON padding: only the size is wrong


@dataclass(frozen=True, slots=True)
class Match:
    """Which calls a fault hits: all conditions given must hold, None holds always.

    `query_contains` and `body_contains` look into the decoded text: `ids=1,2`, not `ids=1%2C2`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    method: str | None = None
    path_prefix: str | None = None
    query_contains: str | None = None
    body_contains: str | None = None

    def holds(self, scope: Scope, body: bytes) -> bool:
        """Whether this call is one of those meant."""
        return (
            (self.method is None or self.method.upper() == scope["method"])
            and scope["path"].startswith(self.path_prefix or "")
            and (self.query_contains or "") in unquote_plus(scope["query_string"].decode("latin-1"))
            and (self.body_contains or "") in body.decode("utf-8", errors="replace")
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule: what goes wrong, for which calls, how often.

    `times` is how many calls it still hits, None means always. With a `probability` below 1 the calls hit
    are drawn from `seed`: the same calls each run.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    kind: str
    parameters: Mapping[str, Any] = field(default_factory=dict)  # of the function in the table of its kind
    match: Match = Match()
    times: int | None = None
    probability: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what would never act as written."""
        _check_parameters(self.kind, self.parameters)
        if self.times is not None and self.times < 1:
            raise ValueError(f"times must be at least 1, or None for always, but got: {self.times}.")
        if not 0 <= self.probability <= 1:
            raise ValueError(f"probability must be between 0 and 1, but got: {self.probability}.")


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer on its way out. Header names are lower case; the length is computed when it is sent."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("content-type", "application/json"),)


class Faults:
    """The rules of one service; safe to change from any thread while the service runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._armed: list[_Armed] = []

    def add(
        self,
        kind: str,
        *,
        match: Match = Match(),
        times: int | None = None,
        probability: float = 1.0,
        seed: int = 0,
        **parameters: object,
    ) -> None:
        """Switch a fault on, beside those already on: `faults.add("status", code=503, times=2)`.

        Raises: ValueError if the kind or a parameter is unknown, missing or of the wrong type.
        """
        fault = Fault(kind, parameters, match, times, probability, seed)
        with self._lock:
            self._armed.append(_Armed(fault))

    def replace(self, faults: Iterable[Fault]) -> None:
        """Switch exactly these faults on."""
        armed = [_Armed(fault) for fault in faults]
        with self._lock:
            self._armed = armed

    def clear(self) -> None:
        """Switch all faults off."""
        self.replace(())

    def rules(self) -> tuple[Fault, ...]:
        """Return the faults that are on, with the `times` they have left; a spent one is gone."""
        with self._lock:
            return tuple(replace(armed.fault, times=armed.times_left) for armed in self._armed)

    def take(self, scope: Scope, body: bytes) -> tuple[Fault, ...]:
        """Return the faults that hit this call, and count them as used."""
        with self._lock:
            hit = tuple(armed.fault for armed in self._armed if armed.hits(scope, body))
            self._armed = [armed for armed in self._armed if armed.times_left != 0]
            return hit


class _Armed:
    """A rule with what it has left to do."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.times_left = fault.times
        self._random = random.Random(fault.seed)

    def hits(self, scope: Scope, body: bytes) -> bool:
        if not self.fault.match.holds(scope, body) or self._random.random() >= self.fault.probability:
            return False
        if self.times_left is not None:
            self.times_left -= 1
        return True


class InjectFaults:
    """ASGI middleware: let the rules that match a call act on it."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call of the wrapped application, right or wrong."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = await read_body(receive)
        faults = self._faults.take(scope, body)
        if not faults:
            await self._app(scope, replay_body(body, receive), send)
            return
        for fault in _in(WAITS, faults):
            if not await WAITS[fault.kind](receive, **fault.parameters):
                return
        reply = await self._reply(faults, scope, replay_body(body, receive))
        await _unless_client_leaves(receive, _send(reply, send, _in(WIRES, faults)))

    async def _reply(self, faults: tuple[Fault, ...], scope: Scope, receive: Receive) -> Reply:
        for fault in _in(INSTEAD, faults):
            # In a thread: packing a bomb takes a while, and the other services share this loop.
            return await asyncio.to_thread(INSTEAD[fault.kind], **fault.parameters)
        reply = await _ask(self._app, scope, receive)
        for fault in _in(CHANGES, faults):
            reply = CHANGES[fault.kind](reply, **fault.parameters)
        for fault in _in(ROWS, faults):
            reply = _change_rows(reply, fault)
        return reply


def _in(table: Mapping[str, object], faults: Iterable[Fault]) -> list[Fault]:
    return [fault for fault in faults if fault.kind in table]


async def _ask(app: ASGIApp, scope: Scope, receive: Receive) -> Reply:
    """Return what the application answers, held back until it is whole."""
    messages: list[Message] = []

    async def hold(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, hold)
    start = messages[0]
    headers = ((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in start["headers"])
    kept = tuple((name, value) for name, value in headers if name != "content-length")
    return Reply(b"".join(message.get("body", b"") for message in messages[1:]), start["status"], kept)


async def _unless_client_leaves(receive: Receive, sending: Coroutine[Any, Any, None]) -> None:
    """Send until done, or until nobody listens: a server does not fail a send to a client that has left."""
    sender, leaving = asyncio.ensure_future(sending), asyncio.ensure_future(receive())
    try:
        await asyncio.wait({sender, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if sender.done():
            sender.result()
    finally:
        sender.cancel()
        leaving.cancel()


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


def _change_rows(reply: Reply, fault: Fault) -> Reply:
    """Return a good JSON reply with its rows changed, any other as it is."""
    content_type = dict(reply.headers).get("content-type", "")
    if not 200 <= reply.status < 300 or not reply.body or "json" not in content_type:
        return reply
    document = _with_rows(json.loads(reply.body), lambda rows: ROWS[fault.kind](rows, **fault.parameters))
    kept = tuple((name, value) for name, value in reply.headers if name != "etag")  # it was of the right rows
    return replace(reply, body=json.dumps(document).encode(), headers=kept)


def _with_rows(document: JsonValue, change: Callable[[list[JsonValue]], list[JsonValue]]) -> JsonValue:
    """Return the document with its rows changed: a list is the rows, an object holds them or is one."""
    if isinstance(document, list):
        return change(document)
    if not isinstance(document, dict):
        return document
    for name, value in document.items():
        if isinstance(value, list):
            return {**document, name: change(value)}
    return next(iter(change([document])), None)


# WIRES: how the bytes of the reply go out.


async def truncated(reply: Reply, send: Send) -> None:
    """Announce the whole body, send half of it, and close the connection."""
    await _start(reply, send, length_bytes=len(reply.body) + 1)
    await _send_part(send, reply.body[: len(reply.body) // 2])


async def slow_body(reply: Reply, send: Send, *, chunk_bytes: int = 1, interval_s: float = 0.1) -> None:
    """Drip the body: so many bytes, a pause, so many bytes."""
    await _start(reply, send, length_bytes=len(reply.body))
    for offset in range(0, len(reply.body), max(chunk_bytes, 1)):
        await asyncio.sleep(interval_s)
        await _send_part(send, reply.body[offset : offset + max(chunk_bytes, 1)])
    await send({"type": "http.response.body"})


async def huge(reply: Reply, send: Send, *, size_bytes: int = 64_000_000) -> None:
    """Send the reply padded to this size, announced in its Content-Length."""
    padding_bytes = max(size_bytes - len(reply.body), 0)
    await _start(reply, send, length_bytes=len(reply.body) + padding_bytes)
    for offset in range(0, padding_bytes, len(_CHUNK)):
        await _send_part(send, _CHUNK[: padding_bytes - offset])
    await send({"type": "http.response.body", "body": reply.body})


async def endless(reply: Reply, send: Send) -> None:
    """Send padding, chunk after chunk, until the client gives up."""
    await _start(reply, send, length_bytes=None)
    while True:
        await _send_part(send, _CHUNK)


async def _send(reply: Reply, send: Send, wires: list[Fault]) -> None:
    """Send the reply the way of the first wire fault, or as it is."""
    if wires:
        await WIRES[wires[0].kind](reply, send, **wires[0].parameters)
        return
    await _start(reply, send, length_bytes=len(reply.body))
    await send({"type": "http.response.body", "body": reply.body})


async def _start(reply: Reply, send: Send, *, length_bytes: int | None) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers]
    if length_bytes is not None and reply.status not in (204, 304):
        headers.append((b"content-length", str(length_bytes).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})


async def _send_part(send: Send, part: bytes) -> None:
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


def _check_parameters(kind: str, given: Mapping[str, object]) -> None:
    if kind not in KINDS:
        nearest = difflib.get_close_matches(kind, KINDS, n=1)
        hint = f"Did you mean {nearest[0]!r}?" if nearest else f"Kinds: {', '.join(KINDS)}."
        raise ValueError(f"There is no fault {kind!r}. {hint}")
    known = {
        name: parameter
        for name, parameter in inspect.signature(KINDS[kind]).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }
    for name in given.keys() - known.keys():
        raise ValueError(
            f"The fault {kind!r} has no parameter {name!r}. It has: {', '.join(known) or 'none'}."
        )
    for name, parameter in known.items():
        if name in given:
            _check_value(kind, parameter, given[name])
        elif parameter.default is parameter.empty:
            raise ValueError(f"The fault {kind!r} needs the parameter {name!r}.")


def _check_value(kind: str, parameter: inspect.Parameter, value: object) -> None:
    try:
        TypeAdapter(parameter.annotation).validate_python(value, strict=True)
    except ValidationError as error:
        wanted = inspect.formatannotation(parameter.annotation)
        raise ValueError(
            f"The parameter {parameter.name!r} of the fault {kind!r} must be {wanted}, but got: {value!r}."
        ) from error

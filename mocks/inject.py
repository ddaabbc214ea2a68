"""ASGI middleware between a mock service and its callers: lets the rules that match a call act on it."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import JsonValue
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .fault_kinds import CHANGES, INSTEAD, ROWS, WAITS, WIRES, Reply, start_reply
from .faults import Fault, Faults
from .ledger import read_body, replay_body

__all__ = ["InjectFaults"]


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
    changed = _with_list(document, change)
    if changed is None and isinstance(document, dict):
        return next(iter(change([document])), None)
    return document if changed is None else changed


def _with_list(document: JsonValue, change: Callable[[list[JsonValue]], list[JsonValue]]) -> JsonValue:
    """Return the document with the first list in it changed, None if it holds none.

    A list of the object itself comes before those of the objects in it.
    """
    if isinstance(document, list):
        return change(document)
    if isinstance(document, dict):
        for name, value in sorted(document.items(), key=lambda item: not isinstance(item[1], list)):
            changed = _with_list(value, change)
            if changed is not None:
                return {**document, name: changed}
    return None


async def _send(reply: Reply, send: Send, wires: list[Fault]) -> None:
    """Send the reply the way of the first wire fault, or as it is."""
    if wires:
        await WIRES[wires[0].kind](reply, send, **wires[0].parameters)
        return
    await start_reply(reply, send, length_bytes=len(reply.body))
    await send({"type": "http.response.body", "body": reply.body})

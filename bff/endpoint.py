"""The GraphQL endpoint as an ASGI application: takes the request in, watches its caller, sends the answer.

Beside FastAPI's routes rather than behind them, whose layer costs more than a small operation does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from bff.errors import Code, RequestRefused, refuse
from bff.facts import Completion, Result
from bff.flow.request import GraphQLRequest, MediaType
from bff.pipeline import Pipeline, Progress
from bff.request import ClientGone, HttpMessage, Sender, accepted, read, read_body, sender_of
from bff.response import Answer, answer_refusal, masked_causes

__all__ = ["GraphQLEndpoint"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass(slots=True)
class _Exchange:
    """One request and what has become of it so far; what the rooms know of it is in `progress`."""

    progress: Progress
    media_type: MediaType = MediaType.JSON
    sender: Sender | None = None
    answer: Answer | None = None
    result: Result = "failed"
    fault: Exception | None = None
    """What no room expected, and the caller saw masked."""


class GraphQLEndpoint:
    """One endpoint; every request gets a well-formed answer, and leaves one completion fact."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self.in_flight_count = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        exchange = _Exchange(Progress(self._pipeline.clock.now_s()))
        self.in_flight_count += 1
        try:
            answer = exchange.answer = await self._answer(scope, receive, exchange)
            exchange.result = _result(exchange.progress, answer)
            await _send(send, answer, with_body=scope["method"] != "HEAD")
        except ClientGone:
            exchange.result = "cancelled"
        except asyncio.CancelledError:
            exchange.result = "cancelled"
            raise
        finally:
            self.in_flight_count -= 1
            self._pipeline.record(self._completion(exchange))

    async def _answer(self, scope: Scope, receive: Receive, exchange: _Exchange) -> Answer:
        http = self._pipeline.settings.http
        try:
            message = await self._message(scope, receive, exchange)
            request = read(message, http)
            return await _while_connected(
                self._within_deadline(request, exchange.progress), receive, exchange.progress
            )
        except ClientGone:
            raise
        except RequestRefused as refused:
            refusal = refused
        except Exception as fault:  # noqa: BLE001 - the edge: a fault of ours, recorded, and masked for the caller
            exchange.fault = fault
            refusal = refuse(Code.INTERNAL_SERVER_ERROR, "An internal error occurred.")
        sender = exchange.sender
        return answer_refusal(
            refusal,
            media_type=exchange.media_type,
            http=http,
            request_id=sender.request_id if sender else None,
        )

    async def _message(self, scope: Scope, receive: Receive, exchange: _Exchange) -> HttpMessage:
        """Take the request in; its deadline counts from here on, as the body has a time of its own."""
        http, clock = self._pipeline.settings.http, self._pipeline.clock
        headers = _headers(scope, max_bytes=http.header_bytes)
        sender = exchange.sender = sender_of(headers, clock)
        exchange.media_type = accepted(headers.get("accept"))
        body = b""
        if scope["method"] == "POST":
            body = await read_body(
                receive,
                declared_bytes=headers.get("content-length"),
                max_bytes=http.body_bytes,
                timeout_s=http.body_timeout_s,
            )
            exchange.progress.started_s = clock.now_s()
        return HttpMessage(scope["method"], scope["query_string"], sender, exchange.media_type, body)

    async def _within_deadline(self, request: GraphQLRequest, progress: Progress) -> Answer:
        """Run the pipeline; services keep the deadline themselves, this stops what is not a service.

        Before Python 3.13 a resolver whose own task group failed leaves one cancellation too many to count,
        and a timeout that expires then raises `CancelledError`.
        Source: https://docs.python.org/3.13/library/asyncio-task.html#task-groups
        """
        deadline_s = self._pipeline.settings.http.deadline_s
        try:
            async with asyncio.timeout(deadline_s) as limit:
                return await self._pipeline.answer(request, progress)
        except (TimeoutError, asyncio.CancelledError):
            if not limit.expired():
                raise
            raise refuse(
                Code.REQUEST_DEADLINE_EXCEEDED,
                f"The request took longer than {deadline_s:g} s. Ask for less at once, or try again.",
                limit=deadline_s,
            ) from None

    def _completion(self, exchange: _Exchange) -> Completion:
        progress, sender, answer = exchange.progress, exchange.sender, exchange.answer
        clock, call_weight = self._pipeline.clock, self._pipeline.settings.limits.call_weight
        request, operation, outcome = progress.request, progress.operation, progress.outcome
        estimate, rows = progress.estimate, progress.rows
        return Completion(
            at=clock.wall(),
            result=exchange.result,
            trace_id=sender.trace.trace_id if sender else "",
            request_id=sender.request_id if sender else "",
            duration_ms=(clock.now_s() - progress.started_s) * 1000,
            client_name=sender.caller.client_name if sender else None,
            client_version=sender.caller.client_version if sender else None,
            operation_name=operation.name if operation else None,
            operation_type=operation.kind if operation else None,
            operation_hash=operation.hash if operation else None,
            document_id=request.document_id if request else None,
            is_persisted=request.is_persisted if request else None,
            document_bytes=_byte_count(request.query) if request else None,
            depth=operation.shape.depth if operation else None,
            variables=request.variables if request else None,
            estimate=estimate,
            estimated_points=estimate.points(call_weight) if estimate else None,
            actual=outcome.actual if outcome else None,
            actual_points=outcome.actual.points(call_weight) if outcome else None,
            calls=tuple(rows.calls) if rows else (),
            links=outcome.links if outcome else (),
            drift=tuple(rows.drift) if rows else (),
            error_codes=answer.error_codes if answer else (),
            faults=_faults(exchange),
            status=answer.status if answer else None,
            answer_bytes=len(answer.body) if answer else 0,
        )


def _headers(scope: Scope, *, max_bytes: int) -> dict[str, str]:
    """Return the headers, those that came more than once joined by commas.

    Raises:
        RequestRefused: they are too large, counted as they are written: `name: value` and a line end.
    """
    size = sum(len(name) + len(value) + 4 for name, value in scope["headers"])
    if size > max_bytes:
        raise refuse(
            Code.HEADERS_TOO_LARGE,
            f"The headers have {size} bytes; at most {max_bytes} are taken. Send fewer or shorter ones.",
            limit=max_bytes,
            value=size,
        )
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


async def _while_connected(work: Awaitable[Answer], receive: Receive, progress: Progress) -> Answer:
    """Return the work's answer; cancel it when the caller leaves, unless it is a mutation.

    Raises:
        ClientGone: nobody waits for the answer any more.
    """
    running = asyncio.current_task()
    is_left = False

    async def watch() -> None:
        nonlocal is_left
        while (await receive())["type"] != "http.disconnect":
            pass
        is_mutation = progress.operation is not None and progress.operation.kind == "mutation"
        if running is not None and not is_mutation:
            is_left = True
            running.cancel()

    watching = asyncio.create_task(watch())
    try:
        return await work
    except asyncio.CancelledError:
        if not is_left or running is None or running.uncancel() > 0:
            raise
        raise ClientGone from None
    finally:
        watching.cancel()


async def _send(send: Send, answer: Answer, *, with_body: bool) -> None:
    headers = [(name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in answer.headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body if with_body else b""})


def _faults(exchange: _Exchange) -> tuple[BaseException, ...]:
    if exchange.fault is not None:
        return (exchange.fault,)
    outcome = exchange.progress.outcome
    return masked_causes(outcome.errors) if outcome is not None and outcome.errors else ()


def _byte_count(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


_FAILED = frozenset({Code.INTERNAL_SERVER_ERROR.value, Code.REQUEST_DEADLINE_EXCEEDED.value})


def _result(progress: Progress, answer: Answer) -> Result:
    if progress.outcome is not None:
        return "partial" if answer.error_codes else "ok"
    if not _FAILED.isdisjoint(answer.error_codes):
        return "failed"
    return "refused" if answer.error_codes else "priced"

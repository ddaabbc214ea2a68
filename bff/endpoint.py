"""The GraphQL endpoint as an ASGI application: takes the request in, watches its caller, sends the answer.

Beside FastAPI's routes rather than behind them, whose layer costs more than a small operation does.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from bff.errors import Code, Refusal, RequestRefused, refuse
from bff.facts import Completion, Result
from bff.flow.request import MediaType
from bff.pipeline import Pipeline, Progress
from bff.request import ClientGone, HttpMessage, accepted, read, read_body
from bff.response import Answer, answer_refusal

__all__ = ["GraphQLEndpoint"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_log = logging.getLogger("bff")


class GraphQLEndpoint:
    """One endpoint; every request gets a well-formed answer, and leaves one completion fact."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self.in_flight_count = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        progress = Progress(self._pipeline.clock.now_s())
        answer: Answer | None = None
        result: Result = "failed"
        self.in_flight_count += 1
        try:
            answer = await self._answer(scope, receive, progress)
            result = _result(progress, answer)
            await _send(send, answer, with_body=scope["method"] != "HEAD")
        except ClientGone:
            result = "cancelled"
        except asyncio.CancelledError:
            result = "cancelled"
            raise
        finally:
            self.in_flight_count -= 1
            self._pipeline.record(self._completion(progress, answer, result))

    async def _answer(self, scope: Scope, receive: Receive, progress: Progress) -> Answer:
        media_type = MediaType.JSON
        try:
            headers = self._headers(scope)
            media_type = accepted(headers.get("accept"))
            message = await self._message(scope, receive, headers, media_type)
            settings = self._pipeline.settings
            request = read(message, http=settings.http, limits=settings.limits, clock=self._pipeline.clock)
            work = self._within_deadline(request, progress)
            return await _while_connected(work, receive, progress)
        except RequestRefused as refused:
            request_id = progress.request.request_id if progress.request else None
            return answer_refusal(
                refused, media_type=media_type, http=self._pipeline.settings.http, request_id=request_id
            )
        except Exception:  # noqa: BLE001 - the edge: a fault of ours, logged here and masked for the caller
            _log.exception("A request failed inside the gateway.")
            masked = RequestRefused(Refusal(Code.INTERNAL_SERVER_ERROR, "An internal error occurred."))
            return answer_refusal(masked, media_type=media_type, http=self._pipeline.settings.http)

    def _headers(self, scope: Scope) -> dict[str, str]:
        limit = self._pipeline.settings.http.header_bytes
        size = sum(len(name) + len(value) for name, value in scope["headers"])
        if size > limit:
            raise refuse(
                Code.HEADERS_TOO_LARGE,
                f"The headers have {size} bytes; at most {limit} are taken.",
                limit=limit,
            )
        headers: dict[str, str] = {}
        for name, value in scope["headers"]:
            text = value.decode("latin-1")
            known = headers.get(name.decode("latin-1"))
            headers[name.decode("latin-1")] = text if known is None else f"{known}, {text}"
        return headers

    async def _message(
        self, scope: Scope, receive: Receive, headers: dict[str, str], media_type: MediaType
    ) -> HttpMessage:
        http = self._pipeline.settings.http
        body = b""
        if scope["method"] == "POST":
            body = await read_body(
                receive,
                declared_bytes=headers.get("content-length"),
                max_bytes=http.body_bytes,
                timeout_s=http.body_timeout_s,
            )
        return HttpMessage(scope["method"], scope["query_string"], headers, media_type, body)

    async def _within_deadline(self, request: Any, progress: Progress) -> Answer:
        """Run the pipeline; services keep the deadline themselves, this stops what is not a service."""
        deadline_s = self._pipeline.settings.http.deadline_s
        try:
            async with asyncio.timeout(deadline_s):
                return await self._pipeline.answer(request, progress)
        except TimeoutError:
            raise refuse(
                Code.REQUEST_DEADLINE_EXCEEDED,
                f"The request took longer than {deadline_s:g} s. Ask for less at once, or try again.",
                limit=deadline_s,
            ) from None

    def _completion(self, progress: Progress, answer: Answer | None, result: Result) -> Completion:
        clock, call_weight = self._pipeline.clock, self._pipeline.settings.limits.call_weight
        request, operation, outcome = progress.request, progress.operation, progress.outcome
        admitted, rows = progress.admitted, progress.rows
        return Completion(
            at=clock.wall(),
            result=result,
            trace_id=request.trace.trace_id if request else "",
            request_id=request.request_id if request else "",
            duration_ms=(clock.now_s() - progress.started_s) * 1000,
            client_name=request.caller.client_name if request else None,
            client_version=request.caller.client_version if request else None,
            operation_name=operation.name if operation else None,
            operation_type=operation.kind if operation else None,
            operation_hash=operation.hash if operation else None,
            document_bytes=len(request.query) if request else None,
            depth=operation.shape.depth if operation else None,
            variables=request.variables if request else None,
            estimate=admitted.estimate if admitted else None,
            estimated_points=admitted.points if admitted else None,
            actual=outcome.actual if outcome else None,
            actual_points=outcome.actual.points(call_weight) if outcome else None,
            calls=tuple(rows.calls) if rows else (),
            drift=tuple(rows.drift) if rows else (),
            error_codes=answer.error_codes if answer else (),
            status=answer.status if answer else None,
            answer_bytes=len(answer.body) if answer else 0,
        )


async def _while_connected(work: Any, receive: Receive, progress: Progress) -> Answer:
    """Return the work's answer; cancel it when the caller leaves, unless it is a mutation.

    Raises:
        ClientGone: nobody waits for the answer any more.
    """
    running = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_left(receive))
    try:
        await asyncio.wait({running, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not running.done() and progress.operation is not None and progress.operation.kind == "mutation":
            await asyncio.wait({running})
        if not running.done():
            raise ClientGone
        answer: Answer = running.result()
        return answer
    finally:
        for task in (running, leaving):
            task.cancel()
        await asyncio.gather(running, leaving, return_exceptions=True)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send(send: Send, answer: Answer, *, with_body: bool) -> None:
    headers = [(name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in answer.headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body if with_body else b""})


def _result(progress: Progress, answer: Answer) -> Result:
    if progress.outcome is not None:
        return "partial" if answer.error_codes else "ok"
    if Code.INTERNAL_SERVER_ERROR.value in answer.error_codes:
        return "failed"
    return "refused" if answer.error_codes else "priced"

"""The HTTP answer of each way that a request can end: refused, priced, or run."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson

from bff.config import HttpSettings, LimitSettings
from bff.errors import Code, Refusal, RequestRefused
from bff.flow.explanation import Explanation
from bff.flow.outcome import Admitted, Outcome
from bff.flow.request import GraphQLRequest, MediaType

from .cost import cost_extension, cost_headers
from .errors import error_entry, refusal_entry
from .status import status_of

__all__ = ["Answer", "answer_outcome", "answer_price", "answer_refusal"]

_WHILE_RUNNING = (Code.RESPONSE_TOO_LARGE, Code.INTERNAL_SERVER_ERROR)
_BODY_UNFINISHED = 408
"""What is left of the body may never come: without an end of the connection it would wait for it."""
_ALWAYS = (("cache-control", "no-store"), ("x-content-type-options", "nosniff"), ("vary", "accept"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back; header names are lower-case."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    error_codes: tuple[str, ...] = ()


def answer_refusal(
    refused: RequestRefused, *, media_type: MediaType, http: HttpSettings, request_id: str | None = None
) -> Answer:
    """Return the answer of a request that did not run: `errors`, and no entry `data`.

    What failed while it ran, and so has status 200, has `data: null`.
    Source: https://graphql.github.io/graphql-over-http/draft/#sec-application-graphql-response-json
    """
    status = status_of(refused.code, media_type, validation_status=http.validation_status)
    headers: list[tuple[str, str]] = []
    if refused.allow is not None:
        headers.append(("allow", refused.allow))
    if refused.retry_after_s is not None:
        headers.append(("retry-after", str(refused.retry_after_s)))
    if status == _BODY_UNFINISHED:
        headers.append(("connection", "close"))
    body: dict[str, object] = {"errors": [refusal_entry(refusal) for refusal in refused.refusals]}
    if refused.code in _WHILE_RUNNING:
        body["data"] = None
    codes = tuple(refusal.code.value for refusal in refused.refusals)
    return _answer(status, media_type, body, headers, request_id, codes)


def answer_price(
    request: GraphQLRequest, admitted: Admitted, explanation: Explanation, *, limits: LimitSettings
) -> Answer:
    """Return the answer of `GraphQL-Cost: validate`: no data, and what the operation would cost."""
    body: dict[str, object] = {"data": None, "extensions": {"cost": cost_extension(explanation)}}
    headers = cost_headers(admitted, None, limits)
    return _answer(200, request.media_type, body, headers, request.request_id, ())


def answer_outcome(
    request: GraphQLRequest,
    admitted: Admitted,
    outcome: Outcome,
    *,
    explanation: Explanation | None,
    http: HttpSettings,
    limits: LimitSettings,
) -> Answer:
    """Return the answer of a run: data, and the errors of the places that have none.

    With an `explanation` also what it did cost, beside what was estimated.
    """
    body: dict[str, object] = {}
    entries: list[dict[str, Any]] = []
    extensions: dict[str, object] = {}
    if outcome.errors:
        entries = [error_entry(error) for error in outcome.errors[: limits.error_count]]
        body["errors"] = entries
        if len(outcome.errors) > limits.error_count:
            extensions["omittedErrorCount"] = len(outcome.errors) - limits.error_count
    body["data"] = outcome.data
    if explanation is not None:
        trace_id = request.trace.trace_id
        extensions["cost"] = cost_extension(explanation, outcome.actual, trace_id=trace_id)
    if extensions:
        body["extensions"] = extensions
    answer = _answer(
        _status(request, outcome, partial_status=http.partial_status),
        request.media_type,
        body,
        cost_headers(admitted, outcome.actual, limits),
        request.request_id,
        tuple(str(entry["extensions"]["code"]) for entry in entries),
    )
    if len(answer.body) > limits.answer_bytes:
        return answer_refusal(
            _too_large(len(answer.body), limits.answer_bytes),
            media_type=request.media_type,
            http=http,
            request_id=request.request_id,
        )
    return answer


def _status(request: GraphQLRequest, outcome: Outcome, *, partial_status: int) -> int:
    """Return 200, or what partial data has in the form of answer that knows it."""
    is_partial = bool(outcome.errors) and outcome.data is not None
    return partial_status if is_partial and request.media_type is MediaType.GRAPHQL_RESPONSE else 200


def _answer(
    status: int,
    media_type: MediaType,
    body: dict[str, object],
    headers: Iterable[tuple[str, str]],
    request_id: str | None,
    codes: tuple[str, ...],
) -> Answer:
    content = _encode(body)
    complete = [
        ("content-type", f"{media_type.value}; charset=utf-8"),
        ("content-length", str(len(content))),
        *_ALWAYS,
        *headers,
    ]
    if request_id is not None:
        complete.append(("x-request-id", request_id))
    return Answer(status, tuple(complete), content, codes)


def _encode(body: dict[str, object]) -> bytes:
    """Return JSON in UTF-8.

    orjson refuses integers beyond 64 bits and lone surrogates, which a resolver may return; the standard
    library writes both.
    """
    try:
        return orjson.dumps(body)
    except TypeError:
        return json.dumps(body, separators=(",", ":"), allow_nan=False, default=str).encode("ascii")


def _too_large(size: int, limit: int) -> RequestRefused:
    return RequestRefused(
        Refusal(
            Code.RESPONSE_TOO_LARGE,
            f"The answer has {size} bytes; at most {limit} are sent. Select fewer fields or shorter lists.",
            {"value": size, "limit": limit},
        )
    )

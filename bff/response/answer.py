"""The HTTP answer of each way that a request can end: refused, priced, or run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from bff.config import HttpSettings, LimitSettings
from bff.errors import Code, Refusal, RequestRefused
from bff.flow.outcome import Admitted, Outcome
from bff.flow.plan import Plan
from bff.flow.request import CostMode, GraphQLRequest, MediaType

from .cost import cost_extension, cost_headers
from .errors import error_entry, refusal_entry
from .status import status_of

__all__ = ["Answer", "answer_outcome", "answer_price", "answer_refusal"]

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
    """Return the answer of a request that did not run: `errors`, and no entry `data`."""
    status = status_of(refused.code, media_type, validation_status=http.validation_status)
    headers: list[tuple[str, str]] = []
    if refused.allow is not None:
        headers.append(("allow", refused.allow))
    if refused.retry_after_s is not None:
        headers.append(("retry-after", str(refused.retry_after_s)))
    errors = [refusal_entry(refusal) for refusal in refused.refusals]
    codes = tuple(refusal.code.value for refusal in refused.refusals)
    return _answer(status, media_type, {"errors": errors}, headers, request_id, codes)


def answer_price(request: GraphQLRequest, plan: Plan, admitted: Admitted, *, limits: LimitSettings) -> Answer:
    """Return the answer of `GraphQL-Cost: validate`: no data, and what the operation would cost."""
    cost = cost_extension(plan, admitted, None, limits, request.trace.trace_id)
    body: dict[str, object] = {"data": None, "extensions": {"cost": cost}}
    headers = cost_headers(admitted, None, limits)
    return _answer(200, request.media_type, body, headers, request.request_id, ())


def answer_outcome(
    request: GraphQLRequest,
    plan: Plan,
    admitted: Admitted,
    outcome: Outcome,
    *,
    http: HttpSettings,
    limits: LimitSettings,
) -> Answer:
    """Return the answer of a run: data, and the errors of the places that have none."""
    body: dict[str, object] = {}
    entries: list[dict[str, Any]] = []
    extensions: dict[str, object] = {}
    if outcome.errors:
        entries = [error_entry(error) for error in outcome.errors[: limits.error_count]]
        body["errors"] = entries
        if len(outcome.errors) > limits.error_count:
            extensions["omittedErrorCount"] = len(outcome.errors) - limits.error_count
    body["data"] = outcome.data
    if request.cost_mode is CostMode.REPORT:
        trace_id = request.trace.trace_id
        extensions["cost"] = cost_extension(plan, admitted, outcome.actual, limits, trace_id)
    if extensions:
        body["extensions"] = extensions
    answer = _answer(
        http.partial_status if outcome.errors and outcome.data is not None else 200,
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


def _answer(
    status: int,
    media_type: MediaType,
    body: dict[str, object],
    headers: Sequence[tuple[str, str]],
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

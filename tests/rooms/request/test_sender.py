from __future__ import annotations

import pytest

from bff.clock import SystemClock
from bff.request import sender_of

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


def test_trace_is_continued_with_a_span_of_ours() -> None:
    headers = {"traceparent": f"00-{TRACE}-{SPAN}-00", "tracestate": "vendor=1"}
    trace = sender_of(headers, SystemClock()).trace
    assert (trace.trace_id, trace.parent_id, trace.is_sampled, trace.state) == (
        TRACE,
        SPAN,
        False,
        "vendor=1",
    )
    assert trace.span_id != SPAN


@pytest.mark.parametrize("state", ["", "x" * 513, "é", "a\tb", "a\x7f"])
def test_tracestate_that_could_not_be_passed_on_is_left_out(state: str) -> None:
    headers = {"traceparent": f"00-{TRACE}-{SPAN}-01", "tracestate": state}
    assert sender_of(headers, SystemClock()).trace.state is None


def test_tracestate_of_a_malformed_trace_is_left_out() -> None:
    trace = sender_of({"traceparent": "00-1-1-01", "tracestate": "vendor=1"}, SystemClock()).trace
    assert (trace.parent_id, trace.state, len(trace.trace_id)) == (None, None, 32)


@pytest.mark.parametrize(
    ("headers", "name", "version"),
    [
        ({}, None, None),
        ({"graphql-client-name": "web", "graphql-client-version": "1.2"}, "web", "1.2"),
        ({"apollographql-client-name": "ios", "apollographql-client-version": "3"}, "ios", "3"),
        ({"graphql-client-name": "web", "apollographql-client-name": "ios"}, "web", None),
        ({"graphql-client-name": "  ", "apollographql-client-name": "ios"}, "ios", None),
        ({"graphql-client-name": "a" * 100}, "a" * 64, None),
        ({"graphql-client-name": "a\x85b"}, None, None),
    ],
)
def test_client_is_named_as_it_says(headers: dict[str, str], name: str | None, version: str | None) -> None:
    caller = sender_of(headers, SystemClock()).caller
    assert (caller.client_name, caller.client_version) == (name, version)


def test_secrets_of_a_caller_are_not_printed() -> None:
    assert "hunter2" not in repr(sender_of({"authorization": "Bearer hunter2"}, SystemClock()))

"""Promise: whatever a client sends, the answer is a GraphQL response or a 4xx that says why; never a 500."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from bff.testing import Serving
from tests.promises.conftest import Services, StartGateway
from tests.rooms.request.raw_client import RawAnswer, connected, request_bytes
from tests.rooms.request.strange_requests import (
    BODIES,
    BROKEN_HTTP,
    HEADERS,
    HELLO,
    JSON,
    NOT_GRAPHQL,
    PREFLIGHT,
)

STATUSES = {200, 400, 403, 405, 406, 408, 413, 415, 431}


@pytest.mark.parametrize("body", NOT_GRAPHQL.values(), ids=NOT_GRAPHQL.keys())
def test_body_that_is_no_request_is_400(gateway: Serving, body: bytes) -> None:
    answer = ask(gateway, request_bytes(headers=[JSON], body=body))
    code = "BATCHING_DISABLED" if body in (b"[null]", b"[]") else "BAD_REQUEST"
    assert (answer.status, answer.codes, "data" in answer.json()) == (400, [code], False)


def test_deep_brackets_inside_a_string_are_text(gateway: Serving) -> None:
    body = json.dumps({"query": '{ __typename } # \\" ' + "[{" * 1_000}).encode()
    assert ask(gateway, request_bytes(headers=[JSON], body=body)).json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    ("query_string", "status"),
    [
        (b"", 400),
        (b"query", 400),
        (b"query=%7B__typename%7D&query=%7B__typename%7D", 400),
        (b"query=%7B__typename%7D&variables=%7B%7D&variables=%7B%7D", 400),
        (b"query=%7B__typename%7D&variables=" + b"[" * 60_000, 400),
        (b"query=%FF", 400),
        (b"query=%00", 400),
        (b"query=\xff", 400),
        (b"&".join([b"a=1"] * 101), 400),
        (b"query=" + b"x" * 60_000, 400),
        (b"query=%7B__typename%7D&variables=&operationName=&unknown=1", 200),
        (b"query=%7B__typename%7D&variables=null", 200),
        (b"query=%EF%BB%BF%7B__typename%7D", 200),
    ],
)
def test_address_is_read_as_strictly(gateway: Serving, query_string: bytes, status: int) -> None:
    headers = [PREFLIGHT, ("accept", "application/graphql-response+json")]
    answer = ask(gateway, request_bytes("GET", b"/graphql?" + query_string, headers=headers))
    assert answer.status == status


@pytest.mark.parametrize("sent", BROKEN_HTTP.values(), ids=BROKEN_HTTP.keys())
def test_broken_http_is_400_and_the_connection_ends(gateway: Serving, sent: bytes) -> None:
    with connected(gateway.url) as connection:
        connection.send(sent)
        assert connection.read().status == 400
        assert connection.is_closed()
    assert gateway.post("{ __typename }").status == 200


@pytest.mark.parametrize(
    "headers",
    [
        [("x-large", "x" * 40_000)],
        [("a", "")] * 10_000,
        [("cookie", "x" * 2_000)] * 10,
    ],
)
def test_headers_of_any_size_are_431(gateway: Serving, headers: list[tuple[str, str]]) -> None:
    answer = ask(gateway, request_bytes(headers=[JSON, *headers], body=HELLO))
    assert (answer.status, answer.codes) == (431, ["HEADERS_TOO_LARGE"])


def test_body_too_large_is_refused_before_it_is_sent(gateway: Serving) -> None:
    answer = ask(gateway, request_bytes(headers=[JSON, ("content-length", "9" * 18)]))
    assert (answer.status, answer.codes) == (413, ["BODY_TOO_LARGE"])


def test_body_of_unknown_length_is_refused_where_it_grows_too_large(gateway: Serving) -> None:
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    with connected(gateway.url) as connection:
        connection.send(request_bytes(headers=[JSON, ("transfer-encoding", "chunked")]), *[chunk] * 5)
        answer = connection.read()
        assert (answer.status, answer.codes) == (413, ["BODY_TOO_LARGE"])
        connection.send(b"0\r\n\r\n", request_bytes(headers=[JSON], body=HELLO))
        assert connection.read().status == 200


def test_body_that_does_not_come_is_408_and_the_connection_ends(start_gateway: StartGateway) -> None:
    hasty = start_gateway(body_timeout_s=0.2)
    with connected(hasty.url) as connection:
        connection.send(request_bytes(headers=[JSON, ("content-length", "100")]), b'{"qu')
        answer = connection.read()
        assert (answer.status, answer.codes) == (408, ["BODY_TIMEOUT"])
        assert connection.is_closed()


def test_traceparent_is_passed_on_or_made_anew(gateway: Serving, services: Services) -> None:
    trace, span = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
    for good in (f"00-{trace}-{span}-01", f" 00-{trace}-{span}-00 ", f"cc-{trace}-{span}-01-more"):
        assert traceparent_at_service(gateway, services, good).startswith(f"00-{trace}-")
    for odd in (
        "", "00", f"00-{trace}-{span}", f"00-{trace}-{span}-01-more", f"ff-{trace}-{span}-01",
        f"00-{trace.upper()}-{span}-01", f"00-{'0' * 32}-{span}-01", f"00-{trace}-{'0' * 16}-01",
        f"00-{trace}-{span}-zz", f"00-{trace}-{span}-01, 00-{trace}-{span}-01", "é" * 55,
    ):  # fmt: skip
        made = traceparent_at_service(gateway, services, odd)
        assert (len(made), trace in made) == (55, False), odd


def traceparent_at_service(gateway: Serving, services: Services, given: str) -> str:
    services["catalog"].ledger.clear()
    assert gateway.post("{ genres { id } }", headers={"traceparent": given}).status == 200
    (call,) = services["catalog"].ledger.calls()
    return call.headers["traceparent"]


def test_caller_who_leaves_ends_the_calls(start_gateway: StartGateway, faulty: Services) -> None:
    catalog = faulty["catalog"]
    catalog.faults.add("hang")
    catalog.ledger.clear()
    gateway = start_gateway()
    body = b'{"query": "{ albums(first: 3) { id } genres { id } }"}'
    with connected(gateway.url) as connection:
        connection.send(request_bytes(headers=[JSON, ("x-request-id", "leaves")], body=body))
        until(lambda: len(catalog.ledger.calls()) == 2)
    until(lambda: all(call.duration_ms is not None for call in catalog.ledger.calls()))
    assert ends_of(gateway, "leaves") == ["cancelled"]


def test_deadline_brings_what_is_there_in_time(start_gateway: StartGateway, faulty: Services) -> None:
    faulty["ratings"].faults.add("hang")
    gateway = start_gateway(deadline_s=1.0)
    began_s = time.monotonic()
    answer = gateway.post(
        "{ track(id: 1) { id ratingSummary { average } } }", headers={"x-request-id": "late"}
    )
    assert time.monotonic() - began_s < 1.1
    assert answer.json()["data"] == {"track": {"id": "1", "ratingSummary": None}}
    assert answer.json()["errors"][0]["extensions"] == {"code": "SERVICE_TIMEOUT", "service": "ratings"}
    assert ends_of(gateway, "late") == ["partial"]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES, headers=HEADERS, is_get=st.booleans(), is_usual=st.booleans())
def test_any_bytes_get_a_graphql_answer(
    gateway: Serving, body: bytes, headers: list[tuple[str, str]], is_get: bool, is_usual: bool
) -> None:
    usual = [PREFLIGHT if is_get else JSON] if is_usual else []
    if is_get:
        sent = request_bytes("GET", "/graphql?query=" + quote_from_bytes(body), headers=usual + headers)
    else:
        sent = request_bytes(headers=usual + headers, body=body)
    answer = ask(gateway, sent)
    assert answer.status in STATUSES
    is_packed = answer.headers.get("content-encoding") == "gzip"
    content: Any = json.loads(gzip.decompress(answer.body) if is_packed else answer.body)
    assert content.keys() <= {"data", "errors", "extensions"}
    assert "data" in content or all(error["extensions"]["code"] for error in content["errors"])
    until(lambda: gateway.application.endpoint.in_flight_count == 0)


def ask(gateway: Serving, sent: bytes) -> RawAnswer:
    with connected(gateway.url) as connection:
        connection.send(sent)
        return connection.read()


def until(holds: Callable[[], bool]) -> None:
    """Return as soon as it holds."""
    give_up_at_s = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < give_up_at_s, "It did not come to pass within 10 s."
        time.sleep(0.005)


def ends_of(gateway: Serving, request_id: str) -> list[str]:
    """Return the results in the log for one request, once a later request has its line there."""
    until(lambda: gateway.application.endpoint.in_flight_count == 0)
    gateway.post("{ __typename }", headers={"x-request-id": "after"})
    until(lambda: '"after"' in gateway.log.getvalue())
    lines = [json.loads(line) for line in gateway.log.getvalue().splitlines()]
    return [line["result"] for line in lines if line["request_id"] == request_id]

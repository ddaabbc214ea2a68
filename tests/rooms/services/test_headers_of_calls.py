"""A service sees what is on its list, what is its own, and what the gateway makes: nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from bff.config import ServiceSettings
from bff.flow.request import Caller, TraceContext
from bff.services.headers import header_problems, headers_for
from tests.rooms.services.gateway import TRACE, Gateway, gateway
from tests.rooms.services.raw_server import GOOD, RawServer, Seen, reply

MADE = {
    "accept": "application/json",
    "accept-encoding": "gzip",
    "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "x-deadline-ms": "250",
    "x-request-id": "request-1",
}
FROM_CLIENT = {
    "authorization": "Bearer user",
    "cookie": "session=1",
    "host": "gateway.example",
    "connection": "close, X-Hop",
    "x-hop": "1",
    "te": "trailers",
    "transfer-encoding": "chunked",
    "content-length": "99",
    "accept-language": "de",
    "x-region": "eu",
}


def service(**fields: object) -> ServiceSettings:
    return ServiceSettings.model_validate({"url": "http://127.0.0.1:8101"} | fields)


def headers(
    *allowed: str,
    own: dict[str, str] | None = None,
    received: dict[str, str] | None = None,
    trace: TraceContext = TRACE,
    request_id: str = "request-1",
    left_s: float = 0.2504,
    has_body: bool = False,
) -> dict[str, str]:
    settings = service(forward_headers=allowed, headers=own or {})
    return headers_for(
        settings,
        caller=Caller(headers=FROM_CLIENT if received is None else received),
        trace=trace,
        request_id=request_id,
        left_s=left_s,
        has_body=has_body,
    )


def test_without_a_list_nothing_of_the_client_goes_out() -> None:
    assert headers() == MADE


def test_listed_headers_go_out_by_any_case() -> None:
    sent = headers("Authorization", "accept-language", "x-missing")
    assert sent == MADE | {"authorization": "Bearer user", "accept-language": "de"}


def test_a_header_that_the_client_named_as_its_connections_own_stays() -> None:
    assert headers("x-hop", "x-region") == MADE | {"x-region": "eu"}


def test_a_credential_of_the_gateway_wins_over_the_clients_header() -> None:
    assert (
        headers("authorization", own={"Authorization": "Bearer gateway"})["authorization"] == "Bearer gateway"
    )


def test_nobody_replaces_what_the_gateway_makes() -> None:
    forged = dict.fromkeys([*MADE, "tracestate"], "forged")
    assert headers(*(set(forged) - {"accept-encoding"}), received=forged) == MADE
    assert headers(own=forged) == MADE


def test_trace_state_and_content_type_go_out_where_there_are_any() -> None:
    trace = TraceContext("a" * 32, "b" * 16, None, is_sampled=False, state="vendor=1")
    sent = headers(trace=trace, has_body=True)
    assert sent == MADE | {
        "traceparent": f"00-{'a' * 32}-{'b' * 16}-00",
        "tracestate": "vendor=1",
        "content-type": "application/json",
    }


def test_the_deadline_is_whole_milliseconds_and_at_least_one() -> None:
    assert [headers(left_s=left_s)["x-deadline-ms"] for left_s in (1.9999, 0.0001)] == ["1999", "1"]


@pytest.mark.parametrize(
    "value", ["", " a", "a ", "a\r\nX-Evil: 1", "a\n", "a\0", "a\x7f", "\u20ac", "\ud800"]
)
def test_a_value_that_cannot_stand_in_a_header_is_left_out(value: str) -> None:
    assert headers("x-region", received={"x-region": value}) == MADE
    assert "x-request-id" not in headers(request_id=value)
    trace = TraceContext("a" * 32, "b" * 16, None, is_sampled=True, state=value)
    assert "tracestate" not in headers(trace=trace)


def test_own_headers_that_cannot_be_sent_are_problems_without_their_values() -> None:
    own = {"X Key": "a", "X-Key": "s3cret\n", "Host": "a", "Proxy-Connection": "a", "X-Good": "a\tb c\xe4"}
    settings = service(headers=own)
    problems = list(header_problems("catalog", settings))
    assert [problem.place for problem in problems] == [
        "services.catalog.headers.X Key",
        "services.catalog.headers.X-Key",
        "services.catalog.headers.Host",
        "services.catalog.headers.Proxy-Connection",
    ]
    assert "s3cret" not in str(problems)


async def sent_by(room: Gateway, server: RawServer, **call: Any) -> Seen:
    await room.call(**call)
    return server.requests[-1]


async def test_the_client_adds_only_host_and_length(transport: str) -> None:
    allowed = ("authorization", "x-region")
    own = {"X-Api-Key": "k\xe4y"}
    async with (
        RawServer(GOOD) as server,
        gateway(server.url, transport=transport, forward_headers=allowed, headers=own) as room,
    ):
        seen = await sent_by(
            room,
            server,
            method="POST",
            body=b'{"a":1}',
            caller=Caller(headers=FROM_CLIENT),
            is_idempotent=False,
        )
        assert 4_000 < int(seen.headers.pop("x-deadline-ms")) <= 4_950
        assert (seen.method, seen.target, seen.body) == ("POST", "/albums?ids=1", b'{"a":1}')
        assert seen.headers == {name: MADE[name] for name in MADE if name != "x-deadline-ms"} | {
            "host": f"127.0.0.1:{server.port}",
            "content-length": "7",
            "content-type": "application/json",
            "authorization": "Bearer user",
            "x-region": "eu",
            "x-api-key": "k\xe4y",
        }


async def test_authorization_goes_to_the_listed_service_alone(transport: str) -> None:
    caller = Caller(headers=FROM_CLIENT)
    async with (
        RawServer(GOOD) as listed,
        RawServer(GOOD) as other,
        gateway(listed.url, transport=transport, forward_headers=("authorization",)) as to_listed,
        gateway(other.url, transport=transport) as to_other,
    ):
        assert "authorization" in (await sent_by(to_listed, listed, caller=caller)).headers
        assert "authorization" not in (await sent_by(to_other, other, caller=caller)).headers
        assert "authorization" not in (await sent_by(to_listed, listed)).headers


async def test_a_cookie_is_never_sent_back(transport: str) -> None:
    cookie = "session=one-users; Path=/"
    async with (
        RawServer(reply(set_cookie=cookie), reply(status=404, set_cookie=cookie), GOOD) as server,
        gateway(server.url, transport=transport) as room,
    ):
        for caller in (Caller(headers={"cookie": "session=mine"}), Caller(), Caller(client_name="another")):
            assert "cookie" not in (await sent_by(room, server, caller=caller)).headers


async def test_no_proxy_is_taken_from_the_environment(
    transport: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with RawServer(GOOD) as proxy, RawServer(GOOD) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        async with gateway(server.url, transport=transport) as room:
            await room.assert_still_serves()
        assert (proxy.connection_count, server.connection_count) == (0, 1)

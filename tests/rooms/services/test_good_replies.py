"""What counts as an answer, and what of it is handed on."""

from __future__ import annotations

import gzip

import pytest

from bff.flow.call import Reply
from tests.rooms.services.gateway import gateway
from tests.rooms.services.raw_server import GOOD_BODY, RawServer, Step, chunk, raw, reply

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

CASES: dict[str, tuple[Step, int, bytes]] = {
    "plain": (reply(), 200, GOOD_BODY),
    "created": (reply(status=201), 201, GOOD_BODY),
    "charset": (reply(content_type="Application/JSON; charset=utf-8"), 200, GOOD_BODY),
    "suffix": (reply(content_type="application/vnd.store.v2+json"), 200, GOOD_BODY),
    "chunked": (
        raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk(b"[") + chunk(b"1]") + chunk(b"")),
        *(200, b"[1]"),
    ),
    "until the end": (raw(HEAD + b"\r\n[1]", end="close"), 200, b"[1]"),
    "after early hints": (
        raw(b"HTTP/1.1 103 Hints\r\n\r\n" + HEAD + b"Content-Length: 2\r\n\r\n[]"),
        200,
        b"[]",
    ),
    "gzip": (reply(gzip.compress(b"[2]"), content_encoding="gzip"), 200, b"[2]"),
    "gzip by its old name": (reply(gzip.compress(b"[2]"), content_encoding="X-GZIP"), 200, b"[2]"),
    "identity": (reply(content_encoding="identity"), 200, GOOD_BODY),
    "just short enough": (reply(b"0" * 1_000), 200, b"0" * 1_000),
    "just short enough, gzip": (
        reply(gzip.compress(b"0" * 1_000), content_encoding="gzip"),
        200,
        b"0" * 1_000,
    ),
    "unknown key": (reply(b'{"error":"unknown"}', status=404), 404, b'{"error":"unknown"}'),
    "unknown key in HTML": (reply(b"<p>no", status=404, content_type="text/html"), 404, b"<p>no"),
    "unknown key in silence": (reply(b"", status=404), 404, b""),
}


@pytest.mark.parametrize("name", CASES)
async def test_an_answer_is_handed_on_decoded(name: str, transport: str) -> None:
    step, status, body = CASES[name]
    async with (
        RawServer(step) as server,
        gateway(server.url, transport=transport, max_reply_bytes=1_000) as room,
    ):
        answer = await room.call()
        assert (answer.status, answer.body) == (status, body)


async def test_headers_are_handed_on_by_lower_case_name_and_joined_but_cookies_are_not(
    transport: str,
) -> None:
    head = HEAD + b'ETag: "1"\r\nVary: a\r\nVary: b\r\nSet-Cookie: session=1\r\nContent-Length: 2\r\n\r\n'
    async with RawServer(raw(head + b"[]")) as server, gateway(server.url, transport=transport) as room:
        assert await room.call() == Reply(
            200,
            {"content-type": "application/json", "etag": '"1"', "vary": "a, b", "content-length": "2"},
            b"[]",
        )


async def test_a_reply_of_five_megabytes_arrives_whole(transport: str) -> None:
    body = b'"' + b"0123456789" * 499_999 + b'"'
    async with RawServer(reply(body)) as server, gateway(server.url, transport=transport) as room:
        assert (await room.call()).body == body

"""Whatever a service sends, the call ends in one typed failure without its words, and the next call works."""

from __future__ import annotations

import gzip

import pytest

from bff.errors import Code
from tests.rooms.services.gateway import failure_of, gateway, written
from tests.rooms.services.raw_server import GOOD, RawServer, Step, chunk, drip, raw, reply

SECRET = "s3cret-words-of-a-service"
MAX_BYTES = 1_000_000

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
WORDS = SECRET.encode()
BOMB = gzip.compress(b"0" * 50_000_000, compresslevel=1)
LONG_HEADER = b"X-Long: " + b"a" * 65_536

UNAVAILABLE = Code.SERVICE_UNAVAILABLE
BAD = Code.SERVICE_BAD_RESPONSE
HTTP_ERROR = Code.SERVICE_HTTP_ERROR
TOO_LONG = f"reply longer than {MAX_BYTES} bytes"
CLOSED_WITHIN = "reply truncated: connection closed within it"

CASES: dict[str, tuple[Step, Code, bool, str]] = {
    # the connection ends
    "reset": (raw(end="reset"), UNAVAILABLE, True, "connection reset"),
    "closed": (raw(end="close"), UNAVAILABLE, True, "connection closed without a reply"),
    "closed in the head": (
        raw(b"HTTP/1.1 200 OK\r\nX-" + WORDS, end="close"),
        *(UNAVAILABLE, True, "connection closed without a reply"),
    ),
    "reset in the body": (
        raw(HEAD + b"Content-Length: 500\r\n\r\n" + WORDS, end="reset"),
        *(UNAVAILABLE, True, "connection reset in the middle of the reply"),
    ),
    "truncated": (raw(HEAD + b"Content-Length: 500\r\n\r\n" + WORDS, end="close"), BAD, True, CLOSED_WITHIN),
    "truncated between chunks": (raw(CHUNKED + chunk(WORDS), end="close"), BAD, True, CLOSED_WITHIN),
    "truncated in a chunk": (raw(CHUNKED + b"500\r\n" + WORDS, end="close"), BAD, True, CLOSED_WITHIN),
    # too much
    "huge by Content-Length": (reply(WORDS, announced=MAX_BYTES + 1), BAD, False, TOO_LONG),
    "huge until the end": (raw(HEAD + b"\r\n", b"0" * (MAX_BYTES + 1), end="close"), BAD, False, TOO_LONG),
    "endless": (drip(HEAD + b"\r\n", b"0" * 65_536, every_s=0), BAD, False, TOO_LONG),
    "endless chunks": (drip(CHUNKED, chunk(b"0" * 65_536), every_s=0), BAD, False, TOO_LONG),
    "endless head": (drip(HEAD, LONG_HEADER, every_s=0), BAD, False, "reply is not HTTP"),
    "bomb": (reply(BOMB, content_encoding="gzip"), BAD, False, TOO_LONG),
    "endless gzip of nothing": (
        drip(
            HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10],
            b"\0\0\0\xff\xff" * 8_192,
            every_s=0,
        ),
        *(BAD, False, TOO_LONG),
    ),
    # not what it says
    "not HTTP": (raw(b"220 " + WORDS + b" ESMTP\r\n\r\n"), BAD, False, "reply is not HTTP"),
    "control in a header": (raw(HEAD + b"X-A: \0" + WORDS + b"\r\n\r\n{}"), BAD, False, "reply is not HTTP"),
    "two lengths": (
        raw(HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} "),
        *(BAD, False, "reply is not HTTP"),
    ),
    "bad chunk": (raw(CHUNKED + WORDS + b"\r\n"), BAD, False, "reply is not HTTP"),
    "gzip without its end": (
        reply(gzip.compress(b"[" + WORDS + b"]")[:-9], content_encoding="gzip"),
        *(BAD, True, "reply truncated: gzip without its end"),
    ),
    "no gzip": (reply(WORDS, content_encoding="gzip"), BAD, False, "reply is not the gzip that it says"),
    "gzip and more": (
        reply(gzip.compress(b"[]") + WORDS, content_encoding="gzip"),
        *(BAD, False, "reply is not the gzip that it says"),
    ),
    "brotli": (reply(WORDS, content_encoding="br"), BAD, False, "content encoding other than gzip"),
    "gzip twice": (
        reply(gzip.compress(gzip.compress(b"[]")), content_encoding="gzip, gzip"),
        *(BAD, False, "content encoding other than gzip"),
    ),
    "HTML": (
        reply(b"<p>" + WORDS, content_type="text/html; charset=utf-8"),
        BAD,
        False,
        "HTML instead of JSON",
    ),
    "text": (reply(WORDS, content_type=f"text/{SECRET}"), BAD, False, "another content type instead of JSON"),
    "no type": (reply(WORDS, content_type=""), BAD, False, "reply without a content type"),
    "empty": (reply(b""), BAD, False, "status 200 without a body"),
    "empty chunked": (raw(CHUNKED + b"0\r\n\r\n"), BAD, False, "status 200 without a body"),
    "no content": (raw(b"HTTP/1.1 204 " + WORDS + b"\r\n\r\n"), BAD, False, "status 204 without a body"),
    # statuses
    "upgrade nobody asked for": (
        raw(b"HTTP/1.1 101 Go\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n" + WORDS),
        *(BAD, False, "reply is not HTTP"),
    ),
    "not modified": (reply(b"", status=304), HTTP_ERROR, False, "status 304, redirects are not followed"),
    "bad request": (reply(WORDS, status=400), HTTP_ERROR, False, "status 400"),
    "unauthenticated": (reply(WORDS, status=401), Code.UNAUTHENTICATED, False, "status 401"),
    "forbidden": (reply(WORDS, status=403), Code.FORBIDDEN, False, "status 403"),
    "too many": (reply(WORDS, status=429, retry_after="1"), HTTP_ERROR, True, "status 429"),
    "error": (reply(b'{"trace":"' + WORDS + b'"}', status=500), HTTP_ERROR, False, "status 500"),
    "bad gateway": (reply(WORDS, status=502), HTTP_ERROR, True, "status 502"),
    "unavailable": (reply(WORDS, status=503, retry_after="1"), HTTP_ERROR, True, "status 503"),
    "gateway time-out": (reply(WORDS, status=504), HTTP_ERROR, True, "status 504"),
    "error truncated": (
        raw(b"HTTP/1.1 500 Oh\r\nContent-Length: 500\r\n\r\n" + WORDS, end="close"),
        *(HTTP_ERROR, False, "status 500"),
    ),
    "error without end": (
        drip(b"HTTP/1.1 500 Oh\r\n\r\n", WORDS * 1_000, every_s=0),
        *(HTTP_ERROR, False, "status 500"),
    ),
}


@pytest.mark.parametrize("name", CASES)
async def test_a_broken_reply_is_one_typed_failure_and_the_next_call_works(name: str, transport: str) -> None:
    step, code, is_retryable, detail = CASES[name]
    async with (
        RawServer(step, GOOD) as server,
        gateway(server.url, transport=transport, max_reply_bytes=MAX_BYTES) as room,
    ):
        failure = await failure_of(room.call())
        assert (failure.code, failure.is_retryable, failure.detail) == (code, is_retryable, detail)
        assert SECRET not in written(failure)
        assert len(server.requests) == 1
        await room.assert_still_serves()


async def test_a_redirect_is_never_followed(transport: str) -> None:
    async with (
        RawServer(GOOD) as other,
        RawServer(reply(b"", status=302, location=other.url + "/admin"), GOOD) as server,
        gateway(server.url, transport=transport) as room,
    ):
        failure = await failure_of(room.call())
        assert (failure.code, failure.detail) == (HTTP_ERROR, "status 302, redirects are not followed")
        assert other.connection_count == 0
        await room.assert_still_serves()


@pytest.mark.parametrize("end", ["close", "reset"])
async def test_a_server_that_accepts_and_leaves_is_unavailable(end: str, transport: str) -> None:
    async with (
        RawServer(at_accept=(raw(end=end),)) as server,
        gateway(server.url, transport=transport) as room,
    ):
        failure = await failure_of(room.call())
        assert (failure.code, failure.is_retryable) == (UNAVAILABLE, True)
        assert failure.detail in ("connection reset", "connection closed without a reply")
        assert server.connection_count == 1
        await room.assert_still_serves()


async def test_a_refusal_with_a_short_body_keeps_its_connection(transport: str) -> None:
    async with (
        RawServer(reply(WORDS, status=401), GOOD) as server,
        gateway(server.url, transport=transport) as room,
    ):
        await failure_of(room.call())
        await room.assert_still_serves()
        assert server.connection_count == 1

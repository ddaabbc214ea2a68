"""No key and no target leads anywhere but into the service's prefix."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given, strategies as st

from bff.errors import Code
from bff.flow.call import Call
from bff.services.address import address_of
from bff.services.fault import Fault
from tests.rooms.services.gateway import failure_of, gateway
from tests.rooms.services.raw_server import GOOD, RawServer

API = "http://127.0.0.1:8101/api"


def call_to(target: str, *, path_prefix: str) -> Call:
    return Call("catalog", "albums_by_id", "GET", target, path_prefix)


@pytest.mark.parametrize(
    ("target", "path_prefix"),
    [
        ("/albums?ids=1,2,3", "/albums"),
        ("/albums?filter[id]=1&q=a%20b%2F..%2Fc&x=../y", "/albums"),
        ("/stock/AC%2FDC", "/stock/"),
        ("/stock/a.b..c", "/stock/"),
        ("/stock/%C3%A4;v=1", "/stock/"),
        ("/stock/100%25", "/stock/"),
        ("/", "/"),
    ],
)
def test_an_encoded_target_is_joined_as_it_is(target: str, path_prefix: str) -> None:
    assert address_of(call_to(target, path_prefix=path_prefix), service_url=API) == API + target


HOSTILE = [
    *("", "albums", "?ids=1", "http://evil.example/", "http://evil", "//evil.example/x", "@evil.example/"),
    *(":99@evil.example/", ".evil.example/", "\\\\evil.example/x", "/\\evil.example/x"),
    *(
        "/../admin",
        "/albums/../../admin",
        "/albums/..",
        "/albums/.",
        "/./albums",
        "/albums//x",
        "/albums/..?x=1",
    ),
    *(
        "/%2e%2e/x",
        "/albums/%2E%2e/x",
        "/albums/.%2e/x",
        "/albums/%2e",
        "/albums%2f..%2fadmin",
        "/albums/..%2fx",
    ),
    *("/albums/..%5cx", "/albums/%5c..%5cx", "/albums/..;/x", "/albums/..;v=1/x", "/albums/%2e%2e;/x"),
    *(
        "/albums/%252e%252e/x",
        "/albums/%25252e%25252e/x",
        "/albums/%2525252525252e",
        "/albums/%252e%252e%252fx",
    ),
    *(
        "/albums#/x",
        "/albums x",
        "/albums\r\nX-Evil: 1",
        "/albums\t",
        "/albums/\0",
        "/albums/%00",
        "/albums/%0d%0a",
    ),
    *("/albums/%", "/albums/%zz", "/albums/ä", "/albums/\u2025", "/users", "/album", "/Albums", "/%61lbums"),
]


@pytest.mark.parametrize("target", HOSTILE)
def test_a_target_that_leaves_its_prefix_is_refused_without_being_quoted(target: str) -> None:
    with pytest.raises(Fault) as caught:
        address_of(call_to(target, path_prefix="/albums"), service_url=API)
    assert (caught.value.code, caught.value.detail) == (Code.SERVICE_UNAVAILABLE, "address left its prefix")


@given(st.text(min_size=1))
def test_whatever_a_key_is_its_address_is_under_the_prefix_or_refused(key: str) -> None:
    try:
        encoded = quote(key, safe="")
        url = address_of(call_to(f"/stock/{encoded}", path_prefix="/stock/"), service_url=API)
    except (Fault, UnicodeEncodeError):
        return
    assert url == f"{API}/stock/{encoded}"
    assert key not in (".", "..")


@pytest.mark.parametrize("target", ["/../admin", "//evil.example/x", "/%2e%2e/x", "http://evil"])
async def test_nothing_is_sent_to_such_an_address(target: str, transport: str) -> None:
    async with RawServer(GOOD) as server, gateway(server.url, transport=transport) as room:
        failure = await failure_of(room.call(target))
        assert (failure.code, failure.is_retryable) == (Code.SERVICE_UNAVAILABLE, False)
        assert server.connection_count == 0
        await room.assert_still_serves()


@pytest.mark.parametrize("target", ["/albums/a.b..c", "/albums/AC%2FDC;v=1?q=%7B%22a%22%7D&f[x]='$&b=%25"])
async def test_the_client_sends_the_target_as_it_was_checked(target: str, transport: str) -> None:
    async with RawServer(GOOD) as server, gateway(server.url + "/api", transport=transport) as room:
        await room.call(target)
        assert [request.target for request in server.requests] == ["/api" + target]

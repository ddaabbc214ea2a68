"""A service proves who it is, and so does the gateway where it is asked to; nothing is sent to a stranger."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import pytest

from bff.errors import Code
from tests.rooms.services.alerting_listener import alerting_listener
from tests.rooms.services.gateway import failure_of, gateway, written
from tests.rooms.services.raw_server import GOOD, RawServer

FOLDER = Path(__file__).with_name("certificates")
AUTHORITY = FOLDER / "authority.pem"
OWN = {
    "client_certificate_file": FOLDER / "gateway.pem",
    "client_key_file": FOLDER / "gateway-key.pem",
}
STRANGERS = {"client_certificate_file": FOLDER / "stranger.pem"}
"""Certificate and key in one file."""

UNKNOWN_ISSUER = "TLS certificate refused: its issuer is not trusted, see ca_file"
ANOTHER_HOST = "TLS certificate refused: it is for another host than the url's"
WORDS_OF_CERTIFICATES = ("of the tests of bff", "elsewhere.example", "_ssl.c")


def serving_as(
    name: str, *, asks_back: bool = False, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3
) -> ssl.SSLContext:
    """Return what a server needs to show one of the certificates, and to ask for the client's."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(FOLDER / f"{name}.pem")
    tls.maximum_version = newest
    if asks_back:
        tls.load_verify_locations(AUTHORITY)
        tls.verify_mode = ssl.CERT_REQUIRED
    return tls


@pytest.mark.parametrize("address", ["https://127.0.0.1", "https://localhost", "HTTPS://LOCALHOST"])
async def test_a_service_with_a_certificate_of_the_ca_file_is_called(address: str, transport: str) -> None:
    async with (
        RawServer(GOOD, tls=serving_as("service")) as server,
        gateway(f"{address}:{server.port}", transport=transport, ca_file=AUTHORITY) as room,
    ):
        for _ in range(2):
            await room.assert_still_serves()
        assert server.connection_count == 1


REFUSED: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "the system does not know its issuer": ("service", "127.0.0.1", {}, UNKNOWN_ISSUER),
    "the ca_file does not": ("service", "127.0.0.1", {"ca_file": FOLDER / "stranger.pem"}, UNKNOWN_ISSUER),
    "its own issuer": ("stranger", "127.0.0.1", {"ca_file": AUTHORITY}, UNKNOWN_ISSUER),
    "another address": ("elsewhere", "127.0.0.1", {"ca_file": AUTHORITY}, ANOTHER_HOST),
    "another name": ("elsewhere", "localhost", {"ca_file": AUTHORITY}, ANOTHER_HOST),
    "expired": ("expired", "127.0.0.1", {"ca_file": AUTHORITY}, "TLS certificate refused: it has expired"),
    "own certificate, the system's trust": ("service", "127.0.0.1", OWN, UNKNOWN_ISSUER),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_service_that_does_not_prove_who_it_is_gets_no_request(name: str, transport: str) -> None:
    shown, host, settings, detail = REFUSED[name]
    async with (
        RawServer(GOOD, tls=serving_as(shown)) as server,
        gateway(f"https://{host}:{server.port}", transport=transport, **settings) as room,
    ):
        failure = await failure_of(room.call())
        assert (failure.code, failure.is_retryable, failure.detail) == (
            *(Code.SERVICE_UNAVAILABLE, False),
            detail,
        )
        assert server.requests == []
        assert [words for words in WORDS_OF_CERTIFICATES if words in written(failure)] == []


async def test_the_systems_certificates_are_not_trusted_beside_a_ca_file(
    transport: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is what OpenSSL's variables name: whom the gateway trusts stands in the settings alone."""
    monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))
    for settings in ({}, {"ca_file": FOLDER / "stranger.pem"}):
        async with (
            RawServer(GOOD, tls=serving_as("service")) as server,
            gateway(server.url, transport=transport, **settings) as room,
        ):
            assert (await failure_of(room.call())).detail == UNKNOWN_ISSUER


VERSIONS = pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])


@VERSIONS
async def test_a_service_that_asks_back_is_shown_the_gateways_certificate(
    newest: ssl.TLSVersion, transport: str
) -> None:
    async with (
        RawServer(GOOD, tls=serving_as("service", asks_back=True, newest=newest)) as server,
        gateway(server.url, transport=transport, ca_file=AUTHORITY, **OWN) as room,
    ):
        await room.assert_still_serves()


@VERSIONS
@pytest.mark.parametrize("own", [{}, STRANGERS], ids=["none", "a stranger's"])
async def test_without_a_certificate_that_the_service_takes_nothing_is_answered(
    own: dict[str, Path], newest: ssl.TLSVersion, transport: str
) -> None:
    """asyncio's servers hang up without a word, so that the detail is one of several."""
    async with (
        RawServer(GOOD, tls=serving_as("service", asks_back=True, newest=newest)) as server,
        gateway(server.url, transport=transport, ca_file=AUTHORITY, **own) as room,
    ):
        failure = await failure_of(room.call())
        assert failure.code is Code.SERVICE_UNAVAILABLE
        assert server.requests == []


ALERTS = [
    ({}, "TLS failed: the service requires a certificate, see client_certificate_file"),
    (STRANGERS, "TLS failed: the service refuses the gateway's certificate, see client_certificate_file"),
]


@pytest.mark.parametrize(("own", "detail"), ALERTS, ids=["none", "a stranger's"])
async def test_a_service_that_says_what_it_misses_is_told_to_the_operator(
    own: dict[str, Path], detail: str, transport: str
) -> None:
    with alerting_listener(serving_as("service", asks_back=True)) as url:
        async with gateway(url, transport=transport, ca_file=AUTHORITY, **own) as room:
            failure = await failure_of(room.call())
    assert (failure.code, failure.is_retryable, failure.detail) == (Code.SERVICE_UNAVAILABLE, False, detail)
    assert "_ssl.c" not in written(failure)

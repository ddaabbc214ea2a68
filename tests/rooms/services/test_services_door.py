"""Starting, stopping, and calls to nobody."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace

import pytest

from bff.clock import SystemClock
from bff.config import ServiceSettings
from bff.errors import Code, SettingsError
from bff.services import Services
from tests.rooms.services.gateway import failure_of, gateway
from tests.rooms.services.raw_server import GOOD, RawServer, hang

URL = "http://127.0.0.1:8101"


def start(**settings: dict[str, object]) -> Services:
    services = {name: ServiceSettings.model_validate(fields) for name, fields in settings.items()}
    return Services(services, clock=SystemClock(), assembly_reserve_s=0.05)


def test_every_problem_of_every_service_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)  # what Python itself does for a module that cannot be
    with pytest.raises(SettingsError) as caught:
        start(
            catalog={"url": URL},
            stock={"url": URL, "transport": "httpx"},
            billing={"url": URL, "transport": "httpx", "headers": {"X-Key": "s3cret\n"}},
        )
    assert [problem.place for problem in caught.value.problems] == [
        "services.stock.transport",
        "services.billing.headers.X-Key",
        "services.billing.transport",
    ]
    assert "Run `pip install bff[httpx]`" in caught.value.problems[0].remedy
    assert "s3cret" not in str(caught.value)


def test_services_are_made_outside_an_event_loop() -> None:
    services = start(catalog={"url": URL}, billing={"url": "https://billing.example"})
    asyncio.run(services.close())


async def test_a_call_to_a_service_without_settings_is_a_typed_failure() -> None:
    async with gateway(URL) as room:
        room = replace(room, services=start(stock={"url": URL}))
        failure = await failure_of(room.call())
        assert (failure.code, failure.detail) == (
            Code.SERVICE_UNAVAILABLE,
            "nothing was sent: no [services.catalog] in the settings",
        )


async def test_closing_ends_calls_in_flight_and_refuses_later_ones(transport: str) -> None:
    async with (
        RawServer(GOOD, hang) as server,
        gateway(server.url, transport=transport, max_connections=2) as room,
    ):
        await room.assert_still_serves()
        call = asyncio.create_task(failure_of(room.call()))
        await server.until(lambda seen: len(seen.requests) == 2)
        await room.services.close()
        async with asyncio.timeout(2):
            assert (await call).detail == "the gateway is stopping"
        await server.until(lambda seen: seen.open_count == 0)
        failure = await failure_of(room.call())
        assert failure.detail == "the gateway is stopping"
        assert len(server.requests) == 2

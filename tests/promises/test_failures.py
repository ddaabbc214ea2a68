"""A service that fails or is slow takes only its own fields with it, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest

from bff.app import Application, build
from bff.server import listen, make_server
from mocks import SERVICES, Match, RunningService, running
from schema.root import graph as music
from tests.support.gateway import gateway, patient_settings

PAGE = """
{
  album(id: 1) {
    title
    tracks(first: 3) { name ratings { stars } genre { name tracks(first: 1) { album { artist { name } } } } }
  }
}
"""


def test_a_slow_service_delays_only_its_own_field() -> None:
    with gateway() as running_gateway:
        running_gateway.services["ratings"].faults.add("delay", seconds=0.6)
        page = running_gateway.data(PAGE)
        assert page["album"]["tracks"][0]["genre"]["tracks"][0]["album"]["artist"]["name"] == "AC/DC"
        log = running_gateway.server.log
    (record,) = [json.loads(line) for line in log.getvalue().splitlines()]
    calls = {(call["service"], call["endpoint"]): call for call in record["calls"]}
    slow = calls["ratings", "POST /ratings/query"]
    last = calls["catalog", "GET /artists?ids"]
    assert slow["duration_ms"] >= 600
    assert last["started_ms"] + last["duration_ms"] < slow["started_ms"] + 600
    assert record["duration_ms"] < slow["started_ms"] + slow["duration_ms"] + 200


@pytest.mark.parametrize(
    "fault",
    ["status", "html", "empty", "not_json", "nan", "invalid_utf8", "deep_json", "gzip_bomb", "truncated"],
)
def test_a_broken_service_takes_its_own_fields_and_no_others(fault: str) -> None:
    with gateway() as running_gateway:
        running_gateway.services["ratings"].faults.add(fault)
        answer = running_gateway.post(
            "{ album(id: 1) { title tracks(first: 2) { name ratingSummary { count } genre { name } } } }"
        ).json()
    tracks = answer["data"]["album"]["tracks"]
    assert [track["genre"] for track in tracks] == [{"name": "Rock"}] * 2
    assert [track["ratingSummary"] for track in tracks] == [None, None]
    assert [error["path"] for error in answer["errors"]] == [
        ["album", "tracks", n, "ratingSummary"] for n in (0, 1)
    ]
    assert {error["extensions"]["service"] for error in answer["errors"]} == {"ratings"}


@dataclass(frozen=True)
class InLoop:
    """A gateway in the test's own event loop, where its tasks can be counted."""

    host: str
    port: int
    path: str
    services: dict[str, RunningService]

    async def post(self, query: str) -> dict[str, Any]:
        """Send one operation on a connection of its own and return the answer."""
        reader, writer = await self.send(query)
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
        await writer.wait_closed()
        assert head.startswith(b"HTTP/1.1 200")
        answer: dict[str, Any] = json.loads(body)
        return answer

    async def send(self, query: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Send one operation and return the connection that its answer will come on."""
        reader, writer = await asyncio.open_connection(self.host, self.port)
        body = json.dumps({"query": query}).encode()
        head = (
            f"POST {self.path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer demo-token"
        )
        head += f"\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        return reader, writer


@asynccontextmanager
async def in_loop() -> AsyncIterator[InLoop]:
    with running(SERVICES) as servers:
        two_connections = {name: {"max_connections": 2, "timeout_s": 5.0} for name in servers}
        settings = patient_settings(servers, services=two_connections)
        application: Application = build(settings, music, log_stream=io.StringIO())
        server = make_server(application, drain_s=1.0)
        listener = listen("127.0.0.1", 0)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        assert await asyncio.to_thread(application.started.wait, 10)
        address = urlsplit(f"http://127.0.0.1:{listener.getsockname()[1]}")
        try:
            yield InLoop(address.hostname or "", address.port or 0, settings.http.path, dict(servers))
        finally:
            server.should_exit = True
            await serving
            listener.close()


async def test_after_200_requests_of_which_many_left_no_task_and_no_connection_is_taken() -> None:
    async with in_loop() as its:
        await its.post("{ album(id: 1) { title } customer(id: 1) { id } }")
        usual = {task.get_name() for task in asyncio.all_tasks()}
        its.services["catalog"].faults.add("hang", match=Match(path_prefix="/genres"))
        its.services["ratings"].faults.add("hang", probability=0.5, seed=3)
        for batch in range(10):
            await asyncio.gather(*(_one(its, batch * 20 + number) for number in range(20)))
        left = [task for task in asyncio.all_tasks() if task.get_name() not in usual]
        done, _ = await asyncio.wait(left, timeout=10) if left else (set(left), set())
        assert done == set(left)
        for service in its.services.values():
            service.faults.clear()
        async with asyncio.timeout(4):  # a connection that was not given back would hold these for 5 s
            answers = await asyncio.gather(*(its.post(PAGE) for _ in range(4)))
        assert [answer.get("errors") for answer in answers] == [None] * 4


async def _one(its: InLoop, number: int) -> None:
    """Ask for something that hangs and leave, as soon as it was asked or at once; or wait for an answer."""
    if number % 4 == 0:
        answer = await its.post(f"{{ album(id: {number}) {{ title artist {{ name }} }} }}")
        assert "errors" not in answer
        return
    _, writer = await its.send(
        "{ album(id: 1) { title tracks(first: 2) { genre { name } ratings { stars } } } }"
    )
    if number % 4 == 1:
        await asyncio.sleep(0)  # not a wait for anything: it leaves at another moment
    if number % 4 == 2:
        await asyncio.to_thread(_wait_for_a_call, its.services["catalog"])
    writer.transport.abort()


def _wait_for_a_call(service: RunningService) -> None:
    while not any(call.path == "/genres" for call in service.ledger.calls()):
        pass

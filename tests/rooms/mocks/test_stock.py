"""The stock service, called the way a gateway calls it."""

from collections.abc import Iterator
from dataclasses import replace

import httpx2
import pytest

from mocks import STOCK, Match, RunningService, running
from mocks.stock import TRACK_COUNT, stock_of


@pytest.fixture(scope="module")
def service() -> Iterator[RunningService]:
    with running([STOCK]) as servers:
        yield servers["stock"]


@pytest.fixture(scope="module")
def stock(service: RunningService) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=service.url) as client:
        yield client


def test_the_same_stock_in_every_process_and_python(stock: httpx2.Client) -> None:
    levels = [stock.get(f"/stock/1?region={region}").json() for region in ("eu", "us", "jp")]
    assert levels[0] == {
        "track_id": 1,
        "region": "eu",
        "available": 114,
        "price_cents": 109,
        "updated_at": "2025-12-20T15:32:33Z",
    }
    assert [(level["region"], level["available"], level["price_cents"]) for level in levels] == [
        ("eu", 114, 109),
        ("us", 169, 99),
        ("jp", 185, 179),
    ]


def test_every_track_has_its_price_in_every_region_and_some_are_sold_out() -> None:
    levels = [stock_of(track, "eu") for track in range(1, TRACK_COUNT + 1)]
    assert {level.price_cents for level in levels} == {89, 109, 129}
    assert min(level.available for level in levels) == 0
    assert 0.05 < sum(level.available == 0 for level in levels) / TRACK_COUNT < 0.15


@pytest.mark.parametrize("track", [0, -1, 3504])
def test_an_unknown_track_is_not_found(stock: httpx2.Client, track: int) -> None:
    assert stock.get(f"/stock/{track}?region=eu").status_code == 404


@pytest.mark.parametrize(
    "path", ["/stock/1", "/stock/1?region=mars", "/stock/1?region=", "/stock/one?region=eu"]
)
def test_what_it_does_not_understand_is_a_problem(stock: httpx2.Client, path: str) -> None:
    reply = stock.get(path)
    assert (reply.status_code, reply.headers["content-type"]) == (400, "application/problem+json")


def test_there_is_no_batch_form(stock: httpx2.Client) -> None:
    assert stock.get("/stock?ids=1,2&region=eu").status_code == 404
    assert stock.get("/stock/1,2?region=eu").status_code == 400


def test_each_call_takes_its_time(service: RunningService, stock: httpx2.Client) -> None:
    service.ledger.clear()
    for track in (1, 2, 3):
        stock.get(f"/stock/{track}?region=eu")
    durations_ms = [call.duration_ms or 0.0 for call in service.ledger.calls()]
    assert len(durations_ms) == 3
    assert min(durations_ms) >= 5


def test_the_latency_is_settable_and_health_has_none() -> None:
    with running([replace(STOCK, latency_ms=200)]) as servers:
        for path in ("/stock/1?region=eu", "/healthz"):
            httpx2.get(servers["stock"].url + path)
        own, health = (call.duration_ms or 0.0 for call in servers["stock"].ledger.calls())
    assert own >= 200
    assert health < 200


def test_it_is_flaky_where_a_fault_makes_it_so(service: RunningService, stock: httpx2.Client) -> None:
    service.faults.add("status", code=503, match=Match(query_contains="region=jp"), probability=0.5, seed=3)
    statuses = [stock.get("/stock/1?region=jp").status_code for _ in range(20)]
    elsewhere = [stock.get("/stock/1?region=eu").status_code for _ in range(5)]
    service.faults.clear()
    assert set(statuses) == {200, 503}
    assert elsewhere == [200] * 5

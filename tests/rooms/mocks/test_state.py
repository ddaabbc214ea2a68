"""State: what a service was told is there until it is reset, and never in another run."""

import re
from collections.abc import Callable, Iterator
from typing import Annotated

import httpx2
import pytest
from fastapi import APIRouter, Depends

from mocks import BILLING, PLAYLISTS, RATINGS, SERVICES, RunningService, Service, running, state_of
from mocks.server import build_app
from mocks.state import State

RATING = {"trackId": 1, "customerId": 1, "stars": 5, "comment": "Mine."}
ORDER = {"customer_id": 1, "lines": [{"track_id": 1, "quantity": 1}]}
KEYS = {"x-api-key": "billing-key", "idempotency-key": "a"}
STATEFUL = (BILLING, PLAYLISTS, RATINGS)


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, RunningService]]:
    with running(SERVICES) as started:
        yield dict(started)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx2.Client]:
    with httpx2.Client(headers=KEYS) as one:
        yield one


def tell(client: httpx2.Client, service: RunningService) -> httpx2.Response:
    if service.name == "billing":
        return client.post(service.url + "/invoices", json=ORDER)
    if service.name == "playlists":
        return client.post(service.url + "/playlists/2/entries", json={"track_id": 1})
    return client.post(service.url + "/ratings", json=RATING)


def remembered_count(client: httpx2.Client, service: RunningService) -> int:
    if service.name == "billing":
        return len(client.get(service.url + "/invoices?customer_ids=1").json()["data"]["invoices"]) - 7
    if service.name == "playlists":
        return len(client.get(service.url + "/playlists/entries?playlist_ids=2").json())
    found = client.post(service.url + "/ratings/query", json={"trackIds": [1]}).json()
    return sum(rating["comment"] == "Mine." for rating in found["ratings"])


def over_http(client: httpx2.Client, service: RunningService) -> None:
    assert client.delete(service.url + "/_control/state").status_code == 204


def in_python(_: httpx2.Client, service: RunningService) -> None:
    service.state.reset()


@pytest.mark.parametrize("reset", [over_http, in_python])
@pytest.mark.parametrize("name", [service.name for service in STATEFUL])
def test_a_reset_forgets_and_the_next_answer_is_the_first_again(
    client: httpx2.Client,
    servers: dict[str, RunningService],
    name: str,
    reset: Callable[[httpx2.Client, RunningService], None],
) -> None:
    first = tell(client, servers[name])
    assert (first.status_code, remembered_count(client, servers[name])) == (201, 1)
    reset(client, servers[name])
    assert remembered_count(client, servers[name]) == 0
    again = tell(client, servers[name])
    assert (again.status_code, again.content) == (201, first.content)
    reset(client, servers[name])


def test_two_runs_share_no_state_and_a_new_run_knows_nothing_of_an_old_one(client: httpx2.Client) -> None:
    with running(STATEFUL) as first, running(STATEFUL) as second:
        for name in first:
            assert tell(client, first[name]).status_code == 201
            assert remembered_count(client, first[name]) == 1
            assert remembered_count(client, second[name]) == 0
    with running(STATEFUL) as third:
        assert [remembered_count(client, third[name]) for name in third] == [0, 0, 0]


def test_a_service_without_state_is_reset_too(
    client: httpx2.Client, servers: dict[str, RunningService]
) -> None:
    for server in servers.values():
        over_http(client, server)


def test_a_reset_leaves_ledger_and_faults_alone(
    client: httpx2.Client, servers: dict[str, RunningService]
) -> None:
    catalog = servers["catalog"]
    catalog.faults.add("status", code=503)
    assert client.get(catalog.url + "/genres?ids=1").status_code == 503
    over_http(client, catalog)
    assert (len(catalog.ledger.calls()), len(catalog.faults.rules())) == (1, 1)
    catalog.faults.clear()


class Shelf:
    """A state of one's own."""


async def test_a_route_that_asks_for_another_state_than_its_service_has_fails_with_both_names() -> None:
    router = APIRouter()

    @router.get("/shelf")
    async def read_shelf(shelf: Annotated[Shelf, Depends(state_of(Shelf))]) -> str:
        return type(shelf).__name__

    service = Service("shelves", 8199, "One shelf.", router)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(build_app(service, State(Shelf)))) as client:
        assert (await client.get("http://shelves/shelf")).json() == "Shelf"
    app = build_app(service, State(service.new_state))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app)) as client:
        remedy = "but a route asks for a Shelf. Declare it: Service(..., new_state=Shelf)."
        with pytest.raises(TypeError, match=re.escape(remedy)):
            await client.get("http://shelves/shelf")

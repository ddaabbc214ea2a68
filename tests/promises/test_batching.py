"""No N+1: the services' ledgers say how many calls an answer took, and that no key was asked for twice."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mocks import Call
from tests.support.gateway import NO_LIMITS, ROOT, Gateway, gateway

ALBUM_PAGE = (ROOT / "schema" / "operations" / "album_page.graphql").read_text()
MANY_ALBUMS = """
query ManyAlbums($albums: Int!) {
  albums(first: $albums) {
    title
    artist { name }
    tracks(first: 30) {
      name genre { name } mediaType { name }
      ratings(first: 3) { stars customer { fullName supportRep { lastName } } }
      ratingSummary { average }
    }
  }
}
"""
MAX_BATCH = {"customers": 50, "ratings": 200, "catalog": 100}


@pytest.fixture(scope="module")
def unlimited() -> Iterator[Gateway]:
    with gateway(limits=NO_LIMITS) as running:
        yield running


@pytest.fixture
def fresh(unlimited: Gateway) -> Gateway:
    unlimited.reset()
    return unlimited


def keys_of(call: Call) -> list[int]:
    """Return the keys of a batch, whatever its style; none for a page."""
    if isinstance(call.body, dict):
        keys: Any = call.body["trackIds"]
        return [int(key) for key in keys]
    return [
        int(key)
        for name, values in call.query.items()
        if name.rstrip("s").endswith("id")
        for value in values
        for key in value.split(",")
    ]


def by_endpoint(running: Gateway) -> dict[tuple[str, str, str], list[list[int]]]:
    """Return the batches of keys by service, path and the parameter that they came in."""
    found: dict[tuple[str, str, str], list[list[int]]] = {}
    for service in running.services:
        for call in running.calls(service):
            keyed = next((name for name in call.query if name.rstrip("s").endswith("id")), "")
            found.setdefault((service, call.path, keyed), []).append(keys_of(call))
    return found


def test_an_album_with_artist_tracks_and_ratings_takes_four_calls(fresh: Gateway) -> None:
    album = fresh.data(ALBUM_PAGE, {"id": "1"})["album"]
    assert len(album["tracks"]) == 10
    assert len(fresh.calls()) <= 4
    assert fresh.calls_made() == {"catalog": 3, "ratings": 1}


@pytest.mark.parametrize("album_count", [1, 50, 100])
def test_lists_take_as_many_calls_as_their_distinct_keys_need(fresh: Gateway, album_count: int) -> None:
    albums = fresh.data(MANY_ALBUMS, {"albums": album_count})["albums"]
    assert len(albums) == album_count
    for (service, path, keyed), batches in by_endpoint(fresh).items():
        keys = [key for batch in batches for key in batch]
        assert len(keys) == len(set(keys)), f"{path}?{keyed} asked twice for one key"
        assert len(batches) <= max(1, math.ceil(len(keys) / MAX_BATCH[service])), f"{path}?{keyed}"


def test_fifty_albums_take_at_most_twice_the_calls_of_one(fresh: Gateway) -> None:
    fresh.data(MANY_ALBUMS, {"albums": 1})
    for_one = len(fresh.calls())
    fresh.reset()
    fresh.data(MANY_ALBUMS, {"albums": 50})
    assert len(fresh.calls()) <= 2 * for_one
    planned = fresh.estimate(MANY_ALBUMS, {"albums": 50}).calls_by_service()
    assert all(count <= planned.get(name, 0) for name, count in fresh.calls_made().items())


def test_two_requests_share_no_call_and_no_row(fresh: Gateway) -> None:
    for _ in range(2):
        fresh.data("{ album(id: 1) { title } }")
    assert fresh.calls_made()["catalog"] == 2


def test_nothing_of_one_caller_reaches_another(fresh: Gateway) -> None:
    """Two callers ask for the same rows at once: each call bears the token of the request it was made for."""
    query = "{ customer(id: 1) { email supportRep { lastName } } album(id: 1) { title } }"

    def ask(number: int) -> tuple[str, str]:
        token = f"Bearer caller-{number % 2}"
        answer = fresh.post(query, headers={"authorization": token, "x-request-id": f"request-{number:04}"})
        assert "errors" not in answer.json()
        return answer.headers["x-request-id"], token

    with ThreadPoolExecutor(8) as callers:
        tokens = dict(callers.map(ask, range(40)))
    assert len(tokens) == 40
    for call in fresh.calls("customers"):
        assert call.headers["authorization"] == tokens[call.headers["x-request-id"]]
    per_request = Counter(call.headers["x-request-id"] for call in fresh.calls("customers"))
    assert per_request == dict.fromkeys(tokens, 2)
    assert not any("authorization" in call.headers for call in fresh.calls("catalog"))


def test_a_caller_who_is_refused_does_not_refuse_the_one_beside(fresh: Gateway) -> None:
    def ask(token: str) -> tuple[Any, list[str]]:
        answer = fresh.post("{ customer(id: 1) { id } }", headers={"authorization": token}).json()
        return answer["data"], [error["extensions"]["code"] for error in answer.get("errors", ())]

    with ThreadPoolExecutor(8) as callers:
        answers = list(callers.map(ask, ["Bearer demo-token", "Bearer forbidden-token"] * 10))
    assert answers == [({"customer": {"id": "1"}}, []), ({"customer": None}, ["FORBIDDEN"])] * 10

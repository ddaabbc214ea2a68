"""The playlists service, called the way a gateway calls it."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from mocks import PLAYLISTS, RunningService, running
from mocks.playlists import Playlists


@pytest.fixture(scope="module")
def service() -> Iterator[RunningService]:
    with running([PLAYLISTS]) as servers:
        yield servers["playlists"]


@pytest.fixture(scope="module")
def client(service: RunningService) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=service.url) as one:
        yield one


@pytest.fixture
def playlists(service: RunningService, client: httpx2.Client) -> Iterator[httpx2.Client]:
    """A client; what it appends is gone after the test."""
    yield client
    service.state.reset()


def test_a_batch_is_the_playlists_found_in_order_of_id(playlists: httpx2.Client) -> None:
    assert playlists.get("/playlists?ids=18,1,99,1").json() == [
        {"id": 1, "name": "Music"},
        {"id": 18, "name": "On-The-Go 1"},
    ]


def test_pages_are_linked_to_the_end(playlists: httpx2.Client) -> None:
    seen: list[int] = []
    path = "/playlists?limit=7"
    while path:
        page = playlists.get(path)
        assert page.json()["total"] == 18
        seen += [row["id"] for row in page.json()["items"]]
        path = page.links.get("next", {}).get("url", "")
    assert seen == list(range(1, 19))


def test_the_link_names_the_next_page_as_the_standard_has_it(playlists: httpx2.Client) -> None:
    link = playlists.get("/playlists?limit=9").headers["link"]
    assert link == '</playlists?limit=9&offset=9>; rel="next"'


@pytest.mark.parametrize("query", ["limit=9&offset=9", "limit=100", "offset=18", "ids=1,2"])
def test_a_last_page_and_a_batch_have_no_link(playlists: httpx2.Client, query: str) -> None:
    assert "link" not in playlists.get(f"/playlists?{query}").headers


def test_entries_are_ids_in_their_places(playlists: httpx2.Client) -> None:
    assert playlists.get("/playlists/entries?playlist_ids=16,17&limit=2").json() == [
        {"playlist_id": 16, "track_id": 52, "position": 1},
        {"playlist_id": 16, "track_id": 2003, "position": 2},
        {"playlist_id": 17, "track_id": 1, "position": 1},
        {"playlist_id": 17, "track_id": 2, "position": 2},
    ]


def test_an_empty_playlist_and_an_unknown_one_have_no_entries(playlists: httpx2.Client) -> None:
    assert playlists.get("/playlists/entries?playlist_ids=2,99").json() == []


def test_a_large_playlist_is_cut_at_the_limit(playlists: httpx2.Client) -> None:
    assert len(playlists.get("/playlists/entries?playlist_ids=1&limit=500").json()) == 500
    assert len(playlists.get("/playlists/entries?playlist_ids=1,8").json()) == 100


def test_a_track_is_in_many_playlists(playlists: httpx2.Client) -> None:
    assert playlists.get("/playlists/by-track?track_ids=2,1,99999").json() == [
        {"track_id": track, "playlist_id": playlist} for track in (1, 2) for playlist in (1, 8, 17)
    ]


def test_an_appended_track_is_the_last_of_its_playlist(playlists: httpx2.Client) -> None:
    entry = {"playlist_id": 18, "track_id": 1, "position": 2}
    reply = playlists.post("/playlists/18/entries", json={"track_id": 1})
    assert (reply.status_code, reply.json()) == (201, entry)
    assert playlists.get("/playlists/entries?playlist_ids=18").json()[-1] == entry
    found = playlists.get("/playlists/by-track?track_ids=1").json()
    assert [row["playlist_id"] for row in found] == [1, 8, 17, 18]


def test_a_track_that_nobody_else_knows_is_welcome(playlists: httpx2.Client) -> None:
    assert playlists.post("/playlists/2/entries", json={"track_id": 99999}).status_code == 201
    assert playlists.get("/playlists/by-track?track_ids=99999").json() == [
        {"track_id": 99999, "playlist_id": 2}
    ]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/playlists/99/entries", {"track_id": 1}, 404),
        ("/playlists/1/entries", {"track_id": 1}, 409),
        ("/playlists/one/entries", {"track_id": 1}, 400),
        ("/playlists/2/entries", {}, 400),
        ("/playlists/2/entries", {"track_id": 0}, 400),
        ("/playlists/2/entries", {"track_id": "one"}, 400),
        ("/playlists/2/entries", {"track_id": 1, "position": 1}, 400),
    ],
)
def test_what_cannot_be_appended_is_a_problem(
    playlists: httpx2.Client, path: str, body: object, status: int
) -> None:
    reply = playlists.post(path, json=body)
    assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json")


@pytest.mark.parametrize(
    "path",
    [
        "/playlists?ids=",
        "/playlists?limit=0",
        "/playlists?limit=101",
        "/playlists?offset=-1",
        "/playlists/entries",
        "/playlists/entries?playlist_ids=1&limit=501",
        "/playlists/by-track?track_ids=" + ",".join(map(str, range(101))),
    ],
)
def test_what_it_does_not_understand_is_a_problem(playlists: httpx2.Client, path: str) -> None:
    assert playlists.get(path).status_code == 400


def test_tracks_appended_from_many_threads_each_have_their_place() -> None:
    playlists, start = Playlists(), threading.Barrier(8)

    def append(number: int) -> list[int]:
        start.wait()
        return [playlists.append(2, 1000 * number + place).position for place in range(1, 21)]

    with ThreadPoolExecutor(8) as threads:
        places = [place for own in threads.map(append, range(8)) for place in own]
    assert sorted(places) == list(range(1, 161))
    assert [entry.position for entry in playlists.entries(2, 500)] == list(range(1, 161))

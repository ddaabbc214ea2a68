"""The ratings service, called the way a gateway calls it."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from mocks import RATINGS, RunningService, running
from mocks.ratings import TRACK_COUNT, AddedRatings, NewRating, ratings_of


@pytest.fixture(scope="module")
def service() -> Iterator[RunningService]:
    with running([RATINGS]) as servers:
        yield servers["ratings"]


@pytest.fixture(scope="module")
def ratings(service: RunningService) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=service.url) as client:
        yield client


@pytest.fixture
def fresh(service: RunningService, ratings: httpx2.Client) -> Iterator[httpx2.Client]:
    """The same client; what it adds is gone after the test."""
    yield ratings
    service.state.reset()


def test_the_same_ratings_in_every_process_and_python(ratings: httpx2.Client) -> None:
    found = ratings.post("/ratings/query", json={"trackIds": [1], "limit": 1}).json()
    assert found == {
        "ratings": [
            {
                "id": 11,
                "trackId": 1,
                "customerId": 48,
                "stars": 4,
                "comment": None,
                "createdAt": "2025-05-02T11:02:33Z",
            }
        ]
    }


def test_a_limit_is_for_each_track_and_without_one_all_come(ratings: httpx2.Client) -> None:
    every = ratings.post("/ratings/query", json={"trackIds": [1, 2, 3, 1]}).json()["ratings"]
    two = ratings.post("/ratings/query", json={"trackIds": [3, 2, 1], "limit": 2}).json()["ratings"]
    counts = Counter(row["trackId"] for row in every)
    assert counts == {track: len(ratings_of(track)) for track in (1, 2, 3) if ratings_of(track)}
    assert Counter(row["trackId"] for row in two) == {track: min(2, n) for track, n in counts.items()}


def test_a_summary_sums_up_the_ratings(ratings: httpx2.Client) -> None:
    stars = [rating.stars for rating in ratings_of(1)]
    found = ratings.post("/summaries/query", json={"trackIds": [1]}).json()
    assert found == {
        "summaries": [{"trackId": 1, "average": round(sum(stars) / len(stars), 2), "count": len(stars)}]
    }


def test_a_track_without_ratings_and_an_unknown_one_are_left_out(ratings: httpx2.Client) -> None:
    unrated = next(track for track in range(1, TRACK_COUNT + 1) if not ratings_of(track))
    asked = {"trackIds": [unrated, 0, TRACK_COUNT + 1]}
    assert ratings.post("/ratings/query", json=asked).json() == {"ratings": []}
    assert ratings.post("/summaries/query", json=asked).json() == {"summaries": []}


def test_every_track_has_up_to_eight_ratings_each_by_another_customer() -> None:
    seen: set[int] = set()
    for track in range(1, TRACK_COUNT + 1):
        found = ratings_of(track)
        seen.add(len(found))
        assert len({rating.customer_id for rating in found}) == len(found)
        assert all(1 <= rating.customer_id <= 59 and 1 <= rating.stars <= 5 for rating in found)
    assert seen == set(range(9))


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"trackIds": "1"},
        {"trackIds": ["one"]},
        {"trackIds": [1], "limit": 0},
        {"track_ids": [1], "surprise": 1},
        {"trackIds": list(range(201))},
        [],
    ],
)
def test_what_it_does_not_understand_is_a_problem(ratings: httpx2.Client, body: object) -> None:
    reply = ratings.post("/ratings/query", json=body)
    assert (reply.status_code, reply.headers["content-type"]) == (400, "application/problem+json")


NEW = {"trackId": 1, "customerId": 7, "stars": 2, "comment": "Once was enough."}


def test_an_added_rating_is_in_the_lists_and_in_the_summary(fresh: httpx2.Client) -> None:
    added = fresh.post("/ratings", json=NEW)
    assert (added.status_code, added.json()) == (
        201,
        {"id": 40_001, "createdAt": "2026-01-01T00:00:00Z", **NEW},
    )
    found = fresh.post("/ratings/query", json={"trackIds": [1]}).json()["ratings"]
    assert found[-1] == added.json()
    stars = [rating.stars for rating in ratings_of(1)] + [2]
    (summary,) = fresh.post("/summaries/query", json={"trackIds": [1]}).json()["summaries"]
    assert summary == {"trackId": 1, "average": round(sum(stars) / len(stars), 2), "count": len(stars)}


def test_the_first_rating_of_an_unrated_track_gives_it_a_summary(fresh: httpx2.Client) -> None:
    unrated = next(track for track in range(1, TRACK_COUNT + 1) if not ratings_of(track))
    body = {"trackId": unrated, "customerId": 7, "stars": 5}
    assert fresh.post("/ratings", json=body).json()["comment"] is None
    found = fresh.post("/summaries/query", json={"trackIds": [unrated]}).json()
    assert found == {"summaries": [{"trackId": unrated, "average": 5.0, "count": 1}]}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"stars": 0}, 400),
        ({"stars": 6}, 400),
        ({"stars": "many"}, 400),
        ({"comment": "a" * 1001}, 400),
        ({"customerId": None}, 400),
        ({"id": 1}, 400),
        ({"trackId": 0}, 422),
        ({"trackId": TRACK_COUNT + 1}, 422),
        ({"customerId": 60}, 422),
    ],
)
def test_a_rating_that_cannot_be_is_refused_and_not_kept(
    fresh: httpx2.Client, change: dict[str, object], status: int
) -> None:
    reply = fresh.post("/ratings", json=NEW | change)
    assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json")
    assert fresh.post("/ratings", json=NEW).json()["id"] == 40_001


def test_generated_ids_end_before_the_added_ones() -> None:
    assert max(rating.id for rating in ratings_of(TRACK_COUNT)) < 40_001


def test_ratings_added_from_many_threads_are_all_kept() -> None:
    added, start = AddedRatings(), threading.Barrier(8)

    def rate(_: int) -> list[int]:
        start.wait()
        return [added.add(NewRating(track_id=1, customer_id=1, stars=3)).id for _ in range(20)]

    with ThreadPoolExecutor(8) as threads:
        ids = [number for own in threads.map(rate, range(8)) for number in own]
    assert sorted(ids) == list(range(40_001, 40_161))
    assert len(added.of_track(1)) == len(ratings_of(1)) + 160

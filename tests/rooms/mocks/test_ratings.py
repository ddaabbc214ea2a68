"""The ratings service, called the way a gateway calls it."""

from collections import Counter
from collections.abc import Iterator

import httpx2
import pytest

from mocks import RATINGS, running
from mocks.ratings import TRACK_COUNT, ratings_of


@pytest.fixture(scope="module")
def ratings() -> Iterator[httpx2.Client]:
    with running([RATINGS]) as servers, httpx2.Client(base_url=servers["ratings"].url) as client:
        yield client


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

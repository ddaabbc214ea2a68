"""The ratings service: what customers think of tracks, generated from a fixed seed, and what they add.

Its habit: batches by POST body, camelCase, and an object around each list.
"""

import random
import threading
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from .server import PROBLEM, Service
from .state import state_of

__all__ = ["RATINGS", "AddedRatings", "NewRating", "Rating", "Summary"]

SEED = 8103
MAX_TRACK_IDS = 200
MAX_RATINGS_OF_TRACK = 8
TRACK_COUNT = 3503
CUSTOMER_COUNT = 59
FIRST_ADDED_ID = 40_001  # generated ids end before
FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)
FIRST_ADDED_AT = datetime(2026, 1, 1, tzinfo=UTC)  # after every generated one, and the same in each run
COMMENTS = (
    None,
    None,
    "Again, please.",
    "A song for the road.",
    "Better live.",
    "Good, but too long.",
    "I bought the whole album after this.",
    "Not for me.",
    "The drummer saves it.",
)


class _CamelCase(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class Rating(_CamelCase):
    """What one customer thinks of one track."""

    id: int
    track_id: int
    customer_id: int
    stars: int = Field(ge=1, le=5)
    comment: str | None
    created_at: datetime


class NewRating(_CamelCase):
    """What a customer has to say of a track."""

    track_id: int
    customer_id: int
    stars: int = Field(ge=1, le=5)
    comment: str | None = Field(default=None, max_length=1000)


class Summary(_CamelCase):
    """What all customers think of one track that somebody rated."""

    track_id: int
    average: float = Field(description="Stars, to two digits")
    count: int


TrackIds = Annotated[list[int], Field(max_length=MAX_TRACK_IDS)]


class RatingsQuery(_CamelCase):
    """Whose ratings to return, and how many for each track; without a limit, all."""

    track_ids: TrackIds
    limit: int | None = Field(default=None, ge=1)


class RatingsFound(_CamelCase):
    """The ratings of the tracks asked for, in order of track and id."""

    ratings: list[Rating]


class SummariesQuery(_CamelCase):
    """Which tracks to sum up."""

    track_ids: TrackIds


class SummariesFound(_CamelCase):
    """The summaries of those tracks that somebody rated, in order of track."""

    summaries: list[Summary]


class AddedRatings:
    """The ratings that customers added in one run; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_track: dict[int, tuple[Rating, ...]] = {}
        self._count = 0

    def of_track(self, track_id: int) -> tuple[Rating, ...]:
        """Return all ratings of a track in order of id, the generated ones first."""
        return ratings_of(track_id) + self._by_track.get(track_id, ())

    def add(self, new: NewRating) -> Rating:
        """Add a rating, beside those that the customer may have given before."""
        with self._lock:
            rating = Rating(
                id=FIRST_ADDED_ID + self._count,
                created_at=FIRST_ADDED_AT + timedelta(seconds=self._count),
                **new.model_dump(),
            )
            self._count += 1
            self._by_track[new.track_id] = (*self._by_track.get(new.track_id, ()), rating)
            return rating


Added = Annotated[AddedRatings, Depends(state_of(AddedRatings))]
router = APIRouter()


@router.post("/ratings/query")
async def query_ratings(query: RatingsQuery, added: Added) -> RatingsFound:
    """Return the ratings of these tracks."""
    tracks = sorted(set(query.track_ids))
    return RatingsFound(
        ratings=[rating for track in tracks for rating in added.of_track(track)[: query.limit]]
    )


@router.post("/summaries/query")
async def query_summaries(query: SummariesQuery, added: Added) -> SummariesFound:
    """Return the average stars of these tracks; a track without ratings is left out."""
    rated = (added.of_track(track) for track in sorted(set(query.track_ids)))
    return SummariesFound(summaries=[_summary(ratings) for ratings in rated if ratings])


@router.post(
    "/ratings",
    status_code=201,
    responses={422: PROBLEM | {"description": "No such track or customer"}},
)
async def create_rating(new: NewRating, added: Added) -> Rating:
    """Add a rating of a track, in the name of a customer."""
    if not 1 <= new.track_id <= TRACK_COUNT:
        raise HTTPException(422, f"There is no track {new.track_id}.")
    if not 1 <= new.customer_id <= CUSTOMER_COUNT:
        raise HTTPException(422, f"There is no customer {new.customer_id}.")
    return added.add(new)


RATINGS = Service(
    name="ratings",
    port=8103,
    habit="Batches by POST body, at most 200 ids; camelCase; an object around each list.",
    router=router,
    new_state=AddedRatings,
)


@lru_cache(maxsize=TRACK_COUNT)  # unknown ids must not pile up
def ratings_of(track_id: int) -> tuple[Rating, ...]:
    """Return the ratings of a track in order of id: 0 to 8, the same in every process; none if unknown.

    Each track has dice of its own, so that the first call does not wait for all 3503 to be rated.
    """
    if not 1 <= track_id <= TRACK_COUNT:
        return ()
    dice = random.Random(SEED * 10_000 + track_id)
    raters = dice.sample(range(1, CUSTOMER_COUNT + 1), dice.randint(0, MAX_RATINGS_OF_TRACK))
    return tuple(
        Rating(
            id=track_id * 10 + place,
            track_id=track_id,
            customer_id=customer_id,
            stars=dice.choices((1, 2, 3, 4, 5), weights=(1, 2, 4, 6, 5))[0],
            comment=dice.choice(COMMENTS),
            created_at=FIRST_DAY + timedelta(seconds=dice.randrange(2 * 365 * 86_400)),
        )
        for place, customer_id in enumerate(raters, start=1)
    )


def _summary(ratings: tuple[Rating, ...]) -> Summary:
    stars = sum(rating.stars for rating in ratings)
    return Summary(track_id=ratings[0].track_id, average=round(stars / len(ratings), 2), count=len(ratings))

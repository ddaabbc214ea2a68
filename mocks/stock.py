"""The stock service: how many copies of a track each region has, and what they cost there, from a fixed seed.

Its habit: one track a call, and each takes its time. It is flaky only where faults make it so.
"""

import random
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Annotated, Literal, get_args

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, Field

from .server import PROBLEM, Service

__all__ = ["STOCK", "Region", "StockLevel"]

SEED = 8106
TRACK_COUNT = 3503
FIRST_DAY = datetime(2025, 1, 1, tzinfo=UTC)
SOLD_OUT_SHARE = 0.1
MAX_AVAILABLE = 250
Region = Literal["eu", "us", "jp"]
PRICES_CENTS: dict[Region, tuple[int, ...]] = {
    "eu": (89, 109, 129),
    "us": (79, 99, 119),
    "jp": (149, 179, 199),
}


class StockLevel(BaseModel):
    """What one region has of one track."""

    track_id: int
    region: Region
    available: int = Field(description="0 if it is sold out there")
    price_cents: int = Field(description="In cents of a US dollar, whatever the region")
    updated_at: datetime


router = APIRouter()


@router.get("/stock/{track_id}", responses={404: PROBLEM | {"description": "No such track"}})
async def read_stock(
    track_id: int, region: Annotated[Region, Query(description="Where it is sold")]
) -> StockLevel:
    """Return what one region has of one track."""
    if not 1 <= track_id <= TRACK_COUNT:
        raise HTTPException(404, f"There is no track {track_id}.")
    return stock_of(track_id, region)


STOCK = Service(
    name="stock",
    port=8106,
    habit="One track a call, no batches; each call takes 5 ms.",
    router=router,
    latency_ms=5.0,
)


@cache
def stock_of(track_id: int, region: Region) -> StockLevel:
    """Return the stock of a track in a region, the same in every process."""
    dice = random.Random(SEED * 100_000 + track_id * 10 + get_args(Region).index(region))
    is_sold_out = dice.random() < SOLD_OUT_SHARE
    return StockLevel(
        track_id=track_id,
        region=region,
        available=0 if is_sold_out else dice.randint(1, MAX_AVAILABLE),
        price_cents=dice.choice(PRICES_CENTS[region]),
        updated_at=FIRST_DAY + timedelta(seconds=dice.randrange(365 * 86_400)),
    )

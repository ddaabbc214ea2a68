"""Ratings of tracks, from the ratings service."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from bff import link
from schema.services import customers_by_id

if TYPE_CHECKING:
    from .customer import Customer


@strawberry.type(description="What one customer thinks of one track.")
class Rating:
    id: strawberry.ID
    stars: int
    comment: str | None
    created_at: datetime
    customer_id: strawberry.Private[int]
    customer: Annotated["Customer", strawberry.lazy("schema.types.customer")] | None = link(
        customers_by_id, key="customer_id"
    )


@strawberry.type(description="What all customers think of one track.")
class RatingSummary:
    average: float
    count: int

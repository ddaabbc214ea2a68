"""What a region has of a track, from the stock service, which is asked for one track at a time."""

from datetime import datetime
from decimal import Decimal

import strawberry

from .money import dollars


@strawberry.type(description="What one region has of one track, and what it costs there.")
class StockLevel:
    region: str
    available: int = strawberry.field(description="Copies; 0 where it is sold out.")
    updated_at: datetime = strawberry.field(description="When somebody last counted.")
    price_cents: strawberry.Private[int]

    @strawberry.field(description="In US dollars, whatever the region.")
    def price(self) -> Decimal:
        return dollars(self.price_cents)

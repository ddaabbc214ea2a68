"""What a region has of a track, from the stock service, which is asked for one track at a time."""

from datetime import datetime
from enum import Enum

import strawberry

from .money import Money, cents

FEW = 10


@strawberry.enum(description="Where something is sold.")
class Region(Enum):
    EU = "eu"
    US = "us"
    JP = "jp"


@strawberry.enum(description="How sure a buyer can be of a copy.")
class Availability(Enum):
    IN_STOCK = "in_stock"
    FEW_LEFT = "few_left"
    SOLD_OUT = "sold_out"


@strawberry.type(description="What one region has of one track, and what it costs there.")
class StockLevel:
    region: Region
    available: int = strawberry.field(description="Copies; 0 where it is sold out.")
    updated_at: datetime = strawberry.field(description="When somebody last counted.")
    price_cents: strawberry.Private[int]

    @strawberry.field(description="What a copy costs there.")
    def price(self) -> Money:
        return cents(self.price_cents)

    @strawberry.field(description=f"In words for a shop window: fewer than {FEW} copies are few.")
    def availability(self) -> Availability:
        if self.available == 0:
            return Availability.SOLD_OUT
        return Availability.FEW_LEFT if self.available < FEW else Availability.IN_STOCK

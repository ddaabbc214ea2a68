"""What was sold of a track, from the billing service, which adds up the lines of its invoices."""

from datetime import date

import strawberry

from bff import read_from

from .money import Money, cents


@strawberry.type(description="What all customers bought of one track.")
class TrackSales:
    copies: int
    last_sold_on: date = read_from("last_sold")
    revenue_cents: strawberry.Private[int]

    @strawberry.field(description="What they paid for it.")
    def revenue(self) -> Money:
        return cents(self.revenue_cents)

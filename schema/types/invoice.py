"""An invoice and its lines, from the billing service, which counts in cents."""

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from bff import ListSize, link, read_from
from schema.services import customers_by_id, lines_by_invoice, tracks_by_id

from .address import Address
from .money import dollars

if TYPE_CHECKING:
    from .customer import Customer
    from .track import Track


@strawberry.type(description="One track on an invoice, at the price of that day.")
class InvoiceLine:
    id: strawberry.ID
    quantity: int
    unit_price_cents: strawberry.Private[int]
    track_id: strawberry.Private[int]
    track: Annotated["Track", strawberry.lazy("schema.types.track")] | None = link(
        tracks_by_id, key="track_id", description="What was bought; null where it is no longer sold."
    )

    @strawberry.field(description="In US dollars.")
    def unit_price(self) -> Decimal:
        return dollars(self.unit_price_cents)

    @strawberry.field(description="Unit price times quantity, in US dollars.")
    def amount(self) -> Decimal:
        return dollars(self.unit_price_cents * self.quantity)


@strawberry.type(description="What a customer bought in one go.")
class Invoice:
    id: strawberry.ID
    invoice_date: datetime.date = strawberry.field(name="date", description="The day of the purchase.")
    billing_address: Address = read_from(
        "billing", description="Where it was sent; the customer may have moved since."
    )
    total_cents: strawberry.Private[int]
    customer_id: strawberry.Private[int]
    customer: Annotated["Customer", strawberry.lazy("schema.types.customer")] | None = link(
        customers_by_id, key="customer_id"
    )
    lines: list[InvoiceLine] = link(lines_by_invoice, key="id", first=ListSize(default=20, max=100))

    @strawberry.field(description="The sum of all lines, in US dollars.")
    def total(self) -> Decimal:
        return dollars(self.total_cents)

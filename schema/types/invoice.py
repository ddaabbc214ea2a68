"""An invoice and its lines, from the billing service, which counts in cents."""

import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from bff import Context, ListSize, link, loads, node_id, read_from
from schema.services import customers_by_id, invoices_by_id, lines_by_invoice, tracks_by_id

from .address import Address
from .money import Money, cents
from .node import Node

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

    @strawberry.field(description="What one copy cost that day.")
    def unit_price(self) -> Money:
        return cents(self.unit_price_cents)

    @strawberry.field(description="Unit price times quantity.")
    def total(self) -> Money:
        return cents(self.unit_price_cents * self.quantity)


@strawberry.type(description="What a customer bought in one go.")
class Invoice(Node):
    id: strawberry.ID
    node_id: strawberry.ID = node_id(invoices_by_id)
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

    @strawberry.field(description="The sum of all lines.")
    def total(self) -> Money:
        return cents(self.total_cents)

    @strawberry.field(
        description="How many copies stand on it, all lines together.",
        metadata=loads(lines_by_invoice, InvoiceLine),
    )
    async def copies(self, info: strawberry.Info[Context, None]) -> int | None:
        lines = await info.context.load_many(lines_by_invoice, self.id, InvoiceLine)
        return sum(line.quantity for line in lines)

"""A customer, from the customers service, with the invoices that billing has."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from bff import ListSize, link
from schema.services import employees_by_id, invoices_by_customer

from .address import Address
from .invoice import Invoice

if TYPE_CHECKING:
    from .employee import Employee


@strawberry.type(description="Somebody who buys music.")
class Customer:
    id: strawberry.ID
    first_name: str
    last_name: str
    company: str | None
    email: str
    phone: str | None
    address: Address
    support_rep_id: strawberry.Private[int | None]
    support_rep: Annotated["Employee", strawberry.lazy("schema.types.employee")] | None = link(
        employees_by_id, key="support_rep_id", description="Who looks after this customer."
    )
    invoices: list[Invoice] = link(
        invoices_by_customer, key="id", first=ListSize(default=10, max=100), description="Newest first."
    )

    @strawberry.field(description="First and last name.")
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

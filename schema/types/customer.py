"""A customer and the employees who look after customers, from the customers service."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from bff import link
from schema.services import employees_by_id

from .address import Address

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
        employees_by_id, key="support_rep_id"
    )

    @strawberry.field(description="First and last name.")
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

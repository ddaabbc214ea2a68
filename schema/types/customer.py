"""A customer, from the customers service, with the invoices that billing has."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from bff import Connection, ListSize, link, node_id
from schema.services import customers_by_id, employees_by_id, invoices_by_customer, invoices_of_customer

from .invoice import Invoice
from .node import Node
from .person import Person

if TYPE_CHECKING:
    from .employee import Employee


@strawberry.type(description="Somebody who buys music.")
class Customer(Node, Person):
    id: strawberry.ID
    node_id: strawberry.ID = node_id(customers_by_id)
    company: str | None
    support_rep_id: strawberry.Private[int | None]
    support_rep: Annotated["Employee", strawberry.lazy("schema.types.employee")] | None = link(
        employees_by_id, key="support_rep_id", description="Who looks after this customer."
    )
    invoices: list[Invoice] | None = link(
        invoices_by_customer,
        key="id",
        first=ListSize(default=10, max=100),
        description="The newest ones, newest first: one call, for however many customers.",
    )
    invoices_connection: Connection[Invoice] | None = link(
        invoices_of_customer,
        key="id",
        first=ListSize(default=10, max=100),
        description="All of them in pages, newest first. One call for each customer.",
    )

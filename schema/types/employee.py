"""An employee, from the customers service."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from bff import ListSize, link, node_id
from schema.services import customers_by_rep, employees_by_id, employees_by_manager

from .node import Node
from .person import Person

if TYPE_CHECKING:
    from .customer import Customer


@strawberry.type(description="Somebody who works for the store.")
class Employee(Node, Person):
    id: strawberry.ID
    node_id: strawberry.ID = node_id(employees_by_id)
    title: str | None = strawberry.field(description="What the employee does.")
    hire_date: date
    reports_to_id: strawberry.Private[int | None]
    reports_to: Annotated["Employee", strawberry.lazy("schema.types.employee")] | None = link(
        employees_by_id, key="reports_to_id", description="The manager; null at the top."
    )
    reports: list[Annotated["Employee", strawberry.lazy("schema.types.employee")]] = link(
        employees_by_manager,
        key="id",
        first=ListSize(default=10, max=50),
        description="Those who report to this employee.",
    )
    customers: list[Annotated["Customer", strawberry.lazy("schema.types.customer")]] = link(
        customers_by_rep,
        key="id",
        first=ListSize(default=10, max=50),
        description="Those whom this employee looks after.",
    )

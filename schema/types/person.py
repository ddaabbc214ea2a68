"""What customers and employees have in common: who they are, and how they are reached."""

import strawberry

from .address import Address


@strawberry.interface(description="A customer or an employee, as a list of contacts shows them.")
class Person:
    first_name: str
    last_name: str
    email: str
    phone: str | None
    address: Address

    @strawberry.field(description="First and last name.")
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

"""A postal address, embedded in the rows of customers and employees."""

import strawberry


@strawberry.type(description="Where somebody lives or works.")
class Address:
    street: str
    city: str
    state: str | None
    country: str
    postal_code: str | None

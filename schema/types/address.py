"""A postal address, embedded in the rows of customers, employees and invoices."""

import strawberry


@strawberry.type(description="Where somebody is reached by post, as far as it is known.")
class Address:
    street: str | None
    city: str | None
    state: str | None
    country: str | None
    postal_code: str | None

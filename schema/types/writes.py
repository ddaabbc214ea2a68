"""What a caller gives to write something."""

import strawberry


@strawberry.input(description="One track to buy.")
class InvoiceLineInput:
    track_id: strawberry.ID
    quantity: int = 1


@strawberry.input(description="What a customer buys in one go.")
class InvoiceInput:
    customer_id: strawberry.ID
    lines: list[InvoiceLineInput]


@strawberry.input(description="What a customer thinks of a track.")
class RatingInput:
    track_id: strawberry.ID
    customer_id: strawberry.ID
    stars: int = strawberry.field(description="From 1 to 5.")
    comment: str | None = None

"""Money as the graph shows it: exact, with both digits of the cents, and never without its currency."""

from decimal import Decimal
from enum import Enum

import strawberry


@strawberry.enum(description="By its code in ISO 4217.")
class Currency(Enum):
    USD = "USD"


@strawberry.type(description="An amount of money.")
class Money:
    amount: Decimal = strawberry.field(description="To the cent: 1.00 is one dollar.")
    currency: Currency


def dollars(amount: Decimal) -> Money:
    """Return an amount that a service gave in dollars: all of them count in those of the United States."""
    return Money(amount=amount, currency=Currency.USD)


def cents(count: int) -> Money:
    """Return an amount that a service gave in cents: `cents(100)` is written 1.00."""
    return dollars(Decimal(count).scaleb(-2))

"""Money as the graph shows it: exact, in US dollars, with both digits of the cents."""

from decimal import Decimal

__all__ = ["dollars"]


def dollars(cents: int) -> Decimal:
    """Return an amount that a service gave in cents: `dollars(100)` is written 1.00."""
    return Decimal(cents).scaleb(-2)

"""What may run: documents that parse, validate and keep their limits, at a price that is within them."""

from .fits import find_fit
from .inspect import Inspector
from .price import judge, price
from .variables import coerce

__all__ = ["Inspector", "coerce", "find_fit", "judge", "price"]

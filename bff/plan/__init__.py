"""Operation to plan: what will be fetched, and a formula for what that costs; pure."""

from .build import make
from .cache import Planner
from .explain import explain
from .price_tree import price_tree

__all__ = ["Planner", "explain", "make", "price_tree"]

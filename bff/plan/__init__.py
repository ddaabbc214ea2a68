"""Operation to plan: what will be fetched, and a formula for what that costs; pure."""

from .build import make
from .cache import Planner
from .explain import Explanation, as_json, explain

__all__ = ["Explanation", "Planner", "as_json", "explain", "make"]

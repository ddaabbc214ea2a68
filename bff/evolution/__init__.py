"""Old and new contracts to a verdict: pure."""

from .compare import Change, compare

__all__ = ["Change", "compare"]

"""Plan to outcome: the links of a plan, and the projection of what they fetched."""

from .run import run

__all__ = ["run"]

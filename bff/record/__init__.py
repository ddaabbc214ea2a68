"""Facts to a log of expensive operations; never raises, never delays a request."""

from .query_log import QueryLog

__all__ = ["QueryLog"]

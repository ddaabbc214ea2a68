"""Facts to a log of expensive operations; never raises, never delays a request."""

from .recorder import Recorder

__all__ = ["Recorder"]

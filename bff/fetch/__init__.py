"""Keys to rows: the row table of a request, its loaders, and the folding of keys into few calls."""

from .exchange import Readers
from .table import RowTable

__all__ = ["Readers", "RowTable"]

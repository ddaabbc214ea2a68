"""The command `bff`: serve a graph, try it, price its operations, check it."""

from .main import main

__all__ = ["main"]

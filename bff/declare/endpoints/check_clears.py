"""Checks what a write says that it clears."""

from __future__ import annotations

from collections.abc import Iterator

from .endpoint import Endpoint

__all__ = ["clears_problems"]


def clears_problems(method: str, clears: object) -> Iterator[tuple[str, str]]:
    """Yield what is wrong, and what to do."""
    if clears is None:
        return
    if method == "GET":
        yield "has clears=, but a GET changes nothing.", "Remove clears=, or declare what the call really is."
    if not isinstance(clears, list | tuple):
        yield (
            f"has clears={clears!r}, which is no list.",
            "Write clears=[albums_by_id], with each endpoint whose rows the write changes.",
        )
        return
    for each in clears:
        if not isinstance(each, Endpoint):
            yield (
                f"clears {each!r}, which is no endpoint.",
                "Name those that read what the write changes: clears=[albums_by_id].",
            )

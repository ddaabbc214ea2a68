"""Checks a link whose field is a connection: pages to show, a length for them, and nothing bound twice."""

from __future__ import annotations

from collections.abc import Iterator

from bff.declare.endpoints.endpoint import Endpoint
from bff.declare.endpoints.paging import AFTER, OFFSET

from .link import LinkDeclaration

__all__ = ["connection_problems"]

Found = Iterator[tuple[str, str]]
"""What is wrong, and what to do."""


def connection_problems(link: LinkDeclaration, *, is_write: bool) -> Found:
    """Yield what is wrong with a connection beside its form; `is_write`: it stands in the mutation type."""
    endpoint = link.endpoint
    if isinstance(endpoint, Endpoint) and endpoint.paging is None and endpoint.kind != "one":
        yield (
            f"is a connection, but {endpoint!r} says nothing of pages.",
            'Add paging=Offset(), Cursor(next="page.next") or NextUrl(header="Link") to the endpoint, '
            "or make the field a list.",
        )
    if is_write:
        yield (
            "is a connection in a mutation, which would be done again for each page.",
            "Return the object that was written, and let it have the connection.",
        )
    if link.size is not None:
        yield (
            "is a connection with size=, but its caller chooses the length.",
            "Write first=ListSize(default=10, max=100) in its place.",
        )
    elif link.first is None:
        yield (
            "is a connection without first=, so its pages have no length and no price.",
            "Add first=ListSize(default=10, max=100).",
        )
    for name in (OFFSET, AFTER):
        if name in link.bindings:
            yield (
                f"has {name}=, which a connection fills by itself, from its argument 'after'.",
                "Remove it, or make the field a list.",
            )

"""How a service gives a list in pages: what the author of an endpoint says in `paging=`.

Paths lead into the reply, under the service's names, as those of `rows=` do. How many rows there are in all
is said by `total`, a path, or by `total_header`; without either, nobody knows.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["AFTER", "OFFSET", "Cursor", "NextUrl", "Offset", "Paging", "has_total"]

OFFSET = "offset"
"""The placeholder for the number of rows to leave out."""
AFTER = "after"
"""The placeholder for a service's own cursor, which a first page is asked for without; and the argument of a
connection."""


@dataclass(frozen=True, slots=True)
class Offset:
    """The service leaves out as many rows as `{offset}` says.

    Without a total, one row more than `first` is asked for, to see whether there is one.
    """

    total: str = ""
    total_header: str = ""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The service says in each reply what `{after}` shall be for the next page.

    `next` is the path to that text; null, empty or absent on the last page. It must mark a place in the list,
    whatever number of rows is asked for from there.
    """

    next: str
    total: str = ""
    total_header: str = ""


@dataclass(frozen=True, slots=True)
class NextUrl:
    """The service says in each reply at which URL the next page is, in a header or in a field of the body.

    `header="Link"` is the one of RFC 8288 and means its `rel="next"`; any other header is the URL itself. The
    URL is not followed: the value of the parameter that `{after}` fills is taken from it, and nothing else.
    That value must mark a place in the list: an offset or a token, not the number of a page.
    """

    header: str = ""
    field: str = ""
    total: str = ""
    total_header: str = ""


Paging = Offset | Cursor | NextUrl


def has_total(paging: Paging) -> bool:
    """Return True where the service says how many rows there are in all."""
    return bool(paging.total or paging.total_header)

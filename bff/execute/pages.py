"""The pages of a connection: which rows a cursor asks for, and what is shown of those that came; pure.

With offsets, a place is a number of rows. With cursors of the service, it is one of these and a number of
rows after it: the service names only where its own pages begin, so a place in the middle of one is reached
by asking for that page again and leaving out what was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from bff.declare.endpoints.paging import AFTER, OFFSET, Offset, has_total
from bff.declare.fields.link import FIRST, Link
from bff.errors import ServiceFailure
from bff.flow.page import Page

from .cursors import START, Place, decode, encode

__all__ = ["ShownEdge", "ShownPage", "asked_page", "place_of", "shown_page"]

Fact = TypeVar("Fact", str | None, int | None)


def place_of(link: Link, arguments: Mapping[str, object]) -> Place | None:
    """Return where the page begins that is asked for; None where `after` is no cursor of this list."""
    after = arguments.get(AFTER)
    return START if after is None else decode(str(after), is_offset=_has_offsets(link))


def asked_page(link: Link, place: Place, arguments: Mapping[str, object]) -> Mapping[str, object]:
    """Return what is sent for `{first}`, `{offset}` and `{after}`.

    At least one row is asked for, because many services refuse a page of none, and only a row shows that one
    follows.
    """
    first = _first(link, arguments)
    if _has_offsets(link):
        paging = link.source.endpoint.paging
        more = 0 if paging is not None and has_total(paging) else 1
        return {FIRST: max(1, first + more), OFFSET: place.count}
    limit = min(first + place.count, link.first.max if link.first is not None else first)
    return {FIRST: max(1, limit), AFTER: place.token}


def shown_page(link: Link, value: object, arguments: Mapping[str, object]) -> ShownPage:
    """Return the field's value: of a page, of the rows of one key in a batch, or of nothing (None)."""
    if not isinstance(value, Page):
        paging = link.source.endpoint.paging
        rows = value if isinstance(value, tuple) else ()
        value = Page(rows, total=len(rows) if paging is not None and has_total(paging) else None)
    place = place_of(link, arguments) or START
    return ShownPage(value, place, _first(link, arguments), _has_offsets(link))


@dataclass(frozen=True, slots=True)
class ShownEdge:
    """What `Edge` has."""

    node: object
    place: Place
    """Behind the row."""
    is_offset: bool

    @property
    def cursor(self) -> str:
        """The cursor, made when it is read."""
        return encode(self.place, is_offset=self.is_offset)


@dataclass(frozen=True, slots=True)
class ShownPage:
    """What `Connection` and `PageInfo` have, each part made when it is read.

    A part that depends on what the service should have said raises its failure, there and nowhere else.
    """

    page: Page
    place: Place
    """Where it begins."""
    first: int
    is_offset: bool

    @property
    def edges(self) -> tuple[ShownEdge, ...]:
        """The rows with their cursors."""
        return tuple(
            [
                ShownEdge(self.page.rows[number], self._behind(number), self.is_offset)
                for number in range(self._begin, self._end)
            ]
        )

    @property
    def nodes(self) -> tuple[object, ...]:
        """The rows."""
        return self.page.rows[self._begin : self._end]

    @property
    def total_count(self) -> int | None:
        """The rows of all pages."""
        return _known(self.page.total)

    @property
    def page_info(self) -> ShownPage:
        """The page, which knows what is before and after it."""
        return self

    @property
    def has_next_page(self) -> bool:
        """True if rows follow: some that came and were cut, or some that the service speaks of."""
        if self._end < len(self.page.rows):
            return True
        if not self.is_offset:
            return _known(self.page.next) is not None
        total = _known(self.page.total)
        return total is not None and 0 < len(self.page.rows) < total - self.place.count

    @property
    def has_previous_page(self) -> bool:
        """True if a row was before this page when its cursor was made."""
        return self.place.has_rows_before

    @property
    def start_cursor(self) -> str | None:
        """The cursor of the first edge."""
        return self._cursor(self._behind(self._begin)) if self._begin < self._end else None

    @property
    def end_cursor(self) -> str | None:
        """The cursor of the last edge; on a page without edges, of the place from where to go on, if any."""
        if self._begin < self._end:
            return self._cursor(self._behind(self._end - 1))
        place = self._onward()
        return None if place == START else self._cursor(place)

    @property
    def _begin(self) -> int:
        """The number of the first row to show, among those that came."""
        return 0 if self.is_offset else self.place.count

    @property
    def _end(self) -> int:
        """The number of the first row that is not shown."""
        return min(self._begin + self.first, len(self.page.rows))

    def _behind(self, number: int) -> Place:
        """Return the place behind a row that came."""
        if self.is_offset:
            return Place(self.place.count + number + 1)
        if number + 1 == len(self.page.rows) and isinstance(self.page.next, str):
            return Place(0, self.page.next)
        return Place(number + 1, self.place.token)

    def _onward(self) -> Place:
        """Return where to go on from a page without edges: what it lacked, the next one leaves out."""
        seen = len(self.page.rows)
        if not self.is_offset and self._begin >= seen and isinstance(self.page.next, str):
            return replace(self.place, count=self._begin - seen, token=self.page.next)
        return self.place

    def _cursor(self, place: Place) -> str:
        return encode(place, is_offset=self.is_offset)


def _has_offsets(link: Link) -> bool:
    return isinstance(link.source.endpoint.paging, Offset)


def _first(link: Link, arguments: Mapping[str, object]) -> int:
    first = arguments.get(FIRST, link.first.default if link.first is not None else 0)
    return first if isinstance(first, int) else 0


def _known(fact: Fact | ServiceFailure) -> Fact:
    """Return a fact of the page, or raise its failure: a new one each time, with a traceback of its own."""
    if isinstance(fact, ServiceFailure):
        raise ServiceFailure(fact.code, service=fact.service, endpoint=fact.endpoint, detail=fact.detail)
    return fact

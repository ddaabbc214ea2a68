"""What a resolver sees of the running request: `info.context`."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping

from bff.declare.link import Link
from bff.declare.node import Reference

from .follow import Asked, asked_of, chosen_of, shown
from .rows import Rows
from .side_by_side import side_by_side

__all__ = ["RunContext"]


class RunContext:
    """The context of one request: it follows links, from the row table where the value is there already."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def follow(
        self, link: Link, parent: object, arguments: Mapping[str, object]
    ) -> object | Awaitable[object]:
        """Return the value of `link` for `parent`.

        At once where the plan's run has fetched it; otherwise (below a hand-written resolver, in a mutation)
        an awaitable that is batched with its siblings.

        Raises:
            ServiceFailure: the row could not be had.
            GraphQLError: the caller's id cannot be sent, or the cursor is none of this list.
        """
        asked = asked_of(link, parent, arguments)
        if asked is None:
            return shown(link, None, arguments)
        found = {
            key: self._rows.peek(link.source, asked.arguments, key, is_list=link.brings_list)
            for key in asked.keys
        }
        if self._rows.missing in found.values():
            return self._load(link, asked, arguments)
        return shown(link, asked.value(found), arguments)

    def refer(
        self, reference: Reference, parent: object, arguments: Mapping[str, object]
    ) -> object | Awaitable[object]:
        """Return the object that `reference` names for `parent`, as `follow` does."""
        chosen = chosen_of(reference, parent, arguments)
        return None if chosen is None else self.follow(chosen[0], parent, chosen[1])

    def forget(self) -> None:
        """Forget all rows: what follows may not be answered from before a write."""
        self._rows.forget()

    async def _load(self, link: Link, asked: Asked, arguments: Mapping[str, object]) -> object:
        work = [
            self._rows.load(link.source, asked.arguments, key, is_list=link.brings_list) for key in asked.keys
        ]
        found = dict(zip(asked.keys, await side_by_side(work), strict=True))
        return shown(link, asked.value(found), arguments)

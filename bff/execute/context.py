"""What a resolver sees of the running request: `info.context`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from types import CoroutineType
from typing import Any, TypeVar, cast

from bff.declare.context import Caller
from bff.declare.endpoints.service import Endpoint
from bff.declare.fields.link import Link
from bff.declare.fields.loads import Load
from bff.declare.fields.node import Reference
from bff.flow.plan import PlannedField
from bff.flow.request import GraphQLRequest

from .cleared import cleared_by
from .follow import Asked, asked_of, chosen_of, shown
from .gate import Gate
from .loader import Loader
from .rows import Rows
from .side_by_side import side_by_side

__all__ = ["RunContext"]

Row = TypeVar("Row")


class RunContext:
    """The context of one request: it follows links, from the row table where the value is there already.

    Each call of a resolver that declares loads gets one of its own, with a loader.
    """

    __slots__ = ("_gate", "_loader", "_request", "_rows")

    def __init__(
        self, rows: Rows, request: GraphQLRequest, *, gate: Gate | None = None, loader: Loader | None = None
    ) -> None:
        self._rows = rows
        self._request = request
        self._gate = gate
        self._loader = loader

    @property
    def caller(self) -> Caller:
        """Who asks, unverified."""
        return self._request.caller

    @property
    def request_id(self) -> str:
        """The id that the answer carries."""
        return self._request.request_id

    @property
    def trace_id(self) -> str:
        """The trace that the request belongs to."""
        return self._request.trace.trace_id

    async def load(
        self, endpoint: Endpoint, key: object, into: type[Row], **placeholders: object
    ) -> Row | None:
        """Return the row of `key`, as `bff.Context` says."""
        row: Row | None = await self._own_loader().load(endpoint, key, into, placeholders, is_list=False)
        return row

    async def load_many(
        self, endpoint: Endpoint, key: object, into: type[Row], **placeholders: object
    ) -> Sequence[Row]:
        """Return the rows of `key`, as `bff.Context` says."""
        rows: Sequence[Row] = await self._own_loader().load(endpoint, key, into, placeholders, is_list=True)
        return rows

    def resolve(
        self, loads: tuple[Load, ...], resolver: Callable[..., object], source: object, info: Any, given: Any
    ) -> object:
        """Return what a resolver returns that is called with a context of its own, which loads these."""
        loader = Loader(self._rows, loads, self._gate)
        own = RunContext(self._rows, self._request, loader=loader)
        try:
            value = resolver(source, info._replace(context=own), **given)
        except BaseException:
            loader.end()
            raise
        if not info.is_awaitable(value):
            loader.end()
            return value
        if self._gate is not None and isinstance(value, CoroutineType):
            self._gate.coroutines.append(value)
        return _to_its_end(cast("Awaitable[object]", value), loader)

    def gated(self, coroutines: list[Coroutine[Any, Any, Any]]) -> RunContext:
        """Return a context whose loads are held back until `open` and then leave together.

        `coroutines` gets those of the resolvers.
        """
        return RunContext(self._rows, self._request, gate=Gate(self._rows, coroutines))

    def open(self) -> None:
        """Say that all resolvers of this context are called."""
        if self._gate is not None:
            self._gate.open()

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

    def forget(self, field: PlannedField) -> None:
        """Forget what a field of a mutation's root may change, as far as it is known."""
        self._rows.forget(cleared_by(field))

    def _own_loader(self) -> Loader:
        return self._loader or Loader(self._rows, (), None)

    async def _load(self, link: Link, asked: Asked, arguments: Mapping[str, object]) -> object:
        work = [
            self._rows.load(link.source, asked.arguments, key, is_list=link.brings_list) for key in asked.keys
        ]
        found = dict(zip(asked.keys, await side_by_side(work), strict=True))
        return shown(link, asked.value(found), arguments)


async def _to_its_end(value: Awaitable[object], loader: Loader) -> object:
    try:
        return await value
    finally:
        loader.end()

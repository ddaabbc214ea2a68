"""Documents looked into once and kept, refused ones too, so that a repeated attack costs a look-up."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from cachetools import LRUCache
from graphql import DocumentNode, GraphQLSchema
from graphql.execution.values import VariableValues

from bff.config import LimitSettings
from bff.errors import Code, Refusal, RequestRefused
from bff.flow.operation import Operation

from .linear import check_shape
from .normalise import operation_hash
from .parse import choose, fragments_of, operations_of, parse_document
from .text import check_text
from .validate import check_introspection, check_numbers, check_validity, lower_validation_budget
from .variables import coerce

__all__ = ["HasSchema", "Inspector"]

_BYTES_PER_DOCUMENT = 64_000
"""What the cache allows for each of `limits.cached_documents` on average: a document of some 100 tokens."""
_BYTES_PER_TOKEN = 600
"""Measured with graphql-core 3.3: tokens, nodes and locations."""


_MAX_WAITING = 64
_OVERLOADED = Refusal(
    Code.SERVER_OVERLOADED, "Too many new documents are waiting to be looked into. Try again in a second."
)

_Result = Operation | tuple[Refusal, ...]


class HasSchema(Protocol):
    """What inspection needs of a checked schema."""

    @property
    def schema(self) -> GraphQLSchema:
        """The schema that is served."""
        ...


class Inspector:
    """Turns texts into operations that parse, validate and keep the linear limits."""

    def __init__(
        self, blueprint: HasSchema, limits: LimitSettings, *, introspection: bool, suggestions: bool
    ) -> None:
        lower_validation_budget()
        self._schema = blueprint.schema
        self._limits = limits
        self._introspection = introspection
        self._suggestions = suggestions
        self._kept = _Kept(limits.cached_documents)
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="inspect")
        self._flights: dict[tuple[str, str | None], asyncio.Future[_Result]] = {}
        self._pinned: dict[tuple[str, str | None], Operation] = {}
        self.parsed_count = 0
        """Texts that were parsed since the start."""

    def inspect(self, query: str, operation_name: str | None = None) -> Operation:
        """Return the operation that is meant.

        Raises:
            RequestRefused: the first check that fails, cheapest first.
        """
        kept = self._known(query, operation_name)
        if kept is None:
            check_text(query, self._limits)
            kept = self._result(query, operation_name)
            self._kept.put(query, operation_name, kept)
        return _operation(kept)

    async def inspect_aside(self, query: str, operation_name: str | None = None) -> Operation:
        """As `inspect`; a document that is not known is looked into beside the event loop.

        One at a time, so that a flood of new documents takes a share of the processor, not all of it.

        Raises:
            RequestRefused: as above, or there are too many new documents at once.
        """
        kept = self._known(query, operation_name)
        if kept is None:
            check_text(query, self._limits)
            kept = await asyncio.shield(self._flight(query, operation_name))
        return _operation(kept)

    def pin(self, query: str) -> tuple[Operation, ...]:
        """Look into every operation of a document, and keep them for good, whatever else comes.

        Raises:
            RequestRefused: as `inspect`; then nothing is kept.
        """
        check_text(query, self._limits)
        document = self._parse(query)
        names = [each.name.value if each.name else None for each in operations_of(document)]
        pinned = {name: self._look_into(document, name) for name in names or [None]}
        if len(pinned) == 1:
            pinned[None] = next(iter(pinned.values()))  # the only one needs no name
        self._pinned.update({(query, name): operation for name, operation in pinned.items()})
        return tuple(pinned[name] for name in names)

    def close(self) -> None:
        """Look into nothing any more."""
        self._aside.shutdown(wait=False, cancel_futures=True)

    def _known(self, query: str, operation_name: str | None) -> _Result | None:
        return self._pinned.get((query, operation_name)) or self._kept.get(query, operation_name)

    def _flight(self, query: str, operation_name: str | None) -> asyncio.Future[_Result]:
        flight = self._flights.get((query, operation_name))
        if flight is None:
            if len(self._flights) >= _MAX_WAITING:
                raise RequestRefused(_OVERLOADED, retry_after_s=1)
            loop = asyncio.get_running_loop()
            flight = loop.run_in_executor(self._aside, self._result, query, operation_name)
            self._flights[query, operation_name] = flight
            flight.add_done_callback(lambda done: self._land(query, operation_name, done))
        return flight

    def _land(self, query: str, operation_name: str | None, flight: asyncio.Future[_Result]) -> None:
        del self._flights[query, operation_name]
        if not flight.cancelled() and flight.exception() is None:
            self._kept.put(query, operation_name, flight.result())

    def _result(self, query: str, operation_name: str | None) -> _Result:
        try:
            return self._inspect(query, operation_name)
        except RequestRefused as refused:
            return refused.refusals

    def coerce(self, operation: Operation, variables: Mapping[str, object]) -> VariableValues:
        """Return the variables of a request for the operation.

        Raises:
            RequestRefused: they are too large, too deep, or not of the declared types.
        """
        return coerce(
            operation, variables, schema=self._schema, limits=self._limits, suggestions=self._suggestions
        )

    def _inspect(self, query: str, operation_name: str | None) -> Operation:
        return self._look_into(self._parse(query), operation_name)

    def _parse(self, query: str) -> DocumentNode:
        self.parsed_count += 1
        return parse_document(query, self._limits)

    def _look_into(self, document: DocumentNode, operation_name: str | None) -> Operation:
        definition = choose(document, operation_name, self._schema)
        fragments = fragments_of(document)
        shape = check_shape(definition, fragments, self._limits)
        if not self._introspection:
            check_introspection(document)
        check_numbers(document)
        check_validity(document, self._schema, self._limits, suggestions=self._suggestions)
        return Operation(
            name=definition.name.value if definition.name else None,
            kind=definition.operation.value,
            hash=operation_hash(definition, fragments),
            shape=shape,
            document=document,
            definition=definition,
            fragments=fragments,
        )


def _operation(kept: _Result) -> Operation:
    if isinstance(kept, Operation):
        return kept
    raise RequestRefused(*kept)


class _Kept:
    """The results last used, bounded in number and in the bytes that they take."""

    def __init__(self, max_count: int) -> None:
        self._results: LRUCache[tuple[str, str | None], tuple[_Result, int]] = LRUCache(
            max_count * _BYTES_PER_DOCUMENT, getsizeof=lambda entry: entry[1]
        )

    def get(self, query: str, name: str | None) -> _Result | None:
        entry = self._results.get((query, name))
        return None if entry is None else entry[0]

    def put(self, query: str, name: str | None, result: _Result) -> None:
        """Keep a result; each takes at least its share, so that the number is bounded too."""
        size = 4 * (len(query) + len(name or ""))
        if isinstance(result, Operation):
            size += _BYTES_PER_TOKEN * getattr(result.document, "token_count", len(query))
        size = max(size, _BYTES_PER_DOCUMENT)
        if size <= self._results.maxsize:
            self._results[query, name] = (result, size)

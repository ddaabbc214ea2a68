"""Documents over the harbour's graph: hypothesis-graphql's, each written anew in several ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import GraphQLSchema, parse, print_schema
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies as st
from hypothesis_graphql import from_schema, nodes

from .writer import Writer

__all__ = ["Document", "documents"]

_WAYS = {"query": 4, "mutation": 1}
"""How often each document of hypothesis-graphql is written anew: finding one is what takes time."""
_AT_ONCE = 60
_SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "Tonnage": st.integers(0, 9).map(nodes.Int),
    "JSON": st.just(nodes.Int(1)),
    "Date": st.just(nodes.String("2026-01-02")),
    "Decimal": st.just(nodes.String("1.5")),
}


@dataclass(frozen=True, slots=True)
class Document:
    """A text and the variables that go with it."""

    query: str
    variables: dict[str, Any] = field(default_factory=dict)


def documents(schema: GraphQLSchema, *, seed: int) -> Iterator[Document]:
    """Yield documents without end, the same ones for the same seed; a few of them are not valid."""
    dice = Random(seed)
    while True:
        for text in _found(schema, seed_number=dice.randrange(2**32)):
            base = parse(text)
            (operation,) = base.definitions
            for _ in range(_WAYS[operation.operation.value]):  # type: ignore[attr-defined]
                yield Document(*Writer(schema, dice).write(base))


def _found(schema: GraphQLSchema, *, seed_number: int) -> list[str]:
    texts: list[str] = []

    @seed(seed_number)
    @settings(
        max_examples=_AT_ONCE,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(from_schema(print_schema(schema), custom_scalars=_SCALARS, allow_x00=False))
    def find(text: str) -> None:
        texts.append(text)

    find()
    return texts

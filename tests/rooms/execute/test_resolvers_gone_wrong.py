"""Resolvers that raise what nobody expects, or return what their type has not: no answer is lost for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from enum import Enum

import pytest
import strawberry

from bff import Graph, Service, link
from bff.errors import Code
from tests.rooms.execute.shop import Ran, Shop, dropping_coroutines

vault = Service("vault")
secret = vault.call("GET /secret")
SECRET = "hunter2"


class NoException(BaseException):
    """What a library may raise to get past every `except Exception`."""


@strawberry.interface
class Named:
    name: str


@strawberry.type
class Person(Named):
    pass


@strawberry.enum
class Colour(Enum):
    RED = "red"


@strawberry.type
class Secret:
    text: strawberry.Private[str]

    @strawberry.field
    def number(self) -> int | None:
        return self.text  # type: ignore[return-value]

    @strawberry.field
    def fraction(self) -> float | None:
        return self.text  # type: ignore[return-value]

    @strawberry.field
    def truth(self) -> bool | None:
        return self.text  # type: ignore[return-value]

    @strawberry.field
    def words(self) -> str | None:
        return [self.text]  # type: ignore[return-value]

    @strawberry.field
    def key(self) -> strawberry.ID | None:
        return [self.text]  # type: ignore[return-value]

    @strawberry.field
    def colour(self) -> Colour | None:
        return self.text  # type: ignore[return-value]

    @strawberry.field
    def person(self) -> Person | None:
        return {"name": self.text}  # type: ignore[return-value]

    @strawberry.field
    def named(self) -> Named | None:
        return {"name": self.text}  # type: ignore[return-value]


@strawberry.type
class Query:
    secret: Secret | None = link(secret)

    @strawberry.field
    def hello(self) -> str | None:
        return "world"

    @strawberry.field
    async def waits_for_what_was_cancelled(self) -> str | None:
        waiting = asyncio.create_task(asyncio.Event().wait())
        waiting.cancel()
        return str(await waiting)

    @strawberry.field
    async def streams_what_was_cancelled(self) -> list[str] | None:
        return _stream()  # type: ignore[return-value]

    @strawberry.field
    def asks_what_was_cancelled(self) -> str | None:
        raise asyncio.CancelledError

    @strawberry.field
    async def late(self) -> str | None:
        await asyncio.sleep(0)
        raise NoException

    @strawberry.field
    def at_once(self) -> str | None:
        raise NoException


async def _stream() -> AsyncIterator[str]:
    yield "one"
    raise asyncio.CancelledError


both = pytest.mark.parametrize("compiled", [True, False], ids=["by the plan", "by graphql-core"])


async def run(query: str, *, compiled: bool = True) -> Ran:
    return await Shop(Graph(query=Query, types=(Person,)), lambda _: {"text": SECRET}).run(
        query, compiled=compiled
    )


@both
async def test_a_resolver_that_waits_for_what_was_cancelled_fails_its_own_place(compiled: bool) -> None:
    ran = await run("{ waitsForWhatWasCancelled hello }", compiled=compiled)
    assert ran.outcome.data == {"waitsForWhatWasCancelled": None, "hello": "world"}
    assert ran.errors == [(Code.INTERNAL_SERVER_ERROR, ["waitsForWhatWasCancelled"])]


@pytest.mark.parametrize("field", ["streamsWhatWasCancelled", "asksWhatWasCancelled"])
async def test_so_does_one_that_streams_it_or_asks_it_at_once(field: str) -> None:
    ran = await run(f"{{ {field} hello }}")
    assert ran.outcome.data == {field: None, "hello": "world"}
    assert ran.errors == [(Code.INTERNAL_SERVER_ERROR, [field])]


@both
@pytest.mark.parametrize("query", ["{ late }", "{ late waitsForWhatWasCancelled hello }", "{ hello atOnce }"])
async def test_what_is_no_exception_leaves_the_run_as_one(query: str, compiled: bool) -> None:
    with dropping_coroutines(), pytest.raises(RuntimeError, match="A resolver raised NoException"):
        await run(query, compiled=compiled)


@both
@pytest.mark.parametrize(
    "field", ["number", "fraction", "truth", "words", "key", "colour", "person { name }", "named { name }"]
)
async def test_a_value_of_the_wrong_type_is_shown_to_nobody(field: str, compiled: bool) -> None:
    ran = await run(f"{{ secret {{ {field} }} }}", compiled=compiled)
    name = field.split()[0]
    assert ran.outcome.data == {"secret": {name: None}}
    assert ran.errors == [(Code.INTERNAL_SERVER_ERROR, ["secret", name])]
    assert all(SECRET not in f"{error.message} {error.original_error!r}" for error in ran.outcome.errors)

"""New documents are looked into beside the event loop, which goes on meanwhile."""

import asyncio
from collections.abc import Iterator

import pytest

from bff.admission import Inspector
from bff.config import LimitSettings
from bff.errors import Code, RequestRefused
from tests.support.sdl import blueprint_of

SDL = "type Query { " + " ".join(f"f{number}: Int" for number in range(400)) + " }"
LARGE = "{ " + " ".join(f"f{number}" for number in range(400)) + " }"


@pytest.fixture
def inspector() -> Iterator[Inspector]:
    limits = LimitSettings(root_field_count=1_000)
    made = Inspector(blueprint_of(SDL), limits, introspection=False, suggestions=False)
    yield made
    made.close()


async def test_answer_is_that_of_inspect(inspector: Inspector) -> None:
    aside = await inspector.inspect_aside("query Q { f1 }", None)

    assert aside is inspector.inspect("query Q { f1 }", None)
    with pytest.raises(RequestRefused) as refused_aside:
        await inspector.inspect_aside("{ nonsense }")
    with pytest.raises(RequestRefused) as refused:
        inspector.inspect("{ nonsense }")
    assert refused_aside.value.refusals == refused.value.refusals


async def test_event_loop_goes_on_while_a_large_document_is_looked_into(inspector: Inspector) -> None:
    looking = asyncio.ensure_future(inspector.inspect_aside(LARGE))
    turns = 0
    while not looking.done():
        turns += 1
        await asyncio.sleep(0)

    assert (await looking).shape.root_field_count == 400
    assert turns > 10


async def test_same_document_asked_for_by_many_is_looked_into_once(inspector: Inspector) -> None:
    operations = await asyncio.gather(*(inspector.inspect_aside(LARGE) for _ in range(200)))

    assert len({id(operation) for operation in operations}) == 1


async def test_caller_that_leaves_takes_nothing_from_the_others(inspector: Inspector) -> None:
    leaving = asyncio.ensure_future(inspector.inspect_aside(LARGE))
    staying = asyncio.ensure_future(inspector.inspect_aside(LARGE))
    await asyncio.sleep(0)
    leaving.cancel()

    assert (await staying).kind == "query"


async def test_flood_of_new_documents_is_told_to_come_again(inspector: Inspector) -> None:
    flood = [inspector.inspect_aside(f"{LARGE} #{number}") for number in range(70)]
    answers = await asyncio.gather(*flood, return_exceptions=True)

    refused = [answer for answer in answers if isinstance(answer, RequestRefused)]
    assert [each.code for each in refused] == [Code.SERVER_OVERLOADED] * 6
    assert {each.retry_after_s for each in refused} == {1}
    assert (await inspector.inspect_aside("{ f1 }")).kind == "query"

"""The links of a plan: when each starts, what it asks for, and what its failure touches."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import pytest

from bff.errors import Code, ServiceFailure
from bff.flow.call import Call
from tests.rooms.execute.shop import Shop, ids_in
from tests.rooms.execute.zoo import answers, graph, shop_of


def failing(path: str) -> Shop:
    def respond(call: Call) -> object:
        if call.target.startswith(path):
            return ServiceFailure(Code.SERVICE_TIMEOUT, service=call.service, endpoint=call.endpoint)
        return answers(call)

    return shop_of(respond)


async def test_links_of_one_layer_to_one_endpoint_share_a_call() -> None:
    ran = await shop_of().run("{ person(id: 7) { boss { name } home { keeper { name } } } }")
    assert ran.sent == ["GET /people?ids=7", "GET /people?ids=3,8"]


async def test_calls_with_different_arguments_go_side_by_side() -> None:
    arrived: list[str] = []
    all_there = asyncio.Event()

    async def together(call: Call) -> object:
        arrived.append(call.target)
        if len(arrived) == 2:
            all_there.set()
        await all_there.wait()
        return answers(call)

    def respond(call: Call) -> object | Awaitable[object]:
        return together(call) if "to=person%209" in call.target else answers(call)

    async with asyncio.timeout(5):
        ran = await shop_of(respond).run("{ person(id: 3) { similar { similar { name } } } }")
    assert ran.sent[2:] == ["GET /similar?to=person%2090", "GET /similar?to=person%2091"]


async def test_a_slow_link_holds_up_only_what_hangs_below_it() -> None:
    fast_is_done = asyncio.Event()

    async def slow(call: Call) -> object:
        await fast_is_done.wait()
        return answers(call)

    def respond(call: Call) -> object | Awaitable[object]:
        if call.target.startswith("/cats"):
            return slow(call)
        if ids_in(call) == [1]:
            fast_is_done.set()  # the last of the chain of bosses
        return answers(call)

    async with asyncio.timeout(5):
        ran = await shop_of(respond).run(
            "{ person(id: 8) { cats { weight { grams } } boss { boss { boss { name } } } } }"
        )
    assert ran.data["person"]["boss"]["boss"]["boss"] == {"name": "person 1"}
    assert ran.sent[-1].startswith("POST /weights")


async def test_a_failure_is_an_error_at_each_of_its_places() -> None:
    ran = await failing("/weights").run("{ person(id: 3) { name cats { name weight { grams } } } }")
    assert ran.errors == [
        (Code.SERVICE_TIMEOUT, ["person", "cats", 0, "weight"]),
        (Code.SERVICE_TIMEOUT, ["person", "cats", 1, "weight"]),
    ]
    assert ran.outcome.data == {
        "person": {
            "name": "person 3",
            "cats": [{"name": "cat 30", "weight": None}, {"name": "cat 31", "weight": None}],
        }
    }


async def test_a_null_in_a_non_null_link_climbs_to_the_nearest_place_that_takes_it() -> None:
    ran = await failing("/cats").run("{ a: person(id: 3) { cats { name } } b: person(id: 4) { name } }")
    assert ran.outcome.data == {"a": None, "b": {"name": "person 4"}}
    assert ran.errors == [(Code.SERVICE_TIMEOUT, ["a", "cats"])]


async def test_an_argument_that_would_leave_its_path_is_refused_and_not_sent() -> None:
    for cage in ("..", ".", "", "a\\nb", "a\\u0000"):
        ran = await shop_of().run(f'{{ caged(cage: "{cage}") {{ name }} }}')
        assert (ran.errors, ran.sent) == ([(Code.BAD_USER_INPUT, ["caged"])], [])


@pytest.mark.parametrize(
    ("cage", "target"), [("a/b", "a%2Fb"), ("a?x=y#z", "a%3Fx%3Dy%23z"), ("%2e%2e", "%252e%252e")]
)
async def test_an_argument_in_a_path_is_one_segment_of_it(cage: str, target: str) -> None:
    ran = await shop_of().run("query($cage: String) { caged(cage: $cage) { name } }", {"cage": cage})
    assert ran.sent == [f"GET /cages/{target}/cats"]


async def test_without_the_value_that_its_path_needs_nothing_is_asked() -> None:
    ran = await shop_of().run("{ caged { name } }")
    assert (ran.data, ran.sent) == ({"caged": []}, [])


async def test_an_enumeration_is_sent_as_the_service_knows_it_and_once() -> None:
    ran = await shop_of().run(
        "query($c: Colour) { a: cats(colour: RED) { id } b: cats(colour: $c) { id } }", {"c": "RED"}
    )
    assert ran.sent == ["GET /cats?limit=2&colour=r"]
    assert ran.data["a"] == ran.data["b"]


async def test_two_gateways_of_one_graph_in_one_process_do_not_know_of_each_other() -> None:
    first = shop_of()
    Shop(graph, answers)
    ran = await first.run("{ person(id: 3) { cats { ... on Animal { owner { name } } } } }")
    assert ran.sent == ["GET /people?ids=3", "GET /cats?ids=3&limit=2"]
    assert ran.data["person"]["cats"][0] == {"owner": {"name": "person 3"}}


async def test_a_list_of_no_rows_is_empty_without_a_call() -> None:
    """`first: 0` was sent on as `limit=0`, which the service refused."""
    ran = await shop_of().run("{ cats(first: 0) { id } person(id: 3) { cats(first: 0) { id } name } }")
    assert ran.data == {"cats": [], "person": {"cats": [], "name": "person 3"}}
    assert ran.sent == ["GET /people?ids=3"]

"""Hand-written resolvers beside links: batches below them, permissions, generators, mutations, failures."""

from __future__ import annotations

import pytest

from bff.errors import Code, ServiceFailure
from bff.flow.call import Call
from tests.rooms.execute.zoo import answers, shop_of

ONE_CALL = ["GET /people?ids=0,1,2,3,4,5,6"]


def sorted_ids(sent: list[str]) -> list[str]:
    """Return the calls with their keys in order: those of one type of items come before those of the next."""
    halves = [call.partition("ids=") for call in sent]
    return [head + mark + ",".join(sorted(ids.split(","), key=int)) for head, mark, ids in halves]


@pytest.mark.parametrize("field", ["ownCats", "animals", "generated", "streamed"])
async def test_links_below_a_resolver_share_one_call(field: str) -> None:
    ran = await shop_of().run(f"{{ {field}(count: 10) {{ name owner {{ name }} }} }}")
    assert [cat["owner"]["name"] for cat in ran.data[field]] == [f"person {n % 7}" for n in range(10)]
    assert sorted_ids(ran.sent) == ONE_CALL


async def test_links_below_async_fields_of_all_items_share_one_call() -> None:
    ran = await shop_of().run("{ ownCats(count: 10) { friend { boss { name } } } }")
    assert [cat["friend"]["boss"]["name"] for cat in ran.data["ownCats"]] == [
        f"person {n + 20}" for n in range(10)
    ]
    assert ran.sent == ["GET /people?ids=" + ",".join(str(n + 20) for n in range(10))]


async def test_a_row_fetched_by_a_link_is_not_fetched_again_below_a_resolver() -> None:
    ran = await shop_of().run("{ person(id: 1) { name } ownCats(count: 2) { owner { name } } }")
    assert ran.data["ownCats"][1]["owner"] == {"name": "person 1"}
    assert ran.sent == ["GET /people?ids=1,0"]


async def test_links_below_links_below_a_resolver() -> None:
    ran = await shop_of().run("{ ownCats(count: 8) { owner { boss { boss { name } } } } }")
    assert ran.data["ownCats"][6]["owner"]["boss"] == {"boss": {"name": "person 1"}}
    assert ran.sent == ONE_CALL, "the bosses were among them"


async def test_rows_of_a_link_are_known_as_what_they_implement() -> None:
    ran = await shop_of().run(
        "{ person(id: 3) { cats(first: 1) { __typename ... on Animal { name owner { name } } } } }"
    )
    assert ran.data["person"]["cats"] == [
        {"__typename": "Cat", "name": "cat 30", "owner": {"name": "person 3"}}
    ]


async def test_a_refused_permission_is_an_error_and_nothing_below_it_is_asked() -> None:
    ran = await shop_of().run("{ refused { owner { name } } allowed { owner { name } } }")
    assert ran.outcome.data == {"refused": None, "allowed": {"owner": {"name": "person 1"}}}
    assert ran.errors == [(Code.FORBIDDEN.value, ["refused"])]
    assert ran.sent == ["GET /people?ids=1"]


async def test_what_a_resolver_raises_is_masked() -> None:
    ran = await shop_of().run("{ person(id: 3) { name broken } }")
    assert ran.errors == [(Code.INTERNAL_SERVER_ERROR, ["person", "broken"])]
    assert ran.outcome.data == {"person": None}


async def test_a_field_that_fails_at_once_ends_its_late_siblings() -> None:
    ran = await shop_of().run("{ late ownCats(count: 2) { owner { name } } fails }")
    assert (ran.outcome.data, ran.errors) == (None, [(Code.INTERNAL_SERVER_ERROR, ["fails"])])


async def test_fields_of_a_mutation_run_one_after_the_other_with_their_links() -> None:
    ran = await shop_of().run(
        'mutation { adopt(cat: 3) { owner { name } } newCat(called: "a&b") { owner { name boss { name } } } }'
    )
    assert ran.data["newCat"] == {"owner": {"name": "person 5", "boss": {"name": "person 2"}}}
    assert ran.sent == [
        "GET /people?ids=3",
        "POST /cats?name=a%26b",
        "GET /people?ids=5",
        "GET /people?ids=2",
    ]


async def test_the_same_write_twice_is_sent_twice() -> None:
    ran = await shop_of().run('mutation { a: newCat(called: "x") { id } b: newCat(called: "x") { id } }')
    assert ran.data == {"a": {"id": "1"}, "b": {"id": "1"}}
    assert ran.sent == ["POST /cats?name=x"] * 2


async def test_what_is_read_after_a_write_is_read_anew() -> None:
    names = iter(("before", "after"))

    def respond(call: Call) -> object:
        if call.target.startswith("/people"):
            return [{"id": 3, "name": next(names)}]
        return answers(call)

    ran = await shop_of(respond).run(
        "mutation { a: adopt(cat: 3) { owner { name } } b: adopt(cat: 3) { owner { name } } }"
    )
    assert [ran.data[alias]["owner"]["name"] for alias in "ab"] == ["before", "after"]


async def test_a_mutation_field_that_fails_leaves_the_others() -> None:
    def respond(call: Call) -> object:
        if "name=bad" in call.target:
            return ServiceFailure(Code.SERVICE_TIMEOUT, service=call.service, endpoint=call.endpoint)
        return answers(call)

    ran = await shop_of(respond).run(
        'mutation { a: newCat(called: "bad") { id } b: newCat(called: "good") { id } }'
    )
    assert ran.outcome.data == {"a": None, "b": {"id": "1"}}
    assert ran.errors == [(Code.SERVICE_TIMEOUT, ["a"])]


async def test_a_link_below_what_is_no_such_object_is_an_error_at_its_place() -> None:
    """The whole request failed, because the object that a resolver returned lacked what the link needs."""
    ran = await shop_of().run("{ noHome { keeper { name } } person(id: 3) { name } }")
    assert ran.outcome.data == {"noHome": {"keeper": None}, "person": {"name": "person 3"}}
    assert ran.errors == [(Code.INTERNAL_SERVER_ERROR, ["noHome", "keeper"])]


async def test_values_that_a_null_at_the_root_leaves_waiting_are_closed() -> None:
    """Python warned of coroutines that were never awaited: items of a list beside the field that failed."""
    ran = await shop_of().run("{ awaited { name } fails }")
    assert (ran.outcome.data, ran.errors) == (None, [(Code.INTERNAL_SERVER_ERROR, ["fails"])])

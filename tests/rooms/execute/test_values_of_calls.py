"""Values that a call is made of: what is no plain text or number, and what Python takes for equal."""

from __future__ import annotations

import json
from typing import Any, NewType

import pytest
import strawberry
from strawberry.scalars import JSON

from bff import Graph, Service, argument, link
from bff.errors import Code
from bff.flow.call import Call
from tests.rooms.execute.shop import Ran, Shop

shop_service = Service("shop")
things_listed = shop_service.call("GET /things?flag={flag}")
thing_placed = shop_service.call("GET /things/{flag}")
things_posted = shop_service.call("POST /things", body={"x": "{x}"})
Odd = NewType("Odd", object)


@strawberry.input
class Filter:
    anything: JSON


@strawberry.type
class Thing:
    name: str


@strawberry.type
class Holder:
    flag: strawberry.Private[Any]
    things: list[Thing] | None = link(things_listed, flag="flag", size=1)


@strawberry.type
class Query:
    by_flag: list[Thing] | None = link(things_listed, flag=argument("flag", bool), size=1)
    by_number: list[Thing] | None = link(things_listed, flag=argument("number", int), size=1)
    by_text: list[Thing] | None = link(things_listed, flag=argument("text", str), size=1)
    by_numbers: list[Thing] | None = link(things_listed, flag=argument("numbers", list[int | None]), size=1)
    by_json: list[Thing] | None = link(things_listed, flag=argument("json", JSON), size=1)
    placed: Thing | None = link(thing_placed, flag=argument("json", JSON))
    posted: list[Thing] | None = link(things_posted, x=argument("json", JSON), size=1)
    filtered: list[Thing] | None = link(things_posted, x=argument("filter", Filter), size=1)
    odd: list[Thing] | None = link(things_posted, x=argument("odd", Odd), size=1)

    @strawberry.field
    def holders(self) -> list[Holder]:
        return [Holder(flag=each) for each in (["x", "y"], {"a": 1}, {1, 2}, True, 1)]


odd_scalar = strawberry.scalar(name="Odd", parse_value=lambda _: object(), serialize=str)
both = pytest.mark.parametrize("compiled", [True, False], ids=["by the plan", "by graphql-core"])


def respond(call: Call) -> object:
    said = {"name": call.target + (call.body or b"").decode()}
    return said if call.target.startswith("/things/") else [said]


async def run(query: str, compiled: bool, **variables: object) -> Ran:
    shop = Shop(Graph(query=Query, scalars={Odd: odd_scalar}), respond)
    return await shop.run(query, variables, compiled=compiled)


@both
async def test_true_and_one_are_asked_for_each_by_itself(compiled: bool) -> None:
    ran = await run("{ byFlag(flag: true) { name } byNumber(number: 1) { name } }", compiled)
    assert ran.data == {"byFlag": [{"name": "/things?flag=true"}], "byNumber": [{"name": "/things?flag=1"}]}
    assert ran.estimate.call_count == 2


@both
async def test_equal_literals_of_different_types_have_a_call_each(compiled: bool) -> None:
    query = '{ byText(text: "1.5") { name } byJson(json: 1.5) { name } byNumber(number: 1) { name } }'
    ran = await run(query, compiled)
    assert len(ran.sent) == ran.estimate.call_count == 3
    assert ran.errors == []


@both
@pytest.mark.parametrize("value", [{"a": [1, {"b": None}]}, [], [[1], {}], True, 2**70])
async def test_json_of_a_caller_is_sent_as_it_came(value: object, compiled: bool) -> None:
    ran = await run("query($j: JSON!) { posted(json: $j) { name } }", compiled, j=value)
    assert ran.sent == ["POST /things" + json.dumps({"x": value}, separators=(",", ":"))]
    assert ran.errors == []


@both
async def test_json_and_a_text_that_looks_like_it_have_a_call_each(compiled: bool) -> None:
    query = '{ a: posted(json: {a: 1}) { name } b: posted(json: "{ a: 1 }") { name } }'
    ran = await run(query, compiled)
    assert len(ran.sent) == ran.estimate.call_count == 2


@both
async def test_json_inside_an_input_object_is_sent_as_it_came(compiled: bool) -> None:
    ran = await run("{ filtered(filter: {anything: {a: [1, true]}}) { name } }", compiled)
    assert ran.sent == ['POST /things{"x":{"anything":{"a":[1,true]}}}']


@both
async def test_equal_json_is_sent_once_and_objects_in_another_order_each_by_itself(compiled: bool) -> None:
    query = (
        "query($a: JSON!, $b: JSON!, $c: JSON!) { a: posted(json: $a) { name } b: posted(json: $b) { name } "
    )
    ran = await run(
        query + "c: posted(json: $c) { name } }",
        compiled,
        a={"x": 1, "y": 2},
        b={"x": 1, "y": 2},
        c={"y": 2, "x": 1},
    )
    assert len(ran.sent) == ran.estimate.call_count == 2


@both
@pytest.mark.parametrize("value", [{"a": 1}, [[1]], [{"a": 1}], [1, None]])
async def test_what_no_query_can_hold_is_refused_and_nothing_is_sent(value: object, compiled: bool) -> None:
    ran = await run("query($j: JSON!) { byJson(json: $j) { name } }", compiled, j=value)
    assert (ran.errors, ran.sent) == ([(Code.BAD_USER_INPUT, ["byJson"])], [])


@both
async def test_a_null_in_a_list_is_refused_where_it_would_be_the_text_none(compiled: bool) -> None:
    ran = await run("{ byNumbers(numbers: [1, null]) { name } }", compiled)
    assert (ran.errors, ran.sent) == ([(Code.BAD_USER_INPUT, ["byNumbers"])], [])


@both
@pytest.mark.parametrize("value", [{"a": 1}, [1]])
async def test_what_is_no_segment_of_a_path_is_refused_and_nothing_is_sent(
    value: object, compiled: bool
) -> None:
    ran = await run("query($j: JSON!) { placed(json: $j) { name } }", compiled, j=value)
    assert (ran.errors, ran.sent) == ([(Code.BAD_USER_INPUT, ["placed"])], [])


@both
async def test_a_value_that_no_body_can_hold_is_an_error_in_its_place_alone(compiled: bool) -> None:
    ran = await run('{ odd(odd: 1) { name } byText(text: "x") { name } }', compiled)
    assert ran.outcome.data == {"odd": None, "byText": [{"name": "/things?flag=x"}]}
    assert ran.errors == [(Code.INTERNAL_SERVER_ERROR, ["odd"])]


@both
async def test_what_a_resolver_hands_to_a_link_fails_its_own_place_alone(compiled: bool) -> None:
    ran = await run("{ holders { things { name } } }", compiled)
    assert ran.outcome.data is not None
    assert ran.outcome.data["holders"] == [
        {"things": [{"name": "/things?flag=x,y"}]},
        {"things": None},
        {"things": None},
        {"things": [{"name": "/things?flag=true"}]},
        {"things": [{"name": "/things?flag=1"}]},
    ]
    assert ran.errors == [
        (Code.BAD_USER_INPUT, ["holders", 1, "things"]),
        (Code.INTERNAL_SERVER_ERROR, ["holders", 2, "things"]),
    ]

"""Objects of several types inside rows, as a client gets them: by plan and by walk, sound and broken."""

from __future__ import annotations

from typing import Any

import pytest

from bff.errors import Code
from bff.flow.call import Call
from tests.rooms.execute.counter import CARD, MOVE, PACK, TRANSFER, answers, graph, order
from tests.rooms.execute.shop import Ran, Shop

both = pytest.mark.parametrize("compiled", [True, False])
PAYMENT = "{ __typename ... on Card { id lastFour limit label } ... on Transfer { amount bank { name } } }"
MOVED = "... on Move { place { name } payment { ... on Card { id } } }"
STEP = f"{{ __typename title {MOVED} ... on Pack {{ weight }} }}"
A_CARD = {"__typename": "Card", "id": "5", "lastFour": "1234", "limit": 9, "label": "card 5 ending in 1234"}
A_TRANSFER = {"__typename": "Transfer", "amount": 70, "bank": {"name": "bank 3"}}
A_MOVE = {"__typename": "Move", "title": "move", "place": {"name": "place 8"}, "payment": {"id": "5"}}
A_PACK = {"__typename": "Pack", "title": "pack", "weight": 4}


async def ask(query: str, *rows: dict[str, object], compiled: bool) -> Ran:
    """Run a query over orders that are these rows."""

    def respond(call: Call) -> object:
        return {"items": rows} if call.target.startswith("/orders") else answers(call)

    return await Shop(graph, respond).run(f"{{ orders {query} }}", compiled=compiled)


@both
async def test_embedded_objects_are_of_the_types_that_they_say(compiled: bool) -> None:
    ran = await ask(
        f"{{ id payment {PAYMENT} deposit {PAYMENT} again {PAYMENT} }}",
        order(1, payment=CARD, more={"deposit": TRANSFER}),
        order(2, payment=TRANSFER, more={"deposit": {**CARD, "type": "credit"}}),
        order(3, payment=None),
        compiled=compiled,
    )
    assert ran.data == {
        "orders": [
            {"id": "1", "payment": A_CARD, "deposit": A_TRANSFER, "again": A_CARD},
            {"id": "2", "payment": A_TRANSFER, "deposit": A_CARD, "again": A_TRANSFER},
            {"id": "3", "payment": None, "deposit": None, "again": None},
        ]
    }
    assert ran.sent[0] == "GET /orders?limit=5"
    assert set(ran.sent[1:]) == {"GET /banks?ids=3"}
    assert ran.drift == []


@both
async def test_lists_hold_objects_of_several_types(compiled: bool) -> None:
    ran = await ask(
        f"{{ refunds {PAYMENT} steps {STEP} firstStep {STEP} }}",
        order(1, refunds=[TRANSFER, CARD, TRANSFER], steps=[MOVE, None, PACK]),
        order(2),
        compiled=compiled,
    )
    assert ran.data == {
        "orders": [
            {
                "refunds": [A_TRANSFER, A_CARD, A_TRANSFER],
                "steps": [A_MOVE, None, A_PACK],
                "firstStep": A_MOVE,
            },
            {"refunds": None, "steps": [], "firstStep": None},
        ]
    }


@both
async def test_links_below_are_one_batch_and_no_more_calls_than_planned(compiled: bool) -> None:
    moves = [{**MOVE, "placeId": number} for number in (1, 2, 1)]
    ran = await ask(
        f"{{ steps {STEP} payment {PAYMENT} }}",
        order(1, steps=[*moves, PACK], payment=TRANSFER),
        order(2, steps=[PACK, {**MOVE, "placeId": 3}], payment={**TRANSFER, "bankId": 4}),
        compiled=compiled,
    )
    assert sorted(ran.sent) == ["GET /banks?ids=3,4", "GET /orders?limit=5", "GET /places?ids=1,2,3"]
    assert ran.estimate.call_count == 3
    assert ran.errors == []


@both
@pytest.mark.parametrize(
    "wrong",
    [
        {**CARD, "type": "cash"},
        {"id": 5, "lastFour": "1234"},
        {**CARD, "type": None},
        {**CARD, "type": ["card"]},
        {**CARD, "type": 1},
        "card",
        [CARD],
    ],
)
async def test_an_object_of_no_known_type_fails_its_own_place(wrong: object, compiled: bool) -> None:
    ran = await ask(
        f"{{ id payment {PAYMENT} deposit {PAYMENT} }}",
        order(1, payment=wrong, more={"deposit": CARD}),
        order(2, payment=CARD, more={"deposit": wrong}),
        compiled=compiled,
    )
    assert ran.outcome.data == {
        "orders": [
            {"id": "1", "payment": None, "deposit": A_CARD},
            {"id": "2", "payment": A_CARD, "deposit": None},
        ]
    }
    assert sorted(ran.errors) == [
        (Code.SERVICE_BAD_RESPONSE, ["orders", 0, "payment"]),
        (Code.SERVICE_BAD_RESPONSE, ["orders", 1, "deposit"]),
    ]
    assert ran.drift == ["till: Order.payment", "till: Order.deposit"]


@both
@pytest.mark.parametrize("said", [{"type": "cash"}, {"type": "not card"}, {"type": "transfer"}, {}])
async def test_the_only_type_that_is_listed_must_be_said_too(said: dict[str, str], compiled: bool) -> None:
    wrong = {**said, "id": 5, "lastFour": "1234", "never": 1}
    ran = await ask(f"{{ steps {STEP} }}", order(steps=[{**MOVE, "payment": wrong}, MOVE]), compiled=compiled)
    assert ran.outcome.data == {"orders": [{"steps": [{**A_MOVE, "payment": None}, A_MOVE]}]}
    assert ran.errors == [(Code.SERVICE_BAD_RESPONSE, ["orders", 0, "steps", 0, "payment"])]
    assert ran.drift == ["till: Move.payment"]


@both
@pytest.mark.parametrize(
    "wrong", [{**PACK, "stepKind": 3}, {**PACK, "stepKind": True}, {**PACK, "stepKind": "2"}, {}, 7, []]
)
async def test_an_item_of_no_known_type_fails_alone(wrong: object, compiled: bool) -> None:
    ran = await ask(f"{{ id steps {STEP} }}", order(steps=[MOVE, wrong, None, PACK]), compiled=compiled)
    assert ran.outcome.data == {"orders": [{"id": "1", "steps": [A_MOVE, None, None, A_PACK]}]}
    assert ran.errors == [(Code.SERVICE_BAD_RESPONSE, ["orders", 0, "steps", 1])]
    assert ran.drift == ["till: Order.steps"]


@both
async def test_an_item_that_must_be_there_takes_its_list_with_it(compiled: bool) -> None:
    ran = await ask(f"{{ id refunds {PAYMENT} }}", order(refunds=[CARD, {"type": "cash"}]), compiled=compiled)
    assert ran.outcome.data == {"orders": [{"id": "1", "refunds": None}]}
    assert ran.errors == [(Code.SERVICE_BAD_RESPONSE, ["orders", 0, "refunds", 1])]


@both
async def test_what_is_no_list_fails_as_a_whole(compiled: bool) -> None:
    ran = await ask(f"{{ id refunds {PAYMENT} }}", order(refunds=CARD), compiled=compiled)
    assert ran.outcome.data == {"orders": [{"id": "1", "refunds": None}]}
    assert ran.errors == [(Code.SERVICE_BAD_RESPONSE, ["orders", 0, "refunds"])]
    assert ran.drift == ["till: Order.refunds"]


WRONG_INSIDE: list[tuple[dict[str, Any], dict[str, Any], list[str | int], str]] = [
    (
        order(payment={**CARD, "limit": "high"}),
        {"payment": {**A_CARD, "limit": None}, "steps": []},
        ["payment", "limit"],
        "till: Card.limit",
    ),
    (
        order(steps=[PACK, {**PACK, "weight": "4"}, MOVE]),
        {"payment": None, "steps": [A_PACK, {**A_PACK, "weight": None}, A_MOVE]},
        ["steps", 1, "weight"],
        "till: Pack.weight",
    ),
    (
        order(steps=[MOVE, {**MOVE, "payment": {**CARD, "id": None}}]),
        {"payment": None, "steps": [A_MOVE, {**A_MOVE, "payment": None}]},
        ["steps", 1, "payment", "id"],
        "till: Card.id",
    ),
]


@both
@pytest.mark.parametrize(("row", "expected", "path", "drift"), WRONG_INSIDE, ids=["one", "item", "deeper"])
async def test_a_wrong_field_inside_fails_alone(
    row: dict[str, Any], expected: dict[str, Any], path: list[str | int], drift: str, compiled: bool
) -> None:
    ran = await ask(f"{{ payment {PAYMENT} steps {STEP} }}", row, compiled=compiled)
    assert ran.outcome.data == {"orders": [expected]}
    assert ran.errors == [(Code.SERVICE_BAD_RESPONSE, ["orders", 0, *path])]
    assert ran.drift == [drift]


@both
async def test_links_below_a_damaged_object_are_followed(compiled: bool) -> None:
    wrong = {**TRANSFER, "amount": "much"}
    ran = await ask(
        "{ payment { ... on Transfer { bank { name } } } }", order(payment=wrong), compiled=compiled
    )
    assert ran.data == {"orders": [{"payment": {"bank": {"name": "bank 3"}}}]}


@both
async def test_a_list_of_scalars_beside_it_stays_one_failure(compiled: bool) -> None:
    row = order(tags=["a", 5], steps=[PACK, {}])
    ran = await ask(f"{{ tags steps {STEP} }}", row, compiled=compiled)
    assert ran.outcome.data == {"orders": [{"tags": None, "steps": [A_PACK, None]}]}
    assert sorted(ran.errors) == [
        (Code.SERVICE_BAD_RESPONSE, ["orders", 0, "steps", 1]),
        (Code.SERVICE_BAD_RESPONSE, ["orders", 0, "tags"]),
    ]


@both
async def test_a_single_row_that_is_asked_for_by_key_has_them_too(compiled: bool) -> None:
    shop = Shop(
        graph, lambda call: [order(1, payment=TRANSFER)] if "orders" in call.target else answers(call)
    )
    ran = await shop.run(f"{{ order(id: 1) {{ payment {PAYMENT} }} }}", compiled=compiled)
    assert ran.data == {"order": {"payment": A_TRANSFER}}
    assert ran.sent == ["GET /orders?ids=1", "GET /banks?ids=3"]


async def test_an_object_of_open_type_is_charged_as_its_dearest_type() -> None:
    ran = await ask("{ payment { ... on Transfer { bank { name } } } }", order(payment=CARD), compiled=True)
    assert ran.data == {"orders": [{"payment": {}}]}
    assert (ran.estimate.call_count, ran.sent) == (2, ["GET /orders?limit=5"])

"""What an operation did cost, against answers counted by hand: (field cost, type cost)."""

from __future__ import annotations

import pytest

from tests.rooms.execute.zoo import shop_of

COSTS: list[tuple[str, str, tuple[float, float]]] = [
    ("scalars are free, the root is an object", "{ __typename }", (0, 1)),
    ("an object is one, its field another", "{ person(id: 1) { id name } }", (1, 2)),
    ("a null is paid, and nothing below it", "{ person(id: 999) { name boss { name } } }", (1, 1)),
    ("a null half-way down", "{ person(id: 1) { boss { boss { boss { name } } } } }", (2, 2)),
    ("aliases are paid apart", "{ a: person(id: 3) { name } b: person(id: 3) { name } }", (2, 3)),
    (
        "a field that stands twice is paid once",
        "{ person(id: 3) { name } person(id: 3) { id name } }",
        (1, 2),
    ),
    (
        "fragments add nothing",
        "{ person(id: 3) { ...P } } fragment P on Person { boss { ...N } } fragment N on Person { name }",
        (2, 3),
    ),
    ("what is skipped is free", "{ person(id: 3) { name boss @skip(if: true) { name } } }", (1, 2)),
    ("every item pays for its fields", "{ person(id: 3) { cats(first: 2) { owner { name } } } }", (4, 6)),
    ("an empty list is one field", "{ ownCats(count: 0) { name owner { name } } }", (1, 1)),
    (
        "each item pays as the type that it is",
        "{ animals(count: 3) { name ... on Cat { weight { grams } owner { name } } ... on Dog { tricks } } }",
        (1 + 2 * 2, 1 + 3 + 2 * 2),
    ),
    (
        "a union pays for what came",
        "{ either(dog: true) { ... on Cat { owner { name } } __typename } }",
        (1, 2),
    ),
    (
        "the fields of an interface, on rows of a link",
        "{ person(id: 3) { cats(first: 1) { ...A } } } fragment A on Animal { name owner { name } }",
        (1 + 1 + 1, 1 + 1 + 1 + 1),
    ),
    ("embedded objects are objects", "{ person(id: 3) { home { city keeper { name } } } }", (3, 4)),
    (
        "introspection is free",
        "{ __schema { types { name fields { name } } } person(id: 1) { name } }",
        (1, 2),
    ),
    ("a field that fails is paid", "{ person(id: 1) { name } refused { name } }", (2, 2)),
    (
        "a mutation pays for its root and each of its fields",
        'mutation { a: newCat(called: "x") { name } b: adopt(cat: 1) { owner { name } } }',
        (3, 4),
    ),
]


@pytest.mark.parametrize(("query", "expected"), [case[1:] for case in COSTS], ids=[case[0] for case in COSTS])
async def test_costs(query: str, expected: tuple[float, float]) -> None:
    ran = await shop_of().run(query)
    assert ran.costs == expected
    assert ran.costs[0] <= ran.estimate.field_cost
    assert ran.costs[1] <= ran.estimate.type_cost


async def test_a_null_that_climbs_does_not_take_back_what_was_paid() -> None:
    ran = await shop_of().run("{ person(id: 3) { name broken boss { name } } }")
    assert ran.outcome.data == {"person": None}
    assert ran.costs[0] in (1, 2), "graphql-core may stop at the broken field"


async def test_calls_are_counted_by_service_as_they_were_sent() -> None:
    ran = await shop_of().run("{ ownCats(count: 10) { owner { name } } person(id: 3) { name } }")
    assert ran.outcome.actual.calls_by_service == {"zoo": len(ran.sent)}
    assert ran.outcome.actual.call_count == len(ran.sent)


async def test_the_same_mutation_costs_the_same_each_time() -> None:
    """Once in ten it cost more: a layer's fields were freed, and the next layer had their identity."""
    query = 'mutation { a: newCat(called: "x") { name } b: adopt(cat: 1) { owner { name } } }'
    shop = shop_of()
    assert {(await shop.run(query)).costs for _ in range(50)} == {(3, 4)}

"""Prices within and over the limits, and what would fit."""

from __future__ import annotations

import json
from math import inf
from typing import Any

import pytest

from bff.admission import price
from bff.config import LimitSettings
from bff.declare import Key, Service
from bff.errors import Code, Refusal, RequestRefused
from bff.flow.outcome import Admitted
from tests.support.sdl import SdlBlueprint, attribute, blueprint_of, given, planned

catalog, stock = Service("catalog"), Service("stock")
SDL = """
type Query {
  albums(first: Int = 10): [Album!]! @listSize(slicingArguments: ["first"])
  any: [Album!]!
  some(ids: [ID!]!): [Album]! @listSize(slicingArguments: ["ids"])
  either(first: Int, last: Int): [Album!]! @listSize(slicingArguments: ["first", "last"])
  item: Item
}
type Album {
  title: String stock: Item
  tracks(first: Int = 10): [Track!]! @listSize(slicingArguments: ["first"])
}
type Track { name: String twins(first: Int = 5): [Track!]! @listSize(slicingArguments: ["first"]) }
type Item { left: Int @cost(weight: "4") }
"""
LINKS = {
    "Query.albums": (catalog.call("GET /albums?limit={first}"), None, given("first", "first")),
    "Album.tracks": (
        catalog.many("GET /tracks?ids={ids}", key=Key("album_id"), max_batch=20),
        attribute("id"),
    ),
    "Album.stock": (stock.one("GET /stock/{id}"), attribute("id", "id")),
}


@pytest.fixture(scope="module")
def music() -> SdlBlueprint:
    return blueprint_of(
        SDL, links=LINKS, max_sizes={"Query.albums": 500, "Query.some": 2, "Album.tracks": 100}
    )


def priced(
    blueprint: SdlBlueprint,
    query: str,
    variables: dict[str, Any] | None = None,
    services: dict[str, int] | None = None,
    **limits: float,
) -> Admitted:
    plan, values = planned(blueprint, query, variables)
    return price(plan, values, limits=LimitSettings(**limits), service_limits=services or {})


def refused(
    blueprint: SdlBlueprint,
    query: str,
    variables: dict[str, Any] | None = None,
    services: dict[str, int] | None = None,
    **limits: float,
) -> tuple[Refusal, ...]:
    with pytest.raises(RequestRefused) as caught:
        priced(blueprint, query, variables, services, **limits)
    for each in caught.value.refusals:
        json.dumps(dict(each.facts), allow_nan=False)
    return caught.value.refusals


def test_what_fits_is_admitted_with_its_points(music: SdlBlueprint) -> None:
    admitted = priced(music, "query($n: Int) { albums(first: $n) { title tracks { name } } }", {"n": 3})
    assert (admitted.estimate.field_cost, admitted.estimate.type_cost) == (4, 34)
    assert admitted.estimate.call_count == 2
    assert admitted.points == 34 + 20
    assert admitted.variables == {"n": 3}


def test_the_limit_itself_is_admitted(music: SdlBlueprint) -> None:
    assert priced(music, "{ albums(first: 50) { title } }", type_cost=51, field_cost=1, call_count=1)


def test_a_refusal_says_what_would_fit(music: SdlBlueprint) -> None:
    (refusal,) = refused(music, "{\n albums {\n  tracks(first: 60) { name }\n }\n}", type_cost=400)
    assert refusal.code is Code.COST_ESTIMATED_TOO_EXPENSIVE
    assert refusal.message == (
        "The operation may cost 611 points of objects returned, over the limit of 400, most of it at "
        "'albums.tracks'. It would fit with `first` at most 38 at 'albums.tracks'."
    )
    assert refusal.facts == {
        "which": "type",
        "value": 611,
        "limit": 400,
        "fits": {"argument": "first", "path": "albums.tracks", "line": 3, "value": 38, "variable": None},
        "top": [
            {"path": "albums.tracks", "fieldCost": 10, "calls": 1},
            {"path": "albums", "fieldCost": 11, "calls": 2},
        ],
    }


def test_what_would_fit_fits_and_one_more_does_not(music: SdlBlueprint) -> None:
    query = "query($n: Int) { albums { tracks(first: $n) { name twins { name } } } }"
    (refusal,) = refused(music, query, {"n": 100}, field_cost=10_000)
    fits: Any = refusal.facts["fits"]
    assert (fits["variable"], fits["path"]) == ("n", "albums.tracks")
    assert priced(music, query, {"n": fits["value"]}, field_cost=10_000)
    assert refused(music, query, {"n": fits["value"] + 1}, field_cost=10_000)
    assert "(variable $n)" in refusal.message


def test_a_variable_is_lowered_wherever_it_stands(music: SdlBlueprint) -> None:
    query = "query($n: Int) { albums(first: $n) { tracks(first: $n) { name } } }"
    (refusal,) = refused(music, query, {"n": 90}, type_cost=500)
    fits: Any = refusal.facts["fits"]
    assert fits["value"] == 21
    assert priced(music, query, {"n": 21}, type_cost=500)
    assert refused(music, query, {"n": 22}, type_cost=500)


def test_where_no_size_alone_fits_the_two_largest_are_named(music: SdlBlueprint) -> None:
    query = "{ albums(first: 100) { tracks(first: 90) { twins(first: 80) { name } } } }"
    refusals = refused(music, query)
    assert [each.facts["which"] for each in refusals] == ["field", "type"]
    assert refusals[0].facts["fits"] is None
    assert refusals[0].message.endswith(
        "No list size fits when lowered alone: "
        "lower `first: 100` at 'albums' and `first: 90` at 'albums.tracks'."
    )


def test_a_93_byte_document_is_refused() -> None:
    shop = blueprint_of(
        'type Query { l(first: Int): [T] @listSize(slicingArguments: ["first"]) } '
        'type T { n: Int l(first: Int): [T] @listSize(slicingArguments: ["first"]) }'
    )
    refusals = refused(shop, "{ l(first: 100) { l(first: 100) { l(first: 100) { n } } } }")
    assert [each.facts["value"] for each in refusals] == [10_101, 1_010_101]


def test_without_sizes_to_lower_there_is_still_advice(music: SdlBlueprint) -> None:
    (refusal,) = refused(music, "{ any { title } a: any { title } }", type_cost=15)
    assert refusal.message.endswith("Select less, or split the operation.")
    (refusal,) = refused(music, "{ any { title } a: any { title } albums(first: 2) { title } }", type_cost=15)
    assert refusal.message.endswith(
        "No value of `first: 2` at 'albums' fits: select less, or split the operation."
    )


def test_calls_have_a_limit_in_all_and_for_each_service(music: SdlBlueprint) -> None:
    query = "{ albums(first: 60) { stock { left } } }"
    total, service = refused(music, query, None, {"stock": 40, "catalog": 5})
    assert total.code is Code.COST_ESTIMATED_TOO_EXPENSIVE
    assert (total.facts["which"], total.facts["value"], total.facts["limit"]) == ("calls", 61, 50)
    assert service.code is Code.SERVICE_COST_ESTIMATED_TOO_EXPENSIVE
    assert (service.facts["service"], service.facts["value"], service.facts["limit"]) == ("stock", 60, 40)
    fits: Any = service.facts["fits"]
    assert fits["value"] == 40
    assert "may call the service 'stock' 60 times, over its limit of 40." in service.message


@pytest.mark.parametrize(
    ("query", "code", "facts", "words"),
    [
        (
            "{ albums(first: -1) { title } }",
            Code.LIST_SIZE_LIMIT,
            {"path": "albums", "line": 1, "argument": "first", "value": -1, "limit": 500},
            "`first` is -1 at 'albums'. A size cannot be negative: give 0 or more.",
        ),
        (
            "{ x: albums(first: 501) { title } }",
            Code.LIST_SIZE_LIMIT,
            {"path": "x", "line": 1, "argument": "first", "value": 501, "limit": 500},
            "`first` is 501 at 'x', over the limit of 500. Give at most 500.",
        ),
        (
            '{ some(ids: ["1", "2", "3"]) { title } }',
            Code.LIST_SIZE_LIMIT,
            {"path": "some", "line": 1, "argument": "ids", "value": 3, "limit": 2},
            "`ids` has 3 entries at 'some', over the limit of 2. Give at most 2.",
        ),
        (
            "{ either { title } }",
            Code.COST_INVALID_SLICING_ARGUMENTS,
            {"path": "either", "line": 1, "argument": "first, last"},
            "The list at 'either' needs exactly one of `first, last`. Give one of them.",
        ),
        (
            "{ either(first: 1, last: 1) { title } }",
            Code.COST_INVALID_SLICING_ARGUMENTS,
            {"path": "either", "line": 1, "argument": "first, last"},
            "The list at 'either' needs exactly one of `first, last`. Give one of them.",
        ),
    ],
)
def test_sizes_that_are_never_run_are_refused(
    music: SdlBlueprint, query: str, code: Code, facts: dict[str, object], words: str
) -> None:
    assert refused(music, query) == (Refusal(code, words, facts),)


def test_sizes_come_before_costs_and_all_are_told(music: SdlBlueprint) -> None:
    refusals = refused(music, "{ albums(first: 501) { tracks(first: -2) { name } } }", type_cost=1)
    assert [each.facts["value"] for each in refusals] == [501, -2]
    many = " ".join(f"a{number}: albums(first: -1) {{ title }}" for number in range(25))
    assert len(refused(music, "{ " + many + " }")) == 20


@pytest.mark.parametrize("size", [2**31 - 1, 100_000])
def test_enormous_sizes_multiply_to_numbers_that_can_be_sent(size: int) -> None:
    shop = blueprint_of(SDL, links=LINKS)
    text = f"{{ albums(first: {size}) {{ tracks(first: {size}) {{ " + f"twins(first: {size}) {{ " * 40
    refusals = refused(shop, text + "name" + " }" * 43)
    assert all(len(each.message) < 1000 for each in refusals)
    assert "unbounded" in refusals[0].message or "e+" in refusals[0].message


def test_lists_of_unknown_size_are_refused_where_no_default_is_set() -> None:
    shop = blueprint_of(SDL, links=LINKS, default_list_size=None)
    (refusal,) = refused(shop, "{ any { title } }")
    assert refusal.facts["value"] is None
    assert "may cost unbounded points" in refusal.message
    assert priced(shop, "{ item { left } }").estimate.type_cost < inf

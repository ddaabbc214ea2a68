"""Field cost and type cost: what is easy to get wrong, one row each."""

from __future__ import annotations

from math import inf
from typing import Any

import pytest

from bff.flow.plan import SizeViolation, SlicingValue
from tests.support.sdl import SdlBlueprint, blueprint_of, estimate, planned

SDL = """
directive @approx(tolerance: Float @cost(weight: "-1.5")) on FIELD
enum Colour @cost(weight: "2") { RED BLUE }
scalar Blob @cost(weight: "3")
input Page { first: Int = 5 last: Int }
input Where { page: Page name: String @cost(weight: "4") ids: [ID!] }
input Weighty { inner: Weighty value: Int = 1 @cost(weight: "6") }
type Query {
  leaf: Int
  free: Item @cost(weight: "0")
  item: Item
  node: Node
  either: Either
  cheap: Item @cost(weight: "-5")
  plain: [Item]
  blobs: [Blob] @listSize(assumedSize: 4)
  colour: Colour
  numbers: [Int]
  sized(first: Int = 3, last: Int): [Item] @listSize(slicingArguments: ["first", "last"])
  loose(first: Int, last: Int = 7): [Item]
    @listSize(slicingArguments: ["first", "last"], assumedSize: 2, requireOneSlicingArgument: false)
  dotted(where: Where): [Item]
    @listSize(slicingArguments: ["where.page.first", "where.page.last"], requireOneSlicingArgument: false)
  byIds(ids: [ID!]): [Item] @listSize(slicingArguments: ["ids"], requireOneSlicingArgument: false)
  capped(first: Int): [Item] @listSize(slicingArguments: ["first"])
  connection(first: Int): Connection @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
  find(where: Where): Int
  weigh(weighty: Weighty, many: [Weighty]): Int
  matrix: [[Item]] @listSize(assumedSize: 3)
}
type Connection { edges: [Edge] nodes: [Item] other: [Item] total: Int }
type Edge { node: Item }
interface Node { name: String item: Item }
type Item implements Node @cost(weight: "3") { name: String item: Item cost: Int @cost(weight: "2") }
type Other implements Node { name: String item: Item dear: Int @cost(weight: "20") }
type Relief implements Node { name: String item: Item }
union Either = Item | Other
"""


@pytest.fixture(scope="module")
def shop() -> SdlBlueprint:
    return blueprint_of(SDL, default_list_size=10, max_sizes={"Query.capped": 50})


# The root weighs 1. An Item weighs 3, calling a field of composite type costs 1.
CASES: list[tuple[str, str, dict[str, Any], float, float]] = [
    ("a leaf costs nothing, the root one object", "{ leaf }", {}, 1, 0),
    ("a call of composite type costs one", "{ item { name } }", {}, 4, 1),
    ("a weight of nothing is a weight", "{ free { name } }", {}, 4, 0),
    ("__typename costs nothing", "{ __typename item { __typename } }", {}, 4, 1),
    ("introspection costs nothing", "{ __schema { types { name } } }", {}, 1, 0),
    ("a negative call ends at nothing, its children are paid", "{ cheap { cost } }", {}, 4, 2),
    ("a negative call gives nothing to its neighbours", "{ cheap { name } item { name } }", {}, 7, 1),
    ("an undeclared list has the default size", "{ plain { cost } }", {}, 31, 21),
    ("weighty scalars count in lists", "{ blobs }", {}, 13, 0),
    ("an enumeration can weigh", "{ colour }", {}, 3, 0),
    ("a list of plain scalars is free", "{ numbers }", {}, 1, 0),
    ("the outer list sizes a list of lists", "{ matrix { cost } }", {}, 10, 7),
    ("a schema default sizes", "{ sized { cost } }", {}, 10, 7),
    ("a supplied size wins over another argument's default", "{ sized(last: 2) { cost } }", {}, 7, 5),
    ("an absent variable leaves the default", "query($n: Int) { sized(first: $n) { cost } }", {}, 10, 7),
    ("an operation default sizes", "query($n: Int = 2) { sized(first: $n) { cost } }", {}, 7, 5),
    (
        "a variable wins over the operation's default",
        "query($n: Int = 2) { sized(first: $n) { cost } }",
        {"n": 4},
        13,
        9,
    ),
    ("of two sizes the larger counts", "{ loose(first: 3, last: 4) { cost } }", {}, 13, 9),
    ("a default counts only where none is supplied", "{ loose(first: 3) { cost } }", {}, 10, 7),
    ("a default counts where none is supplied", "{ loose { cost } }", {}, 22, 15),
    ("an explicit null has no size and no default", "{ loose(last: null) { cost } }", {}, 7, 5),
    ("a negative size is priced as nothing", "{ loose(first: -4) { cost } }", {}, 1, 1),
    ("an assumed size is the last resort", "{ loose(first: null, last: null) { cost } }", {}, 7, 5),
    ("a dotted size, as literal", "{ dotted(where: {page: {first: 2}}) { cost } }", {}, 7, 7),
    ("of two dotted sizes the supplied one", "{ dotted(where: {page: {last: 2}}) { cost } }", {}, 7, 7),
    ("a dotted default", "{ dotted(where: {page: {}}) { cost } }", {}, 16, 13),
    (
        "a dotted size, as variable",
        "query($p: Page) { dotted(where: {page: $p}) { cost } }",
        {"p": {"first": 2}},
        7,
        7,
    ),
    (
        "a dotted size, as innermost variable",
        "query($n: Int) { dotted(where: {page: {first: $n}}) { cost } }",
        {"n": 2},
        7,
        7,
    ),
    ("no dotted size at all", "{ dotted { cost } }", {}, 31, 21),
    (
        "inside a variable a value like the default may have been supplied",
        "query($p: Page) { dotted(where: {page: $p}) { cost } }",
        {"p": {"last": 2}},
        16,
        13,
    ),
    ("the length of a list sizes", '{ byIds(ids: ["a", "b"]) { cost } }', {}, 7, 5),
    ("a single value is a list of one", '{ byIds(ids: "a") { cost } }', {}, 4, 3),
    (
        "the length of a variable sizes",
        "query($i: [ID!]) { byIds(ids: $i) { cost } }",
        {"i": ["a", "b", "c"]},
        10,
        7,
    ),
    (
        "sized fields take the size, others do not",
        "{ connection(first: 2) { nodes { cost } other { cost } } }",
        {},
        38,
        27,
    ),
    (
        "sized fields are known by name, not by alias",
        "{ connection(first: 2) { all: nodes { cost } } }",
        {},
        8,
        6,
    ),
    ("a size is handed down one level", "{ connection(first: 2) { edges { node { cost } } } }", {}, 10, 8),
    ("an input object weighs one and its fields what they say", '{ find(where: {name: "x"}) }', {}, 1, 5),
    ("a null argument pays its own weight", "{ find(where: null) }", {}, 1, 1),
    ("an absent variable is an absent argument", "query($w: Where) { find(where: $w) }", {}, 1, 0),
    ("a null variable is a null argument", "query($w: Where) { find(where: $w) }", {"w": None}, 1, 1),
    ("nested defaults count", "{ weigh(weighty: {}) }", {}, 1, 7),
    (
        "an explicit null suppresses a nested default, at its weight",
        "{ weigh(weighty: {value: null}) }",
        {},
        1,
        7,
    ),
    ("nested objects add up", "{ weigh(weighty: {inner: {value: 2}}) }", {}, 1, 14),
    ("a list of objects pays its weight once", "{ weigh(many: [{}, {}, {}]) }", {}, 1, 19),
    ("a single object is a list of one", "{ weigh(many: {}) }", {}, 1, 7),
    ("a list as variable", "query($m: [Weighty]) { weigh(many: $m) }", {"m": [{}, {"value": 3}]}, 1, 13),
    ("a directive's argument can lower a call", "{ item @approx(tolerance: 1) { cost } }", {}, 4, 2),
    (
        "a directive's argument as variable",
        "query($t: Float) { item @approx(tolerance: $t) { cost } }",
        {"t": 1},
        4,
        2,
    ),
    ("a duplicate costs nothing", "{ item { cost } item { cost name } }", {}, 4, 3),
    (
        "duplicates in fragments cost nothing",
        "{ ...F ...F item { cost } } fragment F on Query { item { cost } }",
        {},
        4,
        3,
    ),
    ("an alias costs", "{ a: item { cost } b: item { cost } }", {}, 7, 6),
    (
        "exclusive types take the maximum",
        "{ either { ... on Item { cost } ... on Other { dear } } }",
        {},
        4,
        21,
    ),
    (
        "the maximum is taken for each number by itself",
        "{ node { ... on Item { item { item { name } } } ... on Other { dear } } }",
        {},
        10,
        21,
    ),
    ("an abstract type weighs as its heaviest", "{ node { name } }", {}, 4, 1),
    ("a type without selected fields still weighs", "{ node { ... on Relief { name } } }", {}, 4, 1),
    ("@skip takes away", "query($s: Boolean!) { item @skip(if: $s) { cost } }", {"s": True}, 1, 0),
    ("@include keeps", "query($s: Boolean!) { item @include(if: $s) { cost } }", {"s": True}, 4, 3),
]


@pytest.mark.parametrize(
    ("query", "variables", "type_cost", "field_cost"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_cost(
    shop: SdlBlueprint, query: str, variables: dict[str, Any], type_cost: float, field_cost: float
) -> None:
    found = estimate(shop, query, variables)
    assert (found.type_cost, found.field_cost) == (type_cost, field_cost)


def test_type_cost_ends_at_nothing_only_for_the_whole_operation() -> None:
    blueprint = blueprint_of(
        """type Query { rebate: Rebate a: Plain }
        type Rebate @cost(weight: "-3") { n: Int }
        type Plain { n: Int }"""
    )
    assert estimate(blueprint, "{ rebate { n } a { n } }").type_cost == 0
    assert estimate(blueprint, "{ a { n } b: a { n } c: a { n } rebate { n } }").type_cost == 1


def test_unknown_sizes_are_infinite_where_no_default_is_set() -> None:
    blueprint = blueprint_of("type Query { items: [Item] } type Item { n: Int }", default_list_size=None)
    found = estimate(blueprint, "{ items { n } }")
    assert (found.type_cost, found.field_cost) == (inf, 1)


def test_infinite_relief_is_no_relief() -> None:
    blueprint = blueprint_of(
        """type Query { a: [Item] b: [Rebate] }
        type Item { n: Int }
        type Rebate @cost(weight: "-1") { n: Int }""",
        default_list_size=None,
    )
    assert estimate(blueprint, "{ a { n } b { n } }").type_cost == inf


@pytest.mark.parametrize(
    ("query", "violations"),
    [
        ("{ sized(first: 1, last: 1) { name } }", [SizeViolation("sized", 1, "first, last", None, None)]),
        ("{ sized(first: null) { name } }", [SizeViolation("sized", 1, "first, last", None, None)]),
        ("{ capped { name } }", [SizeViolation("capped", 1, "first", None, None)]),
        ("{ capped(first: 50) { name } }", []),
        ("{ capped(first: 51) { name } }", [SizeViolation("capped", 1, "first", 51, 50)]),
        ("{ a: capped(first: -1) { name } }", [SizeViolation("a", 1, "first", -1, 50)]),
        (
            "{\n loose(first: -2, last: -3) { name } }",
            [
                SizeViolation("loose", 2, "first", -2, None),
                SizeViolation("loose", 2, "last", -3, None),
            ],
        ),
    ],
)
def test_sizes_that_are_never_run_are_named(
    shop: SdlBlueprint, query: str, violations: list[SizeViolation]
) -> None:
    assert list(estimate(shop, query).violations) == violations


def test_slicing_values_say_where_a_size_comes_from(shop: SdlBlueprint) -> None:
    found = estimate(
        shop,
        """query($n: Int, $p: Page, $ids: [ID!]) {
          sized(first: $n) { name }
          a: sized { name }
          dotted(where: {page: $p}) { name }
          byIds(ids: $ids) { name }
        }""",
        {"n": 4, "p": {"last": 9, "first": 1}, "ids": ["x"]},
    )
    assert found.slicing == (
        SlicingValue("sized", 2, "first", 4, "n"),
        SlicingValue("a", 3, "first", 3, None),
        SlicingValue("dotted", 4, "where.page.last", 9, "p"),
        SlicingValue("byIds", 5, "ids", 1, "ids"),
    )


def test_another_size_can_be_tried_by_path(shop: SdlBlueprint) -> None:
    plan, variables = planned(shop, "{ item { name } sized(first: 9) { cost } }")
    assert plan.formula(variables).field_cost == 20
    assert plan.formula(variables, {"sized": 2}).field_cost == 6
    assert plan.formula(variables, {"sized": 2}).slicing[0].value == 2


def test_another_size_reaches_all_types_that_share_the_text() -> None:
    blueprint = blueprint_of(
        """interface Node { more(first: Int): [Node] }
        type A implements Node { more(first: Int): [Node] @listSize(slicingArguments: ["first"]) }
        type B implements Node { more(first: Int): [Node] @listSize(slicingArguments: ["first"]) }
        type Query { node: Node }"""
    )
    plan, variables = planned(blueprint, "{ node { more(first: 8) { __typename } } }")
    assert [each.path for each in plan.formula(variables).slicing] == ["node.more"]
    assert plan.formula(variables, {"node.more": 2}).type_cost == 4


def test_each_composite_field_has_its_costs(shop: SdlBlueprint) -> None:
    found = estimate(shop, "{\n a: sized(first: 2) {\n item { cost } }\n leaf\n item { cost }\n}")
    told = [
        (each.path, each.line, each.field_cost, each.type_cost, each.own_field_cost, each.own_type_cost)
        for each in found.costs
    ]
    assert told == [("a", 2, 7, 12, 1, 6), ("a.item", 3, 6, 6, 6, 6), ("item", 5, 3, 3, 3, 3)]
    assert [each.path for each in found.dearest(2, 10)] == ["a", "a.item"]


def test_what_one_call_costs_is_told_for_the_actual_count(shop: SdlBlueprint) -> None:
    plan, variables = planned(
        shop, "query($w: Where) { find(where: $w) item { cost } }", {"w": {"name": "x"}}
    )
    find, item = plan.root.fields
    assert plan.formula.call_cost(find, variables) == 5
    assert plan.formula.call_cost(find, {}) == 0
    assert plan.formula.call_cost(item, variables) == 1
    assert plan.formula.type_weight("Item") == 3

"""What holds for every plan: the memoised formula is the plain sum over the tree, and it always ends."""

from __future__ import annotations

import time
from math import ceil, inf
from random import Random

import pytest
from hypothesis import given, settings, strategies as st

from bff.declare import CostModel, Key, Link, Service
from bff.flow.plan import Estimate, Plan, PlannedField, Selection
from bff.plan.calls import MAX_PLACES
from tests.support.sdl import SdlBlueprint, attribute, blueprint_of, estimate, planned

SDL = """
type Query { node: Node a: A list(first: Int = 3): [Node] @listSize(slicingArguments: ["first"]) }
interface Node { n: Int node: Node list(first: Int): [Node] }
type A implements Node @cost(weight: "2") {
  n: Int @cost(weight: "3") node: Node a: A link: A
  list(first: Int = 2): [Node] @listSize(slicingArguments: ["first"])
}
type B implements Node {
  n: Int node: Node b: [B] link: A other: [A!] @listSize(assumedSize: 2)
  list(first: Int = 4): [Node] @listSize(slicingArguments: ["first"])
}
"""
service = Service("things")
BATCHED = service.one("GET /things?ids={ids}", key=Key("id"), max_batch=2)
SINGLE = service.one("GET /things/{id}")
MANY = service.many("GET /others?ids={ids}", key=Key("id"), max_batch=3)
BLUEPRINT = blueprint_of(
    SDL,
    default_list_size=3,
    links={
        "A.link": (BATCHED, attribute("id")),
        "B.link": (SINGLE, attribute("id", "id")),
        "B.other": (MANY, attribute("id")),
    },
)
SIZE = {"Query.list": 3, "A.list": 2, "B.list": 4, "B.b": 3, "B.other": 2}
FIELDS = {
    "Query": ["node", "a", "list"],
    "Node": ["node", "list"],
    "A": ["node", "a", "link", "list"],
    "B": ["node", "b", "link", "other", "list"],
}
TYPE_OF = {"node": "Node", "a": "A", "list": "Node", "link": "A", "b": "B", "other": "A"}


@st.composite
def selections(draw: st.DrawFn, type_name: str, depth: int) -> str:
    parts = ["n" if type_name != "Query" else "__typename"]
    for name in draw(st.lists(st.sampled_from(FIELDS[type_name]), max_size=3)):
        if depth == 0:
            break
        alias = draw(st.sampled_from(["", f"x{name}: "]))
        parts.append(f"{alias}{name} {draw(selections(TYPE_OF[name], depth - 1))}")
    if type_name == "Node" and depth:
        parts += [
            f"... on {kind} {draw(selections(kind, depth - 1))}"
            for kind in draw(st.sets(st.sampled_from("AB")))
        ]
    return "{ " + " ".join(parts) + " }"


@settings(max_examples=100, deadline=None)
@given(selections("Query", 3))
def test_the_formula_is_the_plain_sum_over_the_tree(query: str) -> None:
    plan, variables = planned(BLUEPRINT, query)
    found = plan.formula(variables)
    type_cost, field_cost = _naive(plan, plan.root)
    assert (found.type_cost, found.field_cost) == (1 + type_cost, field_cost)
    assert all(0 <= each.own_field_cost <= each.field_cost <= found.field_cost for each in found.costs)
    assert found.call_count <= _naive_calls(plan.root, 1)


@settings(max_examples=100, deadline=None)
@given(selections("Query", 4), st.randoms(use_true_random=False))
def test_no_run_makes_more_calls_than_foreseen(query: str, chance: Random) -> None:
    plan, variables = planned(BLUEPRINT, query)
    foreseen = plan.formula(variables)
    run = Run(chance)
    run.layer(plan.root, ["root"])
    assert sum(run.calls.values()) <= foreseen.call_count
    assert all(count <= foreseen.calls_by_service()["things"] for count in run.calls.values())


class Run:
    """Answers a plan with lists of any length and objects of any type; each row is fetched once."""

    def __init__(self, chance: Random) -> None:
        self.calls: dict[str, int] = {}
        self._chance = chance
        self._fetched: dict[str, set[str]] = {}
        self._types: dict[str, str] = {}
        self._lengths: dict[str, int] = {}

    def layer(self, selection: Selection, parents: list[str]) -> None:
        for field in selection.fields:
            below = dict.fromkeys(value for parent in parents for value in self._values(field, parent))
            if field.link is not None:
                self._fetch(field.link, parents)
            layers: dict[str, list[str]] = {}
            for value in below:
                kind = self._types.setdefault(value, self._chance.choice(sorted(field.selections)))
                layers.setdefault(kind, []).append(value)
            for kind, values in layers.items():
                self.layer(field.selections[kind], values)

    def _values(self, field: PlannedField, parent: str) -> list[str]:
        if not field.selections:
            return []
        origin = parent
        if field.link is not None:
            origin = f"{field.link.source.endpoint.name}#{parent}"
        longest = SIZE[field.coordinate] if field.is_list else 1
        count = self._lengths.setdefault(f"{origin}.{field.name}", self._chance.randint(0, longest))
        return [f"{origin}.{field.name}{number}" for number in range(count)]

    def _fetch(self, link: Link, parents: list[str]) -> None:
        name = link.source.endpoint.name
        fetched = self._fetched.setdefault(name, set())
        missing = set(parents) - fetched
        fetched |= missing
        self.calls[name] = self.calls.get(name, 0) + ceil(len(missing) / (link.max_batch or 1))


@settings(max_examples=30, deadline=None)
@given(selections("Query", 3), st.integers(0, 3), st.integers(0, 3))
def test_a_smaller_list_never_costs_more(query: str, one: int, other: int) -> None:
    plan, variables = planned(BLUEPRINT, query)
    few, many = (
        plan.formula(variables, dict.fromkeys([each.path for each in plan.formula(variables).slicing], size))
        for size in sorted((one, other))
    )
    assert _numbers(few) <= _numbers(many)
    assert all(less <= more for less, more in zip(_numbers(few), _numbers(many), strict=True))


def _numbers(found: Estimate) -> tuple[float, float, int]:
    return found.type_cost, found.field_cost, found.call_count


def _size(field: PlannedField) -> int:
    return SIZE[field.coordinate] if field.is_list else 1


def _naive(plan: Plan, selection: Selection) -> tuple[float, float]:
    """The specification word for word: no memory, one visit for each path and type."""
    types = fields = 0.0
    for field in selection.fields:
        if field.definition is None:
            continue
        below = [_naive(plan, each) for each in field.selections.values()]
        weight = 0.0
        if below:
            weight = max(2.0 if name == "A" else 1.0 for name in field.selections)
        size = _size(field)
        types += size * (weight + max((each[0] for each in below), default=0.0))
        fields += plan.formula.call_cost(field, {}) + size * max((each[1] for each in below), default=0.0)
    return types, fields


def _naive_calls(selection: Selection, parents: int) -> int:
    """One call for each key and every type at once: never less than what is foreseen."""
    count = 0
    for field in selection.fields:
        count += parents if field.link is not None else 0
        count += sum(_naive_calls(each, parents * _size(field)) for each in field.selections.values())
    return count


def _doubling(levels: int, *, field: str = "node", second: str = "again: node", last: str = "n") -> str:
    spreads = "".join(
        f"fragment F{n} on Node {{ {field} {{ ...F{n + 1} }} {second} {{ ...F{n + 1} }} }}"
        for n in range(levels)
    )
    return f"{{ node {{ ...F0 }} }} {spreads} fragment F{levels} on Node {{ {last} }}"


def test_eighteen_doubling_levels_take_a_time_that_fits_their_text() -> None:
    seconds = {levels: _seconds(_doubling(levels, last="... on A { link { n } }")) for levels in (9, 18)}
    assert seconds[18] < 2
    assert seconds[18] < 60 * seconds[9]


def _seconds(query: str) -> float:
    plan, variables = planned(BLUEPRINT, query)
    began = time.perf_counter()
    plan.formula(variables)
    return time.perf_counter() - began


def test_sixty_doubling_levels_are_priced() -> None:
    found = estimate(BLUEPRINT, _doubling(60, last="... on A { link { n } } ... on B { link { n } }"))
    assert found.field_cost > 2**60
    assert found.call_count > MAX_PLACES


def test_doubling_lists_of_different_sizes_are_priced() -> None:
    query = _doubling(
        30, field="list(first: 3)", second="more: list(first: 7)", last="... on A { link { n } }"
    )
    found = estimate(BLUEPRINT, query)
    assert found.field_cost > 10**30
    assert found.call_count >= 2**39


@pytest.mark.parametrize("size", [None, 2**31 - 1])
def test_deep_lists_without_bound_are_priced(size: int | None) -> None:
    blueprint = SdlBlueprint(BLUEPRINT.schema, BLUEPRINT.links, CostModel(default_list_size=size))
    levels = 60
    found = estimate(
        blueprint, "{ list " + "{ list " * levels + "{ n ... on B { link { n } } }" + "}" * levels + "}"
    )
    assert found.field_cost == inf
    assert found.type_cost == inf
    assert all(isinstance(bound.count, int) for bound in found.calls)


def test_types_below_types_are_priced() -> None:
    """Three possible types at each of 40 levels: 3^40 ways down, one place a level."""
    levels = 40
    query = "{ node " + "{ node " * levels + "{ ... on A { link { n } } }" + "}" * levels + "}"
    began = time.perf_counter()
    found = estimate(BLUEPRINT, query)
    assert time.perf_counter() - began < 5
    assert found.field_cost == levels + 1 + 1 + 3
    assert found.call_count == 1

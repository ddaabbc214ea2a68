"""From operation to plan: merging, types, sharing, and plans kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from graphql.execution.values import VariableValues

from bff.flow.plan import PlannedField, Selection
from bff.plan import Planner, make
from bff.plan.cache import condition_variables
from tests.support.sdl import SdlBlueprint, blueprint_of, inspected, planned

SDL = """
type Query { size(n: Int): Int album: Album node: Node nodes: [Node!]! }
interface Node { name: String next: Node }
type Album implements Node { name: String title: String next: Node artist: Artist }
type Artist implements Node { name: String next: Node album: Album }
"""


@pytest.fixture(scope="module")
def shop() -> SdlBlueprint:
    return blueprint_of(SDL)


def test_fields_of_one_response_key_are_merged(shop: SdlBlueprint) -> None:
    plan, _ = planned(
        shop, "{ album { title } ...F } fragment F on Query { album { artist { name } again: title } }"
    )
    (album,) = plan.root.fields
    assert len(album.nodes) == 2
    assert [each.response_key for each in album.selections["Album"].fields] == ["title", "artist", "again"]


def test_an_abstract_field_has_a_selection_for_each_type(shop: SdlBlueprint) -> None:
    plan, _ = planned(
        shop, "{ nodes { __typename name ... on Album { title } ... on Artist { album { name } } } }"
    )
    (nodes,) = plan.root.fields
    told = {name: [each.name for each in below.fields] for name, below in nodes.selections.items()}
    assert told == {"Album": ["__typename", "name", "title"], "Artist": ["__typename", "name", "album"]}
    assert nodes.is_list


def test_a_planned_field_says_what_and_where_it_is(shop: SdlBlueprint) -> None:
    plan, _ = planned(
        shop, "{\n  node {\n    __typename\n    it: name\n  }\n  __schema { types { name } }\n}"
    )
    node, schema = plan.root.fields
    kind, name = node.selections["Album"].fields
    assert (name.response_key, name.name, name.coordinate, name.line) == ("it", "name", "Album.name", 4)
    assert name.definition is not None
    assert name.selections == {}
    assert (kind.definition, schema.definition, schema.selections) == (None, None, {})


@pytest.mark.parametrize(
    ("query", "variables", "keys"),
    [
        ("query($a: Boolean!) { album @include(if: $a) { name } node { name } }", {"a": False}, ["node"]),
        (
            "query($a: Boolean!) { album @skip(if: $a) { name } node { name } }",
            {"a": False},
            ["album", "node"],
        ),
        ("query($a: Boolean!) { ... @skip(if: $a) { album { name } } node { name } }", {"a": True}, ["node"]),
        (
            "query($a: Boolean = true) { ...F @skip(if: $a) node { name } } fragment F on Query { size }",
            {},
            ["node"],
        ),
    ],
)
def test_conditions_decide_what_is_planned(
    shop: SdlBlueprint, query: str, variables: dict[str, object], keys: list[str]
) -> None:
    plan, _ = planned(shop, query, variables)
    assert [each.response_key for each in plan.root.fields] == keys


def test_equal_sub_selections_are_one_object(shop: SdlBlueprint) -> None:
    plan, _ = planned(
        shop,
        """{ album { ...F } node { ... on Album { ...F } ... on Artist { album { ...F } } } }
        fragment F on Album { artist { name } }""",
    )
    album, node = plan.root.fields
    artist = album.selections["Album"].fields[0]
    inner = node.selections["Album"].fields[0]
    assert artist.selections["Artist"] is inner.selections["Artist"]


def test_links_are_found_by_coordinate_and_known_above() -> None:
    link = object()
    shop = blueprint_of(SDL)
    linked = SdlBlueprint(shop.schema, {"Artist.album": link}, shop.costs)  # type: ignore[dict-item]
    plan, _ = planned(shop, "{ node { next { name ... on Artist { album { name } } } } album { name } }")
    plan = make(plan.operation, linked, VariableValues({}, {}))
    node, album = plan.root.fields
    assert {name: below.has_links for name, below in node.selections.items()} == {
        "Album": True,
        "Artist": True,
    }
    assert not album.selections["Album"].has_links
    next_ = node.selections["Album"].fields[0]
    assert next_.selections["Artist"].fields[1].link is link
    assert not next_.selections["Album"].has_links


def test_doubling_fragments_make_a_small_plan(shop: SdlBlueprint) -> None:
    levels = 40
    text = "{ node { ...F0 } }" + "".join(
        f"fragment F{n} on Node {{ next {{ ...F{n + 1} }} again: next {{ ...F{n + 1} }} }}"
        for n in range(levels)
    )
    plan, _ = planned(shop, text + f"fragment F{levels} on Node {{ name }}")
    assert len(set(_selections(plan.root))) <= 1 + 2 * 2 * (levels + 1)


def _selections(root: Selection) -> Iterator[Selection]:
    seen: set[int] = set()
    stack = [root]
    while stack:
        selection = stack.pop()
        if id(selection) not in seen:
            seen.add(id(selection))
            yield selection
            fields: tuple[PlannedField, ...] = selection.fields
            stack.extend(below for each in fields for below in each.selections.values())


def _values(**coerced: object) -> VariableValues:
    return VariableValues({}, coerced)


def test_a_plan_is_made_once_for_each_choice_of_conditions(shop: SdlBlueprint) -> None:
    planner = Planner(shop, max_plans=10, compiled=True)
    operation = inspected(
        shop, "query($a: Boolean!, $n: Int) { album @include(if: $a) { name } size(n: $n) }"
    )
    first = planner.make(operation, _values(a=True, n=1))
    assert planner.make(operation, _values(a=True, n=2)) is first
    other = planner.make(operation, _values(a=False, n=1))
    assert (len(first.root.fields), len(other.root.fields)) == (2, 1)
    assert len(planner) == 2


def test_two_operations_never_share_a_plan(shop: SdlBlueprint) -> None:
    planner = Planner(shop, max_plans=10, compiled=True)
    one, two = inspected(shop, "{ album { name } }"), inspected(shop, "{ album { name } }")
    assert planner.make(one, _values()) is not planner.make(two, _values())


def test_plans_are_bounded(shop: SdlBlueprint) -> None:
    planner = Planner(shop, max_plans=3, compiled=True)
    for number in range(10):
        planner.make(inspected(shop, f"{{ album {{ a{number}: name }} }}"), _values())
    assert len(planner) == 3


def test_conditions_are_found_in_fragments_and_on_spreads(shop: SdlBlueprint) -> None:
    operation = inspected(
        shop,
        """query($a: Boolean!, $b: Boolean!, $c: Boolean!, $d: Boolean!) {
          ...F @include(if: $b)
          node @skip(if: true) { name @include(if: $a) @skip(if: $d) }
        }
        fragment F on Query { ... @skip(if: $c) { album { name } } }""",
    )
    assert condition_variables(operation) == ("a", "b", "c", "d")


def test_a_pinned_plan_stays_and_one_that_variables_decide_is_made_later(shop: SdlBlueprint) -> None:
    planner = Planner(shop, max_plans=1, compiled=True)
    always = inspected(shop, "query ($n: Int) { size(n: $n) }")
    sometimes = inspected(shop, "query ($if: Boolean!) { size @include(if: $if) }")
    plan = planner.pin(always)
    assert plan is not None
    assert planner.pin(sometimes) is None
    planner.make(sometimes, VariableValues({}, {"if": True}))
    planner.make(sometimes, VariableValues({}, {"if": False}))
    assert planner.make(always, VariableValues({}, {"n": 5})) is plan
    assert len(planner) == 1

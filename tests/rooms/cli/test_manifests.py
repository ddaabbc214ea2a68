"""`bff check` over manifests of persisted operations, and over operations whose variables nobody declared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bff.cli.line_of import line_of
from bff.cli.manifest import read_manifest
from bff.errors import SettingsError
from tests.rooms.cli.bff import GRAPH, bff, project

THINGS = "query Things($first: Int! = 5, $id: ID!) { things(first: $first) { id } thing(id: $id) { id } }"


def test_a_manifest_is_checked_with_the_largest_lists_that_its_variables_ask_for(tmp_path: Path) -> None:
    operations = [
        {"id": "b1", "name": "Things", "type": "query", "body": THINGS},
        {"id": "a1", "name": "Broken", "type": "query", "body": "query Broken {\n  nope\n}"},
    ]
    manifest = {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations}
    folder = project(tmp_path, files={"manifest.json": json.dumps(manifest, indent=2)})
    ran = bff("check", "-c", "bff.toml", "manifest.json", folder=folder)
    assert (ran.code, ran.err) == (1, "")
    lines = [line for line in ran.out.splitlines() if line.startswith("manifest.json")]
    assert lines == [
        "manifest.json:12: Broken: Cannot query field 'nope' on type 'Query'. (line 2 of its text)",
        "manifest.json:6: Things: The operation may cost 2002 points of objects returned, over the limit of "
        "1000, most of it at 'things'. It would fit with `first` at most 998 at 'things' (variable $first). "
        "Priced with $first = 2000, the most there is: declare the largest you send in Things.toml. "
        "(line 1 of its text)",
    ]


def test_variables_and_bounds_of_a_manifest_stand_beside_it(tmp_path: Path) -> None:
    files = {
        "manifest.json": json.dumps({"sha256:1": THINGS, "sha256:2": "{ things { id } }"}),
        "Things.toml": '[variables]\nfirst = 7\nid = "1"\n[bounds]\ncalls = 1\n',
    }
    ran = bff("check", "-c", "bff.toml", "--json", "manifest.json", folder=project(tmp_path, files=files))
    found = {each["name"]: each for each in json.loads(ran.out)["operations"]}
    assert (ran.code, list(found)) == (1, ["Things", "sha256:2"])
    assert (found["Things"]["points"], found["Things"]["assumed"]) == (29, {})
    assert [each["rule"] for each in found["Things"]["findings"]] == ["OVER_BOUND"]
    assert found["sha256:2"]["findings"] == []


def test_operations_of_one_name_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    texts = {"1": "query Q { things { id } }", "2": "query Q { things { id name } }"}
    folder = project(tmp_path, files={"manifest.json": json.dumps(texts)})
    ran = bff("check", "-c", "bff.toml", "--json", "manifest.json", folder=folder)
    assert [each["name"] for each in json.loads(ran.out)["operations"]] == ["Q:1", "Q:2"]


BAD_MANIFESTS = [
    ("{", "manifest.json: is no JSON: "),
    ("[]", "manifest.json: is no manifest of operations. It is {"),
    ("{}", "manifest.json: holds no operations. It is {"),
    ('{"a": 1}', "manifest.json: has no text under 'a'. "),
    ('{"a": "{ x }", "a": "{ y }"}', "manifest.json: has the id 'a' twice. "),
    ('{"format": "other", "operations": []}', "manifest.json: is a manifest of an unknown form. "),
    (
        '{"format": "apollo-persisted-query-manifest", "operations": [{"id": "1"}]}',
        "manifest.json: has no id or no body in operation 1. ",
    ),
]


@pytest.mark.parametrize(("text", "message"), BAD_MANIFESTS, ids=[each[0][:30] for each in BAD_MANIFESTS])
def test_a_manifest_that_cannot_be_used_is_told(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(SettingsError) as refused:
        read_manifest(tmp_path / "manifest.json")
    assert message in str(refused.value)


UNDECLARED = {
    "window": ("query ($n: Int) { albums(first: $n) { title } }", {"n": 100}, 111),
    "smallest": ("query ($n: Int!) { albums(first: $n) { id } genres(first: $n) { id } }", {"n": 50}, 121),
    "dearest_node": (
        "query ($id: ID!) { node(id: $id) { ... on Album { artist { name } } ... on Track { name } } }",
        {},
        23,
    ),
    "included": ("query ($all: Boolean!) { genres(first: 1) @include(if: $all) { id } }", {}, 12),
    "not_skipped": ("query ($all: Boolean!) { genres(first: 1) @skip(if: $all) { id } }", {}, 12),
    "required": ("query ($id: ID!) { album(id: $id) { title } }", {}, 12),
}


def test_what_nobody_declared_is_priced_at_the_most(tmp_path: Path) -> None:
    for name, (text, _, _) in UNDECLARED.items():
        (tmp_path / f"{name}.graphql").write_text(text)
    ran = bff("check", str(tmp_path), "--json")
    found = {each["name"]: each for each in json.loads(ran.out)["operations"]}
    assert [each["findings"] for each in found.values()] == [[] for _ in UNDECLARED]
    assert {name: (each["assumed"], each["points"]) for name, each in found.items()} == {
        name: (assumed, points) for name, (_, assumed, points) in UNDECLARED.items()
    }


SIZED = GRAPH.replace(
    "    things: list[Thing] =",
    """\
    some: list[Thing | None] = link(by_id, key=argument("ids", list[strawberry.ID]), size=40)

    @strawberry.field(directives=[ListSizeDirective(slicing_arguments=["page.first"])])
    def paged(self, page: Page, even: Even) -> list[Thing]:
        return []

    things: list[Thing] =""",
).replace(
    "@strawberry.type\nclass Query",
    """\
Even = NewType("Even", int)


def even(value: object) -> int:
    if value != "two":
        raise ValueError("is odd")
    return 2


@strawberry.input
class Page:
    first: int
    sort: str


@strawberry.type
class Query""",
)
SIZED = SIZED.replace(
    "import strawberry\n\nfrom bff import",
    "from typing import NewType\n\nimport strawberry\n\nfrom bff import ListSizeDirective,",
).replace(
    "Graph(query=Query)",
    'Graph(query=Query, scalars={Even: strawberry.scalar(name="Even", parse_value=even)})',
)


def test_lists_of_keys_and_sizes_in_input_objects_are_assumed_and_what_nobody_can_guess_is_told(
    tmp_path: Path,
) -> None:
    files = {
        "shop_graph.py": SIZED,
        "operations/keys.graphql": "query ($ids: [ID!]!) { some(ids: $ids) { id } }",
        "operations/page.graphql": 'query ($page: Page!) { paged(page: $page, even: "two") { id } }',
        "operations/first.graphql": (
            'query ($n: Int!) { paged(page: {first: $n, sort: "a"}, even: "two") { id } }'
        ),
        "operations/usual.graphql": (
            'query ($n: Int! = 3) { paged(page: {first: $n, sort: "a"}, even: "two") { id } }'
        ),
        "operations/guess.graphql": (
            'query ($e: Even!) { paged(page: {first: 1, sort: "a"}, even: $e) { id } }'
        ),
    }
    ran = bff("check", "-c", "bff.toml", "--json", folder=project(tmp_path, files=files))
    found = {each["name"]: each for each in json.loads(ran.out)["operations"]}
    shown = {name: (each["assumed"], each["type_cost"], each["calls"]) for name, each in found.items()}
    assert shown == {
        "first": ({"n": 10}, 11, 0),
        "guess": ({}, 0, 0),
        "keys": ({"ids": 40}, 41, 1),
        "page": ({"page.first": 10}, 11, 0),
        "things": ({}, 7, 2),
        "usual": ({}, 4, 0),
    }
    (finding,) = found["guess"]["findings"]
    assert finding["message"].endswith(" Declare its variables in guess.toml.")


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("query A {\n a {\n  b\n }\n}", "a.b", 3),
        ("query A {\n a {\n  b\n }\n}", "a.c", 2),
        ("# it\nquery A {\n a }", "", 2),
        ("query A { x: a {\n ...F } }\nfragment F on T {\n ... {\n  b }\n ...F }", "x.b", 5),
        ("query {", "a", 1),
    ],
)
def test_the_line_of_a_path_is_that_of_its_field(text: str, path: str, line: int) -> None:
    assert line_of(text, path) == line

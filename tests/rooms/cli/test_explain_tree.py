"""`bff explain` as a tree: where the price arises, which calls each field makes, and what adds up to more."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from bff.cli.explain import explain
from bff.cli.explain_text import print_explanation
from bff.cli.pricing import Pricer
from bff.cli.project import Project, load_project
from bff.declare import blueprint
from bff.plan import explain as explained, price_tree
from tests.rooms.cli.bff import ROOT, bff

N_PLUS_ONE = """\
{
  albums(first: 2) {
    tracks(first: 3) { stock { available } }
  }
}
"""
ONE_OF_TYPES = """\
query Any($id: ID!) {
  node(id: $id) {
    ... on Album { artist { name } }
    ... on Track { name }
  }
}
"""
CONNECTION = """\
{
  customer(id: 1) {
    invoicesConnection(first: 3) { nodes { copies } }
  }
}
"""
SEARCHED = """\
{
  search(query: "a", first: 2) { nodes { item {
    ... on Artist { albums(first: 3) { title } }
    ... on Album { artist { name } }
  } } }
}
"""


@pytest.fixture(scope="module")
def music() -> Project:
    return load_project(ROOT / "schema" / "bff.toml")


def test_each_field_has_its_line_its_costs_and_its_calls_in_the_field_around_it() -> None:
    ran = bff("explain", "-", given=N_PLUS_ONE)
    assert (ran.code, ran.err) == (0, "")
    assert _tree(ran.out) == [
        "query",
        "  albums(first: 2) of Query, line 2: field 9, type 14, 8 calls",
        "    -> catalog GET /albums: 1 key, 1 a call, 1 call, round 1",
        "    tracks(first: 3) of Album, line 3: field 8, type 12, 7 calls",
        "      -> catalog GET /tracks?album_ids: 2 keys, up to 100 a call, 1 call, round 2",
        "      stock of Track, line 3: field 6, type 6, 6 calls",
        "        -> stock GET /stock/{id}: 6 keys, 1 a call, 6 calls, round 3, N+1",
    ]


def test_the_sums_stand_above_the_tree_with_their_limits_and_rounds() -> None:
    lines = bff("explain", "-", given=N_PLUS_ONE).out.splitlines()
    assert [line.split()[0] for line in lines[:5]] == ["points", "field", "type", "calls", "depth"]
    assert lines[6:9] == [
        "round 1: albums (catalog)",
        "round 2: albums.tracks (catalog)",
        "round 3: albums.tracks.stock (stock)",
    ]


def test_one_object_of_open_type_is_said_to_make_the_calls_of_one_type(
    music: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = _explained(music, tmp_path, ONE_OF_TYPES, capsys, variables='{"id": "QWxidW06MQ"}')
    assert _tree(text) == [
        "query Any",
        "  node of Query, line 2: field 2, type 2, 2 calls",
        "    -> reference: catalog GET /albums?ids: 1 key, up to 100 a call, 1 call, round 1",
        "    (one object: only one type's calls are made, so the parts may add up to more than the whole)",
        "    artist of Album, line 3: field 1, type 1, 1 call",
        "      -> catalog GET /artists?ids: 1 key, up to 100 a call, 1 call, round 2",
    ]


def test_connections_and_loads_are_told_as_what_they_are(
    music: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = _tree(_explained(music, tmp_path, CONNECTION, capsys))
    assert "      -> pages: billing GET /invoices: 1 key, 1 a call, 1 call, round 2" in lines
    load = "-> load: billing GET /invoices/lines?invoice_ids: 3 keys, up to 100 a call, 1 call, round 3"
    assert f"          {load}" in lines


@pytest.mark.parametrize(("size", "is_told"), [(1, True), (2, False)])
def test_parts_that_add_up_to_more_than_the_whole_are_told(
    music: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str], size: int, is_told: bool
) -> None:
    text = _explained(music, tmp_path, SEARCHED.replace("first: 2", f"first: {size}"), capsys)
    assert ("(one object: only one type's calls are made" in text) == is_told
    assert ("\nThe calls below add up to 6, more than the 3 that are charged: of types" in text) == is_told


def test_in_a_terminal_the_tree_is_drawn_and_folded_but_never_cut(music: Project) -> None:
    pricer = Pricer(blueprint(music.graph), music.settings)
    priced = pricer.price(N_PLUS_ONE, None, {})
    told = explained(priced.plan, priced.estimate, music.settings.limits)
    screen = Console(file=io.StringIO(), force_terminal=True, color_system=None, width=60, soft_wrap=True)
    print_explanation(screen, told, price_tree(priced.plan, priced.estimate))
    assert isinstance(screen.file, io.StringIO)
    drawn = [line.rstrip() for line in screen.file.getvalue().split("\n\n")[2].splitlines()]
    assert drawn == [
        "query",
        "└── albums(first: 2) of Query, line 2: field 9, type 14, 8",
        "    calls",
        "    ├── -> catalog GET /albums: 1 key, 1 a call, 1 call,",
        "    │   round 1",
        "    └── tracks(first: 3) of Album, line 3: field 8, type 12,",
        "        7 calls",
        "        ├── -> catalog GET /tracks?album_ids: 2 keys, up to",
        "        │   100 a call, 1 call, round 2",
        "        └── stock of Track, line 3: field 6, type 6, 6 calls",
        "            └── -> stock GET /stock/{id}: 6 keys, 1 a call,",
        "                6 calls, round 3, N+1",
    ]


def test_the_json_holds_the_tree_beside_the_extension() -> None:
    content = json.loads(bff("explain", "-", "--json", given=N_PLUS_ONE).out)
    (albums,) = content["tree"]
    (tracks,) = albums["branches"]
    assert (albums["path"], albums["size"], albums["callCount"], albums["isOneOfTypes"]) == (
        "albums",
        {"first": 2},
        8,
        False,
    )
    assert tracks["branches"][0] == {
        "path": "albums.tracks.stock",
        "line": 3,
        "types": ["Track"],
        "size": None,
        "fieldCost": 6,
        "typeCost": 6,
        "callCount": 6,
        "isOneOfTypes": False,
        "calls": [
            {
                "way": "link",
                "service": "stock",
                "endpoint": "GET /stock/{id}",
                "keys": 6,
                "maxBatch": None,
                "count": 6,
                "round": 3,
                "isNPlusOne": True,
            }
        ],
        "branches": [],
    }


def _explained(
    music: Project,
    folder: Path,
    query: str,
    capsys: pytest.CaptureFixture[str],
    *,
    variables: str = "{}",
) -> str:
    (folder / "query.graphql").write_text(query)
    code = explain(music, folder / "query.graphql", variables=variables, operation_name=None, as_json=False)
    assert code == 0
    return capsys.readouterr().out


def _tree(text: str) -> list[str]:
    """Return the lines between the sums and what is dearest."""
    return text.split("\n\n")[2].splitlines()

"""`bff config`, `sdl`, `check` and `explain`: what they print, and how they end."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from bff.cli.check import check
from bff.cli.explain import explain
from bff.cli.operations import read_operations
from bff.cli.project import Project, load_project
from bff.config import load_settings
from bff.errors import SettingsError
from tests.rooms.cli.bff import COMMAND, GRAPH, ROOT, bff, environment, project


def test_config_prints_every_setting_and_no_secret(tmp_path: Path) -> None:
    ran = bff("config", "-c", "bff.toml", folder=project(tmp_path), env={"BFF_HTTP__PORT": "9000"})
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("from bff.toml and the environment (BFF_HTTP__PORT sets http.port)\n")
    assert re.search(r"^http\.port +9000 +port to listen on *$", ran.out, re.MULTILINE)
    assert re.search(r'^services\.shop\.headers +{"x-api-key": "\*+"} ', ran.out, re.MULTILINE)
    assert "s3cret" not in ran.out
    assert "…" not in ran.out


def test_config_as_json_is_nested_as_the_file_is(tmp_path: Path) -> None:
    ran = bff("config", "-c", "bff.toml", "--json", folder=project(tmp_path))
    content = json.loads(ran.out)
    assert (content["http"]["port"], content["record"]["log_path"]) == (8000, None)
    assert content["services"]["shop"]["headers"] == {"x-api-key": "********"}
    assert content["demo"]["operations"] == "operations"


def test_config_needs_no_graph(tmp_path: Path) -> None:
    (tmp_path / "bff.toml").write_text('graph = "nowhere:graph"\n')
    assert bff("config", folder=tmp_path, env={"BFF_CONFIG": "bff.toml"}).code == 0


def test_sdl_prints_the_schema_and_nothing_else() -> None:
    ran = bff("sdl")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (ROOT / "schema" / "schema.graphql").read_text()


def test_check_of_the_repository_finds_nothing() -> None:
    ran = bff("check")
    assert (ran.code, ran.err) == (0, "")
    assert re.match(r"Schema: \d+ links to \d services?, no problems\n", ran.out)
    assert re.search(
        r"^operation +depth +points +field +type +calls +rounds +by service *$", ran.out, re.MULTILINE
    )


BROKEN = {
    "operations/invalid.graphql": "{ things { nam } }",
    "operations/syntax.graphql": "{ things {",
    "operations/wrong_id.graphql": "query ($id: ID!) { thing(id: $id) { id } }",
    "operations/wrong_id.toml": "[variables]\n",
    "operations/dear.graphql": "{ things(first: 2000) { id } }",
    "operations/over.graphql": "{ things(first: 20) { id } }",
    "operations/over.toml": "[bounds]\npoints = 5\ncalls = 0\n",
    "schema.graphql": "type Query { things(first: Int! = 5): [Thing!]! gone: Int } type Thing { id: ID! }",
}


def test_check_finds_what_is_invalid_refused_over_its_bounds_and_breaking(tmp_path: Path) -> None:
    folder = project(tmp_path, files=BROKEN)
    ran = bff("check", "-c", "bff.toml", folder=folder)
    assert (ran.code, ran.err) == (1, "")
    for line in (
        "dear: The operation may cost 2001 points of objects returned, over the limit of 1000",
        "invalid: Cannot query field 'nam' on type 'Thing'. Did you mean 'name'?",
        "over: points: 31, above its bound of 5",
        "over: calls: 1, above its bound of 0",
        "syntax: Syntax Error: Expected Name, found <EOF>.",
        "wrong_id: Variable '$id' has invalid value: ",
        "schema, breaks clients: Field Query.gone was removed.",
        "schema, differs from schema.graphql: Field Query.thing was added.",
        "Store the schema once all of this is meant: bff sdl > schema.graphql, beside the settings.",
    ):
        assert re.search(rf"^(operations/\w+\.graphql:1: )?{re.escape(line)}", ran.out, re.MULTILINE), line
    assert ": things: " not in ran.out


def test_check_as_json_says_the_same(tmp_path: Path) -> None:
    ran = bff("check", "-c", "bff.toml", "--json", folder=project(tmp_path, files=BROKEN))
    content = json.loads(ran.out)
    findings = {each["name"]: len(each["findings"]) for each in content["operations"]}
    assert (ran.code, content["ok"]) == (1, False)
    assert findings["things"] == 0
    assert all(findings[name] for name in ("dear", "invalid", "over", "syntax", "wrong_id"))
    assert [each["is_breaking"] for each in content["changes"]].count(True) == 1


def test_check_names_an_n_plus_one(tmp_path: Path) -> None:
    graph = GRAPH.replace('shop.one("GET /things?ids={ids}", key=Key("id"))', 'shop.one("GET /things/{id}")')
    ran = bff("check", "-c", "bff.toml", folder=project(tmp_path, files={"shop_graph.py": graph}))
    assert ran.code == 1
    assert 'note: Thing.next: shop.one("GET /things/{id}") has no batch form' in ran.out
    assert "operations/things.graphql:1: things: N+1 at 'things.next': shop GET /things/{id} takes" in ran.out


BAD_FILES = [
    (
        "operations/a.toml",
        "[bound]\n",
        "operations/a.toml: has 'bound'. It may have [variables], and in [bounds] ",
    ),
    ("operations/a.toml", "[bounds]\npionts = 1\n", "operations/a.toml: has the bound 'pionts'. "),
    (
        "operations/a.toml",
        '[bounds]\npoints = "x"\n',
        "operations/a.toml: has a bound 'points' that is no number. ",
    ),
    ("operations/a.toml", "variables = 5\n", "operations/a.toml: has a value where a table belongs. "),
    ("operations/a.toml", "= 5\n", "operations/a.toml: is not valid TOML: Invalid statement"),
    ("schema.graphql", "type Query {", "schema.graphql: is no GraphQL schema: Syntax Error: Expected Name"),
    (
        "schema.graphql",
        "type Query { a: Nope }",
        "schema.graphql: is no GraphQL schema: Unknown type 'Nope'. ",
    ),
]


@pytest.mark.parametrize(
    ("name", "text", "message"), BAD_FILES, ids=[repr(each[1][:20]) for each in BAD_FILES]
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, name: str, text: str, message: str) -> None:
    project(tmp_path, files={"operations/a.graphql": "{ genres { id } }", name: text})
    settings = load_settings(ROOT / "schema" / "bff.toml")
    music = Project(settings, load_project(ROOT / "schema" / "bff.toml").graph, tmp_path / "bff.toml")
    with pytest.raises(SettingsError) as refused:
        check(music, tmp_path / "operations" if "operations" in name else None)
    assert [str(problem).startswith(f"{tmp_path}/{message}") for problem in refused.value.problems] == [True]


def test_every_bad_file_beside_the_operations_is_named_at_once(tmp_path: Path) -> None:
    project(
        tmp_path, files={"a.graphql": "{ a }", "a.toml": "x = 1", "b.graphql": "{ a }", "b.toml": "x = 1"}
    )
    with pytest.raises(SettingsError) as refused:
        read_operations(tmp_path)
    assert [Path(problem.place).name for problem in refused.value.problems] == ["a.toml", "b.toml"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[http", "bff.toml: is not valid TOML:"),
        ('graph = "shop_graph:graph"\n', "services: the graph reads 'shop', which has no settings."),
    ],
)
def test_settings_that_cannot_be_used_end_with_2(tmp_path: Path, text: str, message: str) -> None:
    ran = bff("check", "-c", "bff.toml", folder=project(tmp_path, files={"bff.toml": text}))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"The configuration cannot be used: 1 problem.\n  {message}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check", "nowhere"), "nowhere: holds no operations. Put NAME.graphql files there"),
        (("explain", "nowhere.graphql"), "nowhere.graphql: cannot be read: No such file or directory."),
        (("config", "-c", "nowhere.toml"), "nowhere.toml: cannot be read: No such file or directory."),
    ],
)
def test_a_path_that_leads_nowhere_is_named(arguments: tuple[str, ...], message: str) -> None:
    ran = bff(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_a_graph_that_cannot_be_imported_ends_with_2(tmp_path: Path) -> None:
    ran = bff("sdl", "-c", "bff.toml", folder=project(tmp_path, files={"shop_graph.py": "\nx = y\n"}))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "The schema cannot be used: 1 problem.\n"
        "  shop_graph.py:2: cannot be imported: NameError: name 'y' is not defined. Correct that line.\n"
    )


def test_in_a_folder_without_a_project_the_remedy_is_told(tmp_path: Path) -> None:
    ran = bff("sdl", folder=tmp_path, env={"PYTHONPATH": "", "BFF_GRAPH": "nowhere.root:graph"})
    assert ran.code == 2
    assert "Run in the folder that holds 'nowhere', or set graph = \"module:name\"." in ran.err


def test_explain_prints_figures_plan_and_where_it_is_dear() -> None:
    ran = bff("explain", "-", given="{ albums(first: 100) { artist { name } tracks(first: 5) { name } } }")
    assert (ran.code, ran.err) == (0, "")
    assert re.search(r"^calls +3 +of at most 50 *$", ran.out, re.MULTILINE)
    assert re.search(
        r"^round 2: albums\.artist \(catalog\), albums\.tracks \(catalog\)$", ran.out, re.MULTILINE
    )
    assert "dearest: albums.tracks (line 1), " in ran.out


ONE_OF_TWO = """\
from typing import Annotated

import strawberry

from bff import Discriminator, Graph, Key, Service, argument, link, node_id, reference

shop = Service("shop")
apples = shop.one("GET /apples?ids={ids}", key=Key("id"))
pears = shop.one("GET /pears?ids={ids}", key=Key("id"))


@strawberry.type
class Apple:
    id: strawberry.ID
    node_id: strawberry.ID = node_id(apples)


@strawberry.type
class Pear:
    id: strawberry.ID
    node_id: strawberry.ID = node_id(pears)


@strawberry.type
class Basket:
    kind: strawberry.Private[str]
    fruit_id: strawberry.Private[int]
    fruit: Annotated[Apple | Pear, strawberry.union("Fruit")] | None = reference(
        Discriminator("kind", {"apple": "Apple", "pear": "Pear"}), key="fruit_id"
    )


@strawberry.type
class Query:
    basket: Basket | None = link(shop.one("GET /baskets?ids={ids}", key=Key("id")), key=argument("id"))


graph = Graph(query=Query)
"""


def test_explain_says_why_there_are_fewer_calls_than_those_below_add_up_to(tmp_path: Path) -> None:
    folder = project(tmp_path, files={"shop_graph.py": ONE_OF_TWO})
    ran = bff(
        "explain", "-c", "bff.toml", "-", folder=folder, given="{ basket(id: 1) { fruit { __typename } } }"
    )
    assert re.search(r"^calls +2 +of at most 50 *$", ran.out, re.MULTILINE)
    assert "The calls below add up to 3, more than the 2 that are charged" in ran.out
    assert "dearest: basket (line 1), 1 field cost, 1 type cost, 1 call of its own\n" in ran.out


def test_explain_of_a_refused_operation_says_what_would_fit() -> None:
    query = "{ albums(first: 100) { tracks(first: 100) { name } } }"
    ran = bff("explain", "-", given=query)
    assert (ran.code, ran.err) == (1, "")
    assert "refused: COST_ESTIMATED_TOO_EXPENSIVE: The operation may cost 10101 points" in ran.out
    assert "It would fit with `first` at most " in ran.out
    content = json.loads(bff("explain", "-", "--json", given=query).out)
    assert content["calls"]["estimated"] == 2
    assert {each["code"] for each in content["refusals"]} == {"COST_ESTIMATED_TOO_EXPENSIVE"}


REFUSED = [
    (
        "{ zzz }",
        "{}",
        None,
        "GRAPHQL_VALIDATION_FAILED: Cannot query field 'zzz' on type 'Query'. (line 1)",
    ),
    ("{ albums {", "{}", None, "GRAPHQL_PARSE_FAILED: Syntax Error: Expected Name, found <EOF>. (line 1)"),
    ("", "{}", None, "GRAPHQL_PARSE_FAILED: "),
    ("{ genres { id } }", "{", None, "BAD_USER_INPUT: --variables is no JSON: "),
    ("{ genres { id } }", "[1]", None, "BAD_USER_INPUT: --variables must be a JSON object, such as "),
    ("{ genres { id } }", "[" * 100_000, None, "BAD_USER_INPUT: --variables is no JSON: "),
    ("{ genres { id } }", '{"a": NaN}', None, "BAD_USER_INPUT: --variables is no JSON: NaN is none of its"),
    ("query ($n: Int!) { genres(first: $n) { id } }", '{"n": "x"}', None, "BAD_USER_INPUT: Variable '$n' "),
    ("query A { genres { id } } query B { genres { id } }", "{}", None, "OPERATION_RESOLUTION_FAILURE: "),
    ("query A { genres { id } }", "{}", "C", "OPERATION_RESOLUTION_FAILURE: "),
]


@pytest.mark.parametrize(
    ("query", "variables", "name", "message"),
    REFUSED,
    ids=[f"{each[0][:12]} {each[1][:9]}" for each in REFUSED],
)
def test_explain_of_what_no_server_would_run(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    query: str,
    variables: str,
    name: str | None,
    message: str,
) -> None:
    document = tmp_path / "query.graphql"
    document.write_text(query)
    music = load_project(ROOT / "schema" / "bff.toml")
    for as_json in (False, True):
        code = explain(music, document, variables=variables, operation_name=name, as_json=as_json)
        assert code == 1
    shown, _, content = capsys.readouterr().out.partition("{\n")
    assert shown.startswith(f"refused: {message}")
    assert message.startswith(json.loads("{" + content)["refusals"][0]["code"])


def test_explain_of_an_invalid_operation_ends_with_1() -> None:
    ran = bff("explain", "-", given="{ nope }")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("refused: GRAPHQL_VALIDATION_FAILED: ")


def test_explain_refuses_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "x.graphql").write_bytes(b"{ \xff }")
    ran = bff("explain", str(tmp_path / "x.graphql"))
    assert (ran.code, ran.out) == (2, "")
    assert "x.graphql: is no text in UTF-8 (byte 2). Store it as UTF-8." in ran.err


@pytest.mark.parametrize("arguments", [("sdl",), ("config",), ("--help",)])
def test_output_that_nobody_reads_is_no_traceback(arguments: tuple[str, ...]) -> None:
    """`bff sdl | head -1` ended with a BrokenPipeError."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=ROOT,
            env=environment(),
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=60,
        )
    finally:
        os.close(writing)
    assert done.stderr == b""

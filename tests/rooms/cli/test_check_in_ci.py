"""`bff check` before a merge: what fails says where, why and what to change, and a raised cost is seen."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bff.cli.main import application
from bff.cli.report import read_report
from bff.errors import SettingsError
from tests.rooms.cli.bff import GRAPH, ROOT, bff, project

REFERENCE = ROOT / "schema" / "operations"
N_PLUS_ONE = """\
# The window with its stock.
query Window {
  albums(first: 2) {
    tracks(first: 3) {
      name
      stock {
        available
      }
    }
  }
}
"""
DEAR = """\
query Dear {
  albums(first: 20) {
    title
  }
}
"""


@pytest.fixture
def operations(tmp_path: Path) -> Path:
    """The operations of the reference graph, to add to."""
    return Path(shutil.copytree(REFERENCE, tmp_path / "operations"))


def test_the_operations_of_the_reference_graph_pass() -> None:
    ran = bff("check", "schema/operations")
    assert (ran.code, ran.err) == (0, "")


def test_an_added_operation_with_an_n_plus_one_fails_at_its_line(operations: Path) -> None:
    (operations / "window.graphql").write_text(N_PLUS_ONE)
    ran = bff("check", str(operations))
    assert (ran.code, ran.err) == (1, "")
    assert _findings(ran.out, operations) == [
        "window.graphql:6: window: N+1 at 'albums.tracks.stock': stock GET /stock/{id} takes one key a call, "
        "so 6 keys are 6 calls. Select it for one object and not for each of a list, or give the service a "
        "form for many keys ({ids})."
    ]


def test_an_added_operation_over_its_bound_fails_with_the_size_that_fits(operations: Path) -> None:
    (operations / "dear.graphql").write_text(DEAR)
    (operations / "dear.toml").write_text("[bounds]\npoints = 20\n")
    ran = bff("check", str(operations))
    assert (ran.code, ran.err) == (1, "")
    assert _findings(ran.out, operations) == [
        "dear.graphql:2: dear: points: 31, above its bound of 20, most of it at 'albums'. It would fit with "
        "`first` at most 9 at 'albums'. If that is meant, raise the bound."
    ]


def test_an_added_operation_over_the_limits_fails_with_the_size_that_fits(operations: Path) -> None:
    (operations / "dear.graphql").write_text("{\n albums(first: 100) {\n  tracks(first: 100) { name } } }")
    ran = bff("check", str(operations))
    assert ran.code == 1
    assert re.search(
        r"^\S*dear\.graphql:2: dear: The operation may cost 10101 points .* It would fit with `first` at ",
        ran.out,
        re.MULTILINE,
    )


def test_a_raised_cost_shows_against_the_base_and_fails_only_when_asked(tmp_path: Path) -> None:
    folder = project(tmp_path, files={"operations/old.graphql": "{ things(first: 1) { id } }"})
    assert bff("check", "-c", "bff.toml", "--save", "base.json", folder=folder).code == 0
    (folder / "operations/old.graphql").unlink()
    (folder / "operations/new.graphql").write_text("{ things(first: 1) { id } }")
    things = "query Things { things(first: 4) { id next { name next { name } } } }"
    (folder / "operations/things.graphql").write_text(things)
    (folder / "operations/things.toml").write_text("")
    against = ("check", "-c", "bff.toml", "--base", "base.json")
    ran = bff(*against, folder=folder)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.partition("Against the base:\n")[2].splitlines() == [
        "  added: new: depth 2, points 12, field_cost 1, type_cost 2, calls 1, rounds 1, calls to shop 1",
        "  removed: old",
        "  changed: things: depth 3 -> 4, points 27 -> 43, field_cost 4 -> 9, type_cost 7 -> 13, "
        "calls 2 -> 3, rounds 2 -> 3, calls to shop 2 -> 3",
    ]
    assert bff(*against, "--fail-on-increase", folder=folder).code == 1
    content = json.loads(bff(*against, "--json", folder=folder).out)
    assert content["ok"]
    assert [(each["name"], each["is_increase"]) for each in content["differences"]] == [
        ("new", False),
        ("old", False),
        ("things", True),
    ]
    ran = bff(*against, "--fail-on-increase", "--annotations", "github", folder=folder)
    assert "::error file=operations/things.graphql,line=1,title=RAISED::things costs more" in ran.out


def test_a_new_n_plus_one_shows_against_the_base(tmp_path: Path) -> None:
    folder = project(tmp_path)
    bff("check", "-c", "bff.toml", "--save", "base.json", folder=folder)
    graph = GRAPH.replace('shop.one("GET /things?ids={ids}", key=Key("id"))', 'shop.one("GET /things/{id}")')
    (folder / "shop_graph.py").write_text(graph)
    ran = bff("check", "-c", "bff.toml", "--base", "base.json", folder=folder)
    assert ran.code == 1
    assert (
        "changed: things: points 27 -> 47, calls 2 -> 4, calls to shop 2 -> 4, new N+1 at 'things.next'"
        in (ran.out)
    )


def test_the_same_operations_give_the_same_report_and_no_difference(tmp_path: Path) -> None:
    folder = project(tmp_path, files={"operations/broken.graphql": "{ nope }"})
    for name in ("one.json", "two.json"):
        assert bff("check", "-c", "bff.toml", "--save", name, folder=folder).code == 1
    assert (folder / "one.json").read_bytes() == (folder / "two.json").read_bytes()
    report = json.loads((folder / "one.json").read_text())
    assert (report["format"], report["version"]) == ("bff-check-report", 1)
    assert [(each["name"], each["is_valid"]) for each in report["operations"]] == [
        ("broken", False),
        ("things", True),
    ]
    ran = bff("check", "-c", "bff.toml", "--base", "one.json", folder=folder)
    assert ran.out.endswith("Against the base: no operation costs more or less.\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "base.json: is no JSON: "),
        ("[]", "base.json: is no report of version 1. Write it anew on the base branch: "),
        ('{"format": "bff-check-report", "version": 2}', "base.json: is no report of version 1. "),
        ('{"format": "bff-check-report", "version": 1, "operations": [{}]}', "base.json: is not as it was"),
    ],
)
def test_a_base_that_cannot_be_read_is_told(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "base.json").write_text(text)
    with pytest.raises(SettingsError) as refused:
        read_report(tmp_path / "base.json")
    assert message in str(refused.value)


@pytest.mark.parametrize("arguments", [("--fail-on-increase",), ("--json", "--annotations", "github")])
def test_options_that_do_not_go_together_are_refused(arguments: tuple[str, ...]) -> None:
    ran = CliRunner().invoke(application, ["check", *arguments], prog_name="bff")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "Invalid value for" in ran.stderr


def test_annotations_for_github_name_file_line_and_what_to_change(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        files={
            "operations/over.graphql": "{\n  things(first: 20) { id }\n}",
            "operations/bad.graphql": "{\n x }",
        },
    )
    (folder / "operations/over.toml").write_text("[bounds]\npoints = 20\n")
    ran = bff("check", "-c", "bff.toml", "--annotations", "github", folder=folder)
    assert ran.code == 1
    assert [line for line in ran.out.splitlines() if line.startswith("::")] == [
        "::error file=operations/bad.graphql,line=2,col=2,title=GRAPHQL_VALIDATION_FAILED::"
        "bad: Cannot query field 'x' on type 'Query'.",
        "::error file=operations/over.graphql,line=2,title=OVER_BOUND::over: points: 31, above its bound of "
        "20, most of it at 'things'. It would fit with `first` at most 9 at 'things'. If that is meant, "
        "raise the bound.",
    ]


def test_annotations_for_gitlab_are_a_report_of_their_own(tmp_path: Path) -> None:
    folder = project(tmp_path, files={"operations/bad.graphql": "{\n x }"})
    ran = bff("check", "-c", "bff.toml", "--annotations", "gitlab", folder=folder)
    entries = json.loads(ran.out)
    assert (ran.code, len(entries)) == (1, 1)
    assert ran.err.startswith("Schema: 3 links to 1 service, no problems\n")
    assert re.fullmatch(r"[0-9a-f]{64}", entries[0].pop("fingerprint"))
    assert entries[0] == {
        "description": "bad: Cannot query field 'x' on type 'Query'.",
        "check_name": "GRAPHQL_VALIDATION_FAILED",
        "severity": "major",
        "location": {"path": "operations/bad.graphql", "lines": {"begin": 2}},
    }


def _findings(text: str, folder: Path) -> list[str]:
    """Return the lines that name a file of the folder, from the file on."""
    start = f"{folder.as_posix()}/"
    return [line.removeprefix(start) for line in text.splitlines() if line.startswith(start)]

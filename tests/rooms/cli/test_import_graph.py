"""A graph that cannot be imported is told with the author's own line, and what to do about it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bff.cli.import_graph import import_graph
from bff.errors import DeclarationError
from tests.rooms.cli.bff import GRAPH

IMPORTS = [
    (
        "import nothing_like_it",
        "NAME.py:1: cannot be imported: ModuleNotFoundError: No module named 'nothing_like_it'. "
        "Correct that line.",
    ),
    (
        "\n\nx = y",
        "NAME.py:3: cannot be imported: NameError: name 'y' is not defined. Correct that line.",
    ),
    ("def f(:", "NAME.py:1: cannot be imported: SyntaxError: invalid syntax (NAME.py, line 1)."),
    ("raise SystemExit('no')", "NAME.py:1: cannot be imported: SystemExit: no."),
    (
        "import strawberry\n\n\n@strawberry.type\nclass A:\n    a = strawberry.field()\n",
        "NAME.py:4: cannot be imported: MissingFieldAnnotationError: Unable to determine the type of ",
    ),
    (
        "from NAME import graph",
        "Import the type inside `if TYPE_CHECKING:`, and write Annotated[",
    ),
    ("grap = 5", "NAME:graph: is not there: the module 'NAME' has no 'graph'. Did you mean"),
    ("graph = 5", "NAME:graph: is of the type int, not a Graph. Make it with Graph(query=Query)."),
]


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)


@pytest.mark.parametrize("number", range(len(IMPORTS)), ids=[repr(each[0][-20:]) for each in IMPORTS])
def test_the_authors_line_and_a_remedy_are_told(tmp_path: Path, number: int) -> None:
    text, message = IMPORTS[number]
    name = f"graph_of_test_{number}"
    (tmp_path / f"{name}.py").write_text(text.replace("NAME", name))
    with pytest.raises(DeclarationError) as refused:
        import_graph(f"{name}:graph")
    assert [message.replace("NAME", name) in str(problem) for problem in refused.value.problems] == [True]


def test_a_sound_graph_is_returned(tmp_path: Path) -> None:
    (tmp_path / "sound_graph_of_test.py").write_text(GRAPH)
    assert import_graph("sound_graph_of_test:graph").query.__name__ == "Query"


def test_the_line_is_the_one_of_the_module_that_failed(tmp_path: Path) -> None:
    (tmp_path / "inner_of_test.py").write_text("import json\n\n\ndef f():\n    json.loads('')\n\n\nf()\n")
    (tmp_path / "outer_of_test.py").write_text("import inner_of_test\n")
    with pytest.raises(DeclarationError) as refused:
        import_graph("outer_of_test:graph")
    (problem,) = refused.value.problems
    assert (problem.place, problem.what[:42]) == (
        "inner_of_test.py:5",
        "cannot be imported: JSONDecodeError: Expec",
    )

"""The repository itself: files in their places, and nothing that does not belong to it."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = {".ci", "benchmarks", "bff", "mocks", "schema", "tests"}
PAGES = {"CHANGELOG.md", "LICENSE", "README.md"}
TOOLS = {
    ".editorconfig",
    ".gitignore",
    "Makefile",
    "pyproject.toml",
    "requirements-dev.txt",
    "requirements.txt",
}
MAX_LINES = 350


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [ROOT / path for path in listed if (ROOT / path).is_file()]


def test_nothing_new_stands_at_the_top() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} - FOLDERS - PAGES - TOOLS == set()


def test_stored_schema_is_the_one_that_is_served() -> None:
    from bff.declare import blueprint
    from schema.root import graph

    assert (ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8") == blueprint(graph).sdl


def test_lock_files_name_no_address() -> None:
    locks = tracked("requirements*.txt", "*package-lock.json", "*.npmrc")

    assert locks
    for path in locks:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r'"resolved"\s*:|--(?:extra-)?index-url|--find-links', text), path
        if path.name.startswith("requirements"):
            assert "://" not in text, path


def test_files_stay_one_idea_long() -> None:
    long = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in tracked("*.py", "*.ts", "*.tsx")
    }

    assert {path: lines for path, lines in long.items() if lines > MAX_LINES} == {}

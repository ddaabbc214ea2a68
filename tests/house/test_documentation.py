"""Documentation that is true: what it names exists, what exists is named."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bff.cli.show import settings_table
from bff.errors import Code

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / path
    for path in subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
]


def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_every_error_code_is_documented_and_no_other() -> None:
    documented = re.findall(r"^\| `([A-Z_]+)` \|", text_of("bff/README.md"), re.MULTILINE)

    assert sorted(documented) == sorted(code.value for code in Code)


def test_table_of_settings_is_the_one_that_the_settings_give() -> None:
    page = text_of("bff/README.md")
    table = page.split("<!-- settings: begin -->")[1].split("<!-- settings: end -->")[0]

    assert table.strip() == settings_table().strip()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text(encoding="utf-8"))

    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_make_targets_and_commands_that_a_page_names_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    commands = {"serve", "demo", "explain", "check", "sdl", "config"}

    assert set(re.findall(r"(?:`|\$ )make ([a-z-]+)", text)) <= targets
    assert set(re.findall(r"(?:`|\$ )bff ([a-z]+)", text)) <= commands


def test_commands_that_exist_are_in_the_help() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", "from bff.cli import main; main()", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    for command in ("serve", "demo", "explain", "check", "sdl", "config"):
        assert re.search(rf"\b{command}\b", shown), command


def test_every_public_name_is_in_the_page_for_authors() -> None:
    import bff

    page = text_of("schema/README.md") + text_of("README.md")
    assert [name for name in bff.__all__ if name not in page] == []

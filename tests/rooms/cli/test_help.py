"""Help that a new user can start from: plain text, every command with what it is for and an example."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from bff.cli.main import application
from tests.rooms.cli.bff import bff

COMMANDS = ("serve", "demo", "explain", "check", "sdl", "config")


def test_the_commands_are_listed_each_with_a_whole_sentence() -> None:
    shown = bff("--help")
    listed = dict(re.findall(r"^  (\w+) +(.+)$", shown.out.partition("Commands:")[2], re.MULTILINE))
    assert (shown.code, tuple(listed), shown.err) == (0, COMMANDS, "")
    assert all(text.endswith(".") and "..." not in text for text in listed.values())


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_its_purpose_its_options_and_an_example(command: str) -> None:
    shown = CliRunner().invoke(application, [command, "--help"], prog_name="bff")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert shown.stdout.startswith(f"Usage: bff {command} [OPTIONS]")
    assert re.search(rf"Examples:\n.*bff {command}", shown.stdout)
    assert "-c, --config FILE" in shown.stdout
    assert max(len(line) for line in shown.stdout.splitlines()) <= 100


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("serv",), "No such command 'serv'"),
        (("serve", "--prot", "1"), "No such option: --prot"),
        (("serve", "--port", "70000"), "Invalid value for '--port': "),
        (("serve", "--port", "x"), "Invalid value for '--port': "),
        (("explain",), "Missing argument 'FILE'"),
    ],
)
def test_a_wrong_command_line_is_told_in_a_line(arguments: tuple[str, ...], message: str) -> None:
    ran = CliRunner().invoke(application, arguments, prog_name="bff")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert message in ran.stderr


def test_without_arguments_the_help_is_shown() -> None:
    ran = bff()
    assert "Commands:" in ran.out + ran.err

"""Help that a new user can start from: plain text, every command with what it is for and an example."""

from __future__ import annotations

import re

import pytest

from tests.rooms.cli.bff import bff

COMMANDS = ("serve", "demo", "explain", "check", "sdl", "config")


def test_the_commands_are_listed_each_with_a_whole_sentence() -> None:
    shown = bff("--help")
    listed = dict(re.findall(r"^  (\w+) +(.+)$", shown.out.partition("Commands:")[2], re.MULTILINE))
    assert (shown.code, tuple(listed), shown.err) == (0, COMMANDS, "")
    assert all(text.endswith(".") and "..." not in text for text in listed.values())


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_its_purpose_its_options_and_an_example(command: str) -> None:
    shown = bff(command, "--help")
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith(f"Usage: bff {command} [OPTIONS]")
    assert re.search(rf"Examples?:\n.*bff {command}", shown.out)
    assert "-c, --config FILE" in shown.out
    assert max(len(line) for line in shown.out.splitlines()) <= 100


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
    ran = bff(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_without_arguments_the_help_is_shown() -> None:
    assert "Commands:" in "".join((bff().out, bff().err))

"""The terminal: tables for people, plain and unfolded lines where the output is piped."""

from __future__ import annotations

from rich.console import Console

__all__ = ["make_console"]

_PIPED_WIDTH = 200


def make_console(*, stderr: bool = False) -> Console:
    """Return a console that interprets no markup: what it prints may be anyone's text."""
    console = Console(stderr=stderr, highlight=False, markup=False)
    if not console.is_terminal:
        console.width = _PIPED_WIDTH
    return console

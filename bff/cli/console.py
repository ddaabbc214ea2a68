"""The terminal: tables for people, plain and unfolded lines where the output is piped, JSON for scripts."""

from __future__ import annotations

import json

from rich.console import Console
from rich.table import Table

__all__ = ["counted", "make_console", "make_table", "print_json"]

_PIPED_WIDTH = 10_000
"""Wider than any table: a line in a pipe is never folded or cut."""


def make_console(*, stderr: bool = False) -> Console:
    """Return a console that interprets no markup: what it prints may be anyone's text."""
    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = _PIPED_WIDTH
    return console


def counted(count: int, noun: str) -> str:
    """Return a number with its noun: `1 call`, `2 calls`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def make_table(*titles: str, figures: int = 0, after: tuple[str, ...] = ()) -> Table:
    """Return a table without lines; the last `figures` of `titles` are numbers, `after` follows them.

    No titles: no header. Where a terminal is too narrow, cells are folded, never cut.
    """
    table = Table(box=None, pad_edge=False, header_style="bold", show_header=any(titles))
    for number, title in enumerate(titles):
        is_figure = number >= len(titles) - figures
        table.add_column(title, justify="right" if is_figure else "left", overflow="fold")
    for title in after:
        table.add_column(title, overflow="fold")
    return table


def print_json(value: object) -> None:
    """Print a value for scripts."""
    print(json.dumps(value, indent=2, default=str))

"""The report that `bff check --save` writes, and `--base` reads again: figures of each operation, by name."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bff.errors import Problem, SettingsError

from .files import read_text
from .verdict import Verdict

__all__ = [
    "FORMAT",
    "VERSION",
    "Figures",
    "entries_of",
    "figures_of",
    "number",
    "read_report",
    "write_report",
]

FORMAT = "bff-check-report"
VERSION = 1
"""Raised when a later `bff` cannot read what an earlier one wrote."""
_NUMBERS = ("depth", "points", "field_cost", "type_cost", "calls", "rounds")


@dataclass(frozen=True, slots=True)
class Figures:
    """What two reports are compared by; an operation that has no price has no numbers."""

    name: str
    is_valid: bool
    numbers: Mapping[str, float]
    """`points`, …, and `calls to catalog` for each service."""
    n_plus_one: tuple[str, ...]


def write_report(path: Path, verdicts: Sequence[Verdict]) -> None:
    """Write a report: the same operations give the same text."""
    content = {"format": FORMAT, "version": VERSION, "operations": entries_of(verdicts)}
    path.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def entries_of(verdicts: Sequence[Verdict]) -> list[dict[str, object]]:
    """Return the operations for JSON, by name; a number without bound is None, since JSON has none for it."""
    return [_entry(each) for each in sorted(verdicts, key=lambda each: each.name)]


def _entry(verdict: Verdict) -> dict[str, object]:
    return {
        "name": verdict.name,
        "file": verdict.file,
        "line": verdict.line,
        "is_valid": verdict.is_valid,
        **{name: number(getattr(verdict, name)) for name in _NUMBERS},
        "calls_by_service": dict(verdict.calls_by_service),
        "n_plus_one": list(verdict.n_plus_one),
        "assumed": dict(verdict.assumed),
        "findings": [
            {
                "rule": each.rule,
                "message": each.message,
                "file": each.file,
                "line": each.line,
                "column": each.column,
                "path": each.path,
            }
            for each in verdict.findings
        ],
    }


def number(value: float) -> float | int | None:
    """Return a figure as JSON has it: whole where it is, None where it has no bound."""
    if not math.isfinite(value):
        return None
    return int(value) if float(value).is_integer() else value


def read_report(path: Path) -> tuple[Figures, ...]:
    """Return the figures of a saved report.

    Raises:
        SettingsError: it is none that this version reads.
    """
    remedy = "Write it anew on the base branch: bff check --save FILE."
    try:
        content: Any = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise SettingsError((Problem(str(path), f"is no JSON: {error}.", remedy),)) from None
    known = content.get("format") == FORMAT if isinstance(content, dict) else False
    if not known or content.get("version") != VERSION:
        what = f"is no report of version {VERSION}."
        raise SettingsError((Problem(str(path), what, remedy),))
    try:
        return tuple(figures_of(each) for each in content["operations"])
    except (KeyError, TypeError, AttributeError):
        raise SettingsError((Problem(str(path), "is not as it was written.", remedy),)) from None


def figures_of(entry: Mapping[str, Any]) -> Figures:
    """Return the figures of one operation of a report."""
    is_valid = bool(entry["is_valid"])
    numbers = {name: _read(entry[name]) for name in _NUMBERS}
    numbers |= {f"calls to {name}": _read(count) for name, count in entry["calls_by_service"].items()}
    n_plus_one = tuple(str(path) for path in entry["n_plus_one"])
    return Figures(str(entry["name"]), is_valid, numbers if is_valid else {}, n_plus_one)


def _read(value: Any) -> float:
    if value is None:
        return math.inf
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"no number: {value!r}")
    return value

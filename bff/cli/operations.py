"""The operations of a project: `NAME.graphql`, and beside it `NAME.toml` with its variables and bounds."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bff.errors import Problem, SettingsError

from .files import read_text

__all__ = ["Bounds", "StoredOperation", "read_beside", "read_operations"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most that an operation may come to; None: not bounded."""

    points: float | None = None
    calls: float | None = None
    answer_bytes: float | None = None
    duration_ms: float | None = None

    def exceeded_by(self, figures: Mapping[str, float]) -> Iterator[str]:
        """Yield a finding for each figure that is above its bound."""
        for name, value in figures.items():
            bound = getattr(self, name)
            if bound is not None and value > bound:
                yield f"{name}: {value:.6g}, above its bound of {bound:g}"


@dataclass(frozen=True, slots=True)
class StoredOperation:
    """One operation of a project, from a file of its own or from a manifest of many."""

    name: str
    text: str
    variables: Mapping[str, object] | None = None
    """None: nobody declared any."""
    bounds: Bounds = field(default_factory=Bounds)
    file: Path = Path("-")
    """Where the text stands."""
    entry_line: int | None = None
    """The line of its entry in a manifest; None: the lines of the text are those of the file."""

    def line_in_file(self, line: int) -> int:
        """Return where a line of the text stands in its file."""
        return line if self.entry_line is None else self.entry_line


def read_operations(folder: Path) -> tuple[StoredOperation, ...]:
    """Return the operations of a folder by name.

    Raises:
        SettingsError: the folder is missing or empty, or files beside operations cannot be used; all of them.
    """
    paths = sorted(folder.glob("*.graphql"))
    problems: list[Problem] = []
    if not paths:
        remedy = "Put NAME.graphql files there, or name another folder."
        problems.append(Problem(str(folder), "holds no operations.", remedy))
    found = []
    for path in paths:
        try:
            found.append(_read(path))
        except SettingsError as error:
            problems += error.problems
    if problems:
        raise SettingsError(tuple(problems))
    return tuple(found)


def _read(path: Path) -> StoredOperation:
    variables, bounds = read_beside(path.with_suffix(".toml"))
    return StoredOperation(path.stem, read_text(path), variables, bounds, path)


def read_beside(path: Path) -> tuple[Mapping[str, object] | None, Bounds]:
    """Return variables and bounds of a `NAME.toml`; where there is none, none are declared.

    Raises:
        SettingsError: it is there, and cannot be used.
    """
    if not path.exists():
        return None, Bounds()
    try:
        content: dict[str, Any] = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise _unusable(path, f"is not valid TOML: {error}.") from None
    unknown = sorted(set(content) - {"variables", "bounds"})
    if unknown:
        raise _unusable(path, f"has '{unknown[0]}'.")
    variables, bounds = content.get("variables"), content.get("bounds", {})
    if not isinstance(variables, dict | None) or not isinstance(bounds, dict):
        raise _unusable(path, "has a value where a table belongs.")
    for name, value in bounds.items():
        if name not in Bounds.__slots__:
            raise _unusable(path, f"has the bound '{name}'.")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _unusable(path, f"has a bound '{name}' that is no number.")
    return variables, Bounds(**bounds)


def _unusable(path: Path, what: str) -> SettingsError:
    remedy = f"It may have [variables], and in [bounds] {', '.join(Bounds.__slots__)}."
    return SettingsError((Problem(str(path), what, remedy),))

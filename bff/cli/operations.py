"""The operations of a project: `NAME.graphql`, and beside it `NAME.toml` with its variables and bounds."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bff.errors import Problem, SettingsError

__all__ = ["Bounds", "StoredOperation", "read_operations"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most that an operation may come to; None: not bounded."""

    points: float | None = None
    calls: int | None = None
    answer_bytes: int | None = None
    duration_ms: float | None = None


@dataclass(frozen=True, slots=True)
class StoredOperation:
    """One file of operations with one operation in it."""

    name: str
    text: str
    variables: Mapping[str, object] = field(default_factory=dict)
    bounds: Bounds = field(default_factory=Bounds)


def read_operations(folder: Path) -> tuple[StoredOperation, ...]:
    """Return the operations of a folder by name.

    Raises:
        SettingsError: the folder is missing or empty, or a file beside an operation cannot be used.
    """
    paths = sorted(folder.glob("*.graphql"))
    if not paths:
        raise SettingsError(
            (
                Problem(
                    str(folder),
                    "holds no operations.",
                    "Put NAME.graphql files there, or name another folder.",
                ),
            )
        )
    return tuple(_read(path) for path in paths)


def _read(path: Path) -> StoredOperation:
    beside = path.with_suffix(".toml")
    content: dict[str, Any] = {}
    if beside.exists():
        try:
            content = tomllib.loads(beside.read_text(encoding="utf-8"))
            bounds = Bounds(**content.pop("bounds", {}))
        except (tomllib.TOMLDecodeError, TypeError) as error:
            known = ", ".join(Bounds.__slots__)
            raise SettingsError(
                (
                    Problem(
                        str(beside),
                        f"cannot be used: {error}.",
                        f"Its tables are [variables] and [bounds] ({known}).",
                    ),
                )
            ) from error
    else:
        bounds = Bounds()
    variables: Mapping[str, object] = content.get("variables", {})
    return StoredOperation(path.stem, path.read_text(encoding="utf-8"), variables, bounds)

"""A manifest of persisted operations: what a build of a client promises to send.

Source: https://www.apollographql.com/docs/graphos/platform/security/persisted-queries
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from bff.errors import Problem, SettingsError

from .files import read_text
from .line_of import name_in
from .operations import Bounds, StoredOperation, read_beside

__all__ = ["read_manifest"]

_APOLLO = "apollo-persisted-query-manifest"
_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_REMEDY = (
    f'It is {{"format": "{_APOLLO}", "operations": [{{"id": …, "name": …, "type": …, "body": …}}]}}, '
    "or an object of texts by their ids."
)

_Entry = tuple[str, str, str]
"""Id, name and text."""


def read_manifest(path: Path) -> tuple[StoredOperation, ...]:
    """Return the operations of a manifest by name, with variables and bounds from `NAME.toml` beside it.

    Of several with one name each is known by `NAME:id`.

    Raises:
        SettingsError: it is no manifest, or files beside it cannot be used; all of them.
    """
    text = read_text(path)
    entries, problems = _entries(path, text)
    counts = Counter(name for _, name, _ in entries)
    ids = Counter(id_ for id_, _, _ in entries)
    found = []
    for id_, name, body in entries:
        if ids[id_] > 1:
            problems.append(Problem(str(path), f"has the id '{id_}' twice.", "Give each operation its own."))
            ids[id_] = 1
        try:
            variables, bounds = _beside(path, name)
        except SettingsError as error:
            problems += error.problems
            continue
        shown = name if counts[name] == 1 else f"{name}:{id_}"
        found.append(StoredOperation(shown, body, variables, bounds, path, _line(text, id_)))
    if problems:
        raise SettingsError(tuple(dict.fromkeys(problems)))
    return tuple(sorted(found, key=lambda each: each.name))


def _entries(path: Path, text: str) -> tuple[list[_Entry], list[Problem]]:
    try:
        content = json.loads(text, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError) as error:
        return [], [Problem(str(path), f"is no JSON: {error}.", _REMEDY)]
    if not isinstance(content, _Pairs):
        return [], [Problem(str(path), "is no manifest of operations.", _REMEDY)]
    if "format" in dict(content):
        return _of_apollo(path, dict(content))
    entries, problems = [], []
    for id_, body in content:
        if isinstance(body, str):
            entries.append((id_, name_in(body) or id_, body))
        else:
            problems.append(Problem(str(path), f"has no text under '{id_}'.", _REMEDY))
    return entries, problems or _empty(path, entries)


class _Pairs(tuple[tuple[str, object], ...]):
    """An object with its names as often as they were written."""

    __slots__ = ()


def _of_apollo(path: Path, content: dict[str, object]) -> tuple[list[_Entry], list[Problem]]:
    operations = content.get("operations")
    if content["format"] != _APOLLO or not isinstance(operations, list):
        return [], [Problem(str(path), "is a manifest of an unknown form.", _REMEDY)]
    entries, problems = [], []
    for number, each in enumerate(operations, start=1):
        entry = dict(each) if isinstance(each, _Pairs) else {}
        id_, name, body = entry.get("id"), entry.get("name"), entry.get("body")
        if isinstance(id_, str) and isinstance(body, str):
            entries.append((id_, name if isinstance(name, str) else name_in(body) or id_, body))
        else:
            problems.append(Problem(str(path), f"has no id or no body in operation {number}.", _REMEDY))
    return entries, problems or _empty(path, entries)


def _empty(path: Path, entries: list[_Entry]) -> list[Problem]:
    return [] if entries else [Problem(str(path), "holds no operations.", _REMEDY)]


def _beside(path: Path, name: str) -> tuple[Mapping[str, object] | None, Bounds]:
    if not _FILE_NAME.fullmatch(name):
        return None, Bounds()
    return read_beside(path.with_name(f"{name}.toml"))


def _line(text: str, id_: str) -> int:
    """Return the line on which an id stands, as a value or as the name of a text."""
    written = re.escape(json.dumps(id_))
    found = re.search(rf'"id"\s*:\s*{written}|{written}\s*:', text)
    return text.count("\n", 0, found.start()) + 1 if found else 1

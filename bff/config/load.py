"""Reads the settings: `bff.toml`, then the environment over it, every problem of both at once.

`BFF_HTTP__PORT=9000` sets `http.port`. Unknown names are refused with the nearest known one, and no message
holds a value: it may be a secret.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from bff.errors import Problem, SettingsError

from .tree import Settings

__all__ = ["load_settings"]

Location = tuple[int | str, ...]


def load_settings(path: Path | None) -> Settings:
    """Return the settings of the file (if any) with the environment over it.

    Raises:
        SettingsError: the file is missing, no TOML, or holds what is unknown or out of range; all at once.
    """
    content = _read(path) if path is not None else {}
    file = str(path) if path is not None else "settings"
    unknown = [name for name in content if name not in Settings.model_fields]
    problems = [_unknown((name,), file) for name in unknown]
    problems += _unknown_variables()
    try:
        settings = Settings(**{name: value for name, value in content.items() if name not in unknown})
        if not problems:
            return settings
    except ValidationError as error:
        problems += [_problem(entry, file) for entry in error.errors(include_url=False, include_input=False)]
    raise SettingsError(tuple(problems))  # outside of the handler: its exception holds the values


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        problem = Problem(str(path), f"cannot be read: {error.strerror}.", "Name a file with --config.")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problem = Problem(str(path), f"is not valid TOML: {error}.", "Correct it: https://toml.io.")
    raise SettingsError((problem,))


_WORDS = {
    "missing": "is required",
    "int": "must be a whole number",
    **dict.fromkeys(("float", "finite"), "must be a number"),
    **dict.fromkeys(("string", "path"), "must be a text"),
    "tuple": "must be a list of texts",
    "literal": "must be {expected}",
    "greater": "must be {least}",
    "less": "must be {le} or less",
    **dict.fromkeys(("mapping", "dict", "model"), "must be a table"),
}
"""By the first word of pydantic's own."""


def _problem(entry: Any, file: str) -> Problem:
    location = entry["loc"]
    if entry["type"] == "extra_forbidden":
        return _unknown(location, file)
    words = _WORDS.get(entry["type"].partition("_")[0], entry["msg"].removeprefix("Value error, "))
    if words == "must be a table" and _variable(location):
        words = f"must be a table: set {_variable_of((*location, 'name'))} and so on"
    limits = {name: str(value).replace("'", '"') for name, value in entry.get("ctx", {}).items()}
    least = f"{limits['ge']} or more" if "ge" in limits else f"more than {limits.get('gt')}"
    what = words.format(least=least, **limits)
    field = _section(location[:-1]).model_fields.get(str(location[-1]))
    told = field.description if field is not None else None
    remedy = f"Meaning: {told}." if told else "`bff config` lists the settings."
    return Problem(_variable(location) or file, f"'{_dotted(location)}' {what}.", remedy)


def _unknown(location: Location, file: str) -> Problem:
    near, variable = _nearest(location), _variable(location)
    remedy = "Remove it; `bff config` lists the settings."
    if near is not None:
        remedy = f"Did you mean {_variable_of(near)}?" if variable else f"Did you mean '{_dotted(near)}'?"
    return Problem(variable or file, f"'{_dotted(location)}' is not a setting.", remedy)


def _variable(location: Location) -> str | None:
    """Return the variable that sets this place, or the table around it; None where the file does."""
    set_names = {name.upper(): name for name, value in os.environ.items() if value}
    names = (_variable_of(location[:length]) for length in range(len(location), 0, -1))
    return next((set_names[name] for name in names if name in set_names), None)


def _variable_of(location: Location) -> str:
    return "BFF_" + "__".join(str(part).upper() for part in location)


def _dotted(location: Location) -> str:
    return ".".join(str(part) for part in location)


def _section(location: Location) -> type[BaseModel]:
    """Return the section at a place, or the innermost one around it."""
    section: type[BaseModel] = Settings
    kind: Any = Settings
    for part in location:
        if kind is section and part in section.model_fields:
            kind = section.model_fields[str(part)].annotation
        elif get_args(kind):
            kind = get_args(kind)[-1]
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            section = kind
    return section


def _nearest(location: Location) -> Location | None:
    """Return the setting that was meant: a similar name beside it, or the same name in a section."""
    name, around = str(location[-1]), location[:-1]
    for close in difflib.get_close_matches(name, _section(around).model_fields, n=1, cutoff=0.6):
        return (*around, close)
    return next(
        ((each, name) for each in Settings.model_fields if name in _section((each,)).model_fields), None
    )


def _unknown_variables() -> list[Problem]:
    """Name the variables that look like settings and are none: the library passes them over in silence."""
    names = (name.upper() for name in sorted(os.environ) if name != "BFF_CONFIG")
    paths = (tuple(name[4:].lower().split("__")) for name in names if name.startswith("BFF_"))
    return [_unknown(path, "environment") for path in paths if path[0] not in Settings.model_fields]

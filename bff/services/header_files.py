"""The headers whose values stand in files, as orchestrators mount secrets: read once, at start-up."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from bff.config import ServiceSettings
from bff.errors import Problem
from bff.services.headers import is_sendable, name_problems
from bff.services.setting_file import content_of, gathered, unfit

__all__ = ["with_header_files"]

_REMEDY = "Put the header's value there, alone on one line, or name another file."


def with_header_files(service: str, settings: ServiceSettings) -> tuple[ServiceSettings, list[Problem]]:
    """Return the settings with the contents of the files among `headers`, and what is wrong with any.

    The settings that were read stay as they are: what a file says is never among those that can be printed.
    """
    values: dict[str, SecretStr] = {}
    problems: list[Problem] = []
    taken = {name.lower() for name in settings.headers}
    for name, path in settings.header_files.items():
        place = f"services.{service}.header_files.{name}"
        problems += name_problems(place, name)
        if name.lower() in taken:
            what = "The header is set twice: in `headers` too, or in another case."
            problems.append(Problem(place, what, "Remove one of the two."))
        taken.add(name.lower())
        with gathered(problems):
            values[name] = _value_in(path, place)
    return settings.model_copy(update={"headers": {**settings.headers, **values}}), problems


def _value_in(path: Path, place: str) -> SecretStr:
    """Return the content without the one line end that editors and `echo` put behind it."""
    content = content_of(path, place, remedy=_REMEDY)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = ""  # outside of the handler: its exception holds the content
    if not is_sendable(value := text.removesuffix("\n").removesuffix("\r")):
        raise unfit(place, path, "holds no header's value: one line of text, no space at its ends", _REMEDY)
    return SecretStr(value)

"""Files that settings name, as credentials are mounted, and what is said of one that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bff.errors import Problem, SettingsError

__all__ = ["content_of", "gathered", "unfit"]


@contextmanager
def gathered(problems: list[Problem]) -> Iterator[None]:
    """Add what the block finds unfit to `problems`; the block ends there."""
    try:
        yield
    except SettingsError as refused:
        problems += refused.problems


def unfit(place: str, path: Path, what: str, remedy: str) -> SettingsError:
    """Return the error that names setting and file, ready to raise; nothing of the content is in it."""
    return SettingsError((Problem(place, f"'{path}' {what}.", remedy),))


def content_of(path: Path, place: str, *, remedy: str) -> bytes:
    """Return the whole content, which is not empty.

    Raises:
        SettingsError: it is missing, empty, or not for us to read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise unfit(place, path, f"cannot be read: {error.strerror}", remedy) from None
    if not content:
        raise unfit(place, path, "is empty", remedy)
    return content

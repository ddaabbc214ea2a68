"""Files that a command was told to read."""

from __future__ import annotations

import sys
from pathlib import Path

from bff.errors import Problem, SettingsError

__all__ = ["read_text"]


def read_text(path: Path) -> str:
    """Return the text of a file; `-` is standard input.

    Raises:
        SettingsError: it is not there, or no text.
    """
    try:
        content = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return content.decode("utf-8")
    except OSError as error:
        problem = Problem(str(path), f"cannot be read: {error.strerror}.", "Name a file that is there.")
    except UnicodeDecodeError as error:
        problem = Problem(str(path), f"is no text in UTF-8 (byte {error.start}).", "Store it as UTF-8.")
    raise SettingsError((problem,))

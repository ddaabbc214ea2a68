"""The settings of the project in this folder."""

from __future__ import annotations

from pathlib import Path

from bff.config import Settings, load_settings

__all__ = ["read_settings"]

_DEFAULT_FILE = Path("schema/bff.toml")


def read_settings(config: Path | None) -> tuple[Settings, Path | None]:
    """Return the settings, and the file that they come from, if any.

    Raises:
        SettingsError: they cannot be used.
    """
    path = config or (_DEFAULT_FILE if _DEFAULT_FILE.exists() else None)
    return load_settings(path), path

"""What every command starts from: the settings, and the graph that they name."""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from pathlib import Path

from bff.config import Settings, load_settings
from bff.declare import Graph
from bff.errors import DeclarationError, Problem

__all__ = ["Project", "load_project"]

_DEFAULT_CONFIG = Path("schema/bff.toml")


@dataclass(frozen=True, slots=True)
class Project:
    """A graph with its settings."""

    settings: Settings
    graph: Graph
    config_path: Path | None


def load_project(
    config: Path | None,
    *,
    host: str | None = None,
    port: int | None = None,
    development: bool = False,
) -> Project:
    """Return the project of this folder; the options win over file and environment.

    Raises:
        SettingsError: the settings cannot be used.
        DeclarationError: the graph cannot be imported.
    """
    path = config or (_DEFAULT_CONFIG if _DEFAULT_CONFIG.exists() else None)
    settings = load_settings(path)
    address = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    if address:
        settings = settings.model_copy(update={"http": settings.http.model_copy(update=address)})
    if development:
        settings = settings.model_copy(update={"profile": "development"})
    return Project(settings, _import_graph(settings.graph), path)


def _import_graph(name: str) -> Graph:
    module_name, _, attribute = name.partition(":")
    if "" not in sys.path and str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    try:
        found = getattr(importlib.import_module(module_name), attribute)
    except DeclarationError:
        raise
    except Exception as error:  # the author's module: whatever it raises is theirs to mend
        what = " ".join(str(error).split())
        raise DeclarationError(
            (
                Problem(
                    name,
                    f"cannot be imported: {type(error).__name__}: {what}",
                    'Correct it, or name another graph in the settings (graph = "module:name").',
                ),
            )
        ) from error
    if not isinstance(found, Graph):
        raise DeclarationError(
            (Problem(name, f"is a {type(found).__name__}, not a Graph.", "Make it with Graph(query=Query)."),)
        )
    return found

"""What every command starts from: the settings, and the graph that they name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bff.config import Settings
from bff.declare import Graph

from .import_graph import import_graph
from .read_settings import read_settings

__all__ = ["Project", "load_project"]


@dataclass(frozen=True, slots=True)
class Project:
    """A graph with its settings."""

    settings: Settings
    graph: Graph
    config_path: Path | None

    @property
    def stored_sdl(self) -> Path | None:
        """Where the schema that clients rely on is stored: beside the settings."""
        return None if self.config_path is None else self.config_path.with_name("schema.graphql")


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
    settings, path = read_settings(config)
    address = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    if address:
        settings = settings.model_copy(update={"http": settings.http.model_copy(update=address)})
    if development:
        settings = settings.model_copy(update={"profile": "development"})
    return Project(settings, import_graph(settings.graph), path)

"""`bff sdl` and `bff config`: what the project is, printed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr
from rich.table import Table

from bff.declare import blueprint

from .console import make_console
from .project import Project

__all__ = ["config", "sdl", "settings_rows"]


def sdl(project: Project) -> None:
    """Print the schema as it would be served."""
    print(blueprint(project.graph, default_list_size=project.settings.limits.default_list_size).sdl, end="")


def config(project: Project, *, as_json: bool) -> None:
    """Print the settings; a value that a secret holds is never printed."""
    if as_json:
        print(
            json.dumps(
                {name: value for name, value, _ in settings_rows(project.settings)}, default=str, indent=2
            )
        )
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("setting", "value", "meaning"):
        table.add_column(title, overflow="fold")
    for name, value, meaning in settings_rows(project.settings):
        table.add_row(name, _plain(value), meaning)
    console = make_console()
    console.print(
        f"from {project.config_path or 'defaults'} and the environment (BFF_HTTP__PORT sets http.port)"
    )
    console.print(table)


def settings_rows(model: BaseModel, prefix: str = "") -> Iterator[tuple[str, object, str]]:
    """Yield name, value and meaning of every setting, the services' one by one."""
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        place = f"{prefix}{name}"
        if isinstance(value, BaseModel):
            yield from settings_rows(value, f"{place}.")
        elif isinstance(value, Mapping) and any(isinstance(each, BaseModel) for each in value.values()):
            for key, each in value.items():
                yield from settings_rows(each, f"{place}.{key}.")
        else:
            yield place, _masked(value), field.description or ""


def _masked(value: Any) -> object:
    if isinstance(value, SecretStr):
        return "********"
    if isinstance(value, Mapping):
        return {name: "********" if _is_secret(name) else _masked(each) for name, each in value.items()}
    if isinstance(value, tuple):
        return [_masked(each) for each in value]
    return str(value) if isinstance(value, Path) else value


def _is_secret(name: str) -> bool:
    lowered = name.lower()
    return any(word in lowered for word in ("authorization", "token", "secret", "password", "key", "cookie"))


def _plain(value: object) -> str:
    return "" if value is None else json.dumps(value) if isinstance(value, list | dict) else str(value)

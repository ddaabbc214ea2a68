"""`bff sdl` and `bff config`: what the project is, printed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, SecretStr

from bff.config import ServiceSettings, Settings

from .console import make_console, make_table, print_json

if TYPE_CHECKING:
    from .project import Project

__all__ = ["config", "sdl", "settings_rows", "settings_table"]


def sdl(project: Project) -> None:
    """Print the schema as it would be served."""
    from bff.declare import blueprint  # here, as the settings can be shown without it

    print(blueprint(project.graph, default_list_size=project.settings.limits.default_list_size).sdl, end="")


def config(settings: Settings, path: Path | None, *, as_json: bool) -> None:
    """Print the settings; a value that a secret holds is never printed."""
    if as_json:
        print_json(_nested(settings))
        return
    table = make_table("setting", "value", "meaning")
    for name, value, meaning in settings_rows(settings):
        table.add_row(name, _plain(value), meaning)
    console = make_console()
    console.print(f"from {path or 'defaults'} and the environment (BFF_HTTP__PORT sets http.port)")
    console.print(table)


def _nested(value: Any) -> Any:
    """Return the settings as the file would have them."""
    if isinstance(value, BaseModel):
        return {name: _nested(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        return {name: _nested(each) for name, each in value.items()}
    return _masked(value)


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


def settings_table() -> str:
    """Return every setting as the table of the documentation, a service's under the name `NAME`."""
    lines = ["| setting | default | meaning |", "|---|---|---|"]
    for name, default, meaning in (*_defaults(Settings, ""), *_defaults(ServiceSettings, "services.NAME.")):
        shown = "" if default is ... else f"`{_toml(default)}`"
        lines.append(f"| `{name}` | {shown} | {meaning} |")
    return "\n".join(lines) + "\n"


def _defaults(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, object, str]]:
    for name, field in model.model_fields.items():
        default = ... if field.is_required() else field.get_default(call_default_factory=True)
        if isinstance(default, BaseModel):
            yield from _defaults(type(default), f"{prefix}{name}.")
        elif name != "services" or prefix:
            yield f"{prefix}{name}", default, field.description or ""


def _toml(value: object) -> str:
    """Return a value as `bff.toml` would have it; unset values have no form there."""
    if value is None:
        return "unset"
    return json.dumps(list(value) if isinstance(value, tuple) else value)


def _masked(value: Any) -> object:
    if isinstance(value, SecretStr):
        return "********"
    if isinstance(value, Mapping):
        return {name: _masked(each) for name, each in value.items()}
    if isinstance(value, tuple):
        return [_masked(each) for each in value]
    return str(value) if isinstance(value, Path) else value


def _plain(value: object) -> str:
    return "" if value is None else json.dumps(value) if isinstance(value, list | dict) else str(value)

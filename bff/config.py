"""Every setting, with its unit, its default and one line of help: `bff.toml`, then the environment over it.

`BFF_HTTP__PORT=9000` sets `http.port`. Unknown names are refused with the nearest known one, and every
problem of a file is reported at once.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bff.errors import Problem, SettingsError

__all__ = [
    "DemoSettings",
    "HttpSettings",
    "LimitSettings",
    "RecordSettings",
    "ServiceSettings",
    "Settings",
    "load_settings",
]

Seconds = Annotated[float, Field(gt=0, le=3600)]
Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ServiceSettings(_Section):
    """One REST service; `[services.NAME]`, NAME as in `Service("NAME")`."""

    url: str = Field(description="address, with the path that every endpoint begins with")
    timeout_s: Seconds = Field(1.0, description="the whole call: connect, send, read")
    connect_timeout_s: Seconds = Field(0.25, description="the connection alone")
    max_reply_bytes: Positive = Field(5_000_000, description="a longer reply, decoded, is a failure")
    max_connections: Positive = Field(64, description="connections of this worker to the service")
    forward_headers: tuple[str, ...] = Field((), description="headers of the client's request passed on")
    headers: Mapping[str, SecretStr] = Field(
        default_factory=dict, description="headers sent with every call: the gateway's own credentials"
    )
    max_calls: Positive = Field(50, description="calls that one operation may make to this service")
    transport: Literal["httpx2", "httpx"] = Field("httpx2", description="the HTTP client")

    @field_validator("url")
    @classmethod
    def _is_plain_http(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must be like http://127.0.0.1:8101 or https://catalog.example/api")
        if parts.query or parts.fragment or parts.username or parts.password:
            raise ValueError("must have no query, fragment, user or password; use `headers` for credentials")
        return url.rstrip("/")

    @field_validator("forward_headers")
    @classmethod
    def _may_be_forwarded(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        lowered = tuple(name.lower() for name in names)
        for name in lowered:
            if name in NEVER_FORWARDED:
                raise ValueError(f"'{name}' is never passed on: it belongs to one connection or one site")
        return lowered


_NEVER = (
    "host cookie set-cookie connection keep-alive proxy-authenticate proxy-authorization te trailer "
    "transfer-encoding upgrade content-length content-type content-encoding accept-encoding expect"
)
NEVER_FORWARDED = frozenset(_NEVER.split())
"""Headers that belong to one connection or one site."""


class LimitSettings(_Section):
    """What an operation may be before anything is fetched; see RELIABILITY in the documentation."""

    document_bytes: Positive = Field(65_536, description="length of the document's text")
    token_count: Positive = Field(2_000, description="lexical tokens of the document")
    comment_count: Count = Field(100, description="comments of the document")
    depth: Positive = Field(15, description="fields on the longest path; a root field is 1")
    height: Positive = Field(500, description="distinct response paths, fragments expanded")
    alias_count: Count = Field(30, description="aliases, fragments expanded")
    root_field_count: Positive = Field(20, description="fields of the operation itself")
    directive_count: Count = Field(50, description="directives in all, fragments expanded")
    directives_per_place: Count = Field(4, description="directives at one place")
    variables_bytes: Positive = Field(65_536, description="length of the variables as JSON")
    variables_depth: Positive = Field(32, description="nesting of the variables")
    default_list_size: Positive = Field(10, description="price of a list that declares no size")
    field_cost: Positive = Field(1_000, description="points of resolving work")
    type_cost: Positive = Field(1_000, description="points of objects returned")
    call_count: Positive = Field(50, description="calls to services")
    call_weight: Annotated[float, Field(ge=0)] = Field(10.0, description="points of one call")
    error_count: Positive = Field(20, description="errors listed in one answer")
    answer_bytes: Positive = Field(5_000_000, description="length of an answer")
    cached_documents: Positive = Field(1_000, description="inspected documents and plans kept, refusals too")


class HttpSettings(_Section):
    """The public listener and what it takes in."""

    host: str = Field("127.0.0.1", description="address to listen on")
    port: Annotated[int, Field(ge=0, le=65_535)] = Field(8000, description="port to listen on")
    path: Annotated[str, Field(pattern=r"^/[A-Za-z0-9_/-]*$")] = Field(
        "/graphql", description="path of the GraphQL endpoint"
    )
    body_bytes: Annotated[int, Field(ge=1, le=1_000_000)] = Field(262_144, description="request body")
    body_timeout_s: Seconds = Field(5.0, description="time for a request's body to arrive")
    header_bytes: Positive = Field(16_384, description="all headers of a request")
    json_depth: Positive = Field(64, description="nesting of a request's JSON")
    deadline_s: Seconds = Field(3.0, description="the whole request")
    assembly_reserve_s: Annotated[float, Field(ge=0)] = Field(
        0.05, description="part of the deadline kept to assemble the answer"
    )
    validation_status: Literal[400, 422] = Field(400, description="status of an invalid document")
    partial_status: Literal[200, 294] = Field(200, description="status of an answer with data and errors")
    allow_origins: tuple[str, ...] = Field((), description="origins that CORS allows; none by default")
    drain_s: Seconds = Field(5.0, description="time for requests in flight when the server stops")


class RecordSettings(_Section):
    """When an operation is expensive enough to leave a line in the log."""

    log_path: Path | None = Field(
        None, description="file of the expensive-query log; standard output if unset"
    )
    points: Count = Field(500, description="estimated or actual points from which an operation is logged")
    call_count: Count = Field(20, description="calls made from which an operation is logged")
    duration_ms: Annotated[float, Field(ge=0)] = Field(
        1_000.0, description="duration from which an operation is logged"
    )
    shown_variables: tuple[str, ...] = Field((), description="variables whose values the log may hold")


class DemoSettings(_Section):
    """What `bff demo` starts and runs."""

    services: tuple[str, ...] = Field((), description="command that starts the services, word by word")
    operations: Path | None = Field(None, description="folder of the operations to run")
    headers: Mapping[str, str] = Field(default_factory=dict, description="headers sent with each operation")


class Settings(BaseSettings):
    """The whole tree."""

    model_config = SettingsConfigDict(
        env_prefix="BFF_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    profile: Literal["production", "development"] = Field(
        "production", description="development: introspection, GraphiQL and suggestions are on"
    )
    graph: Annotated[str, Field(pattern=r"^[\w.]+:\w+$")] = Field(
        "schema.root:graph", description="the graph to serve, as module:name"
    )
    http: HttpSettings = HttpSettings()
    limits: LimitSettings = LimitSettings()
    record: RecordSettings = RecordSettings()
    services: Mapping[str, ServiceSettings] = Field(default_factory=dict, description="")
    demo: DemoSettings = DemoSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over what the file says, which comes in as keyword arguments."""
        return env_settings, init_settings

    @property
    def is_development(self) -> bool:
        """True where introspection, GraphiQL and suggestions are on."""
        return self.profile == "development"


def load_settings(path: Path | None) -> Settings:
    """Return the settings of the file (if any) with the environment over it.

    Raises:
        SettingsError: the file is missing, no TOML, or holds what is unknown or out of range; all at once.
    """
    content: dict[str, Any] = {}
    if path is not None:
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise _one_problem(
                str(path), f"cannot be read ({error.strerror}).", "Name a file that exists."
            ) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise _one_problem(str(path), f"is not valid TOML: {error}.", "Correct the file.") from error
    try:
        settings = Settings(**content)
    except ValidationError as error:
        raise SettingsError(tuple(_problems(error, path))) from error
    unknown = tuple(_unknown_variables())
    if unknown:
        raise SettingsError(unknown)
    return settings


def _one_problem(place: str, what: str, remedy: str) -> SettingsError:
    return SettingsError((Problem(place, what, remedy),))


def _problems(error: ValidationError, path: Path | None) -> list[Problem]:
    where = str(path) if path is not None else "environment"
    problems = []
    for entry in error.errors(include_url=False, include_input=False):
        name = ".".join(str(part) for part in entry["loc"])
        if entry["type"] == "extra_forbidden":
            near = _nearest(entry["loc"])
            remedy = f"Did you mean '{near}'?" if near else "Remove it; `bff config` lists the settings."
            problems.append(Problem(where, f"'{name}' is not a setting.", remedy))
        else:
            what = entry["msg"].removeprefix("Value error, ")
            problems.append(
                Problem(where, f"'{name}': {what}.", "Correct the value; `bff config` explains it.")
            )
    return problems


def _nearest(location: tuple[int | str, ...]) -> str | None:
    model: Any = Settings
    for part in location[:-1]:
        if isinstance(model, type) and issubclass(model, BaseModel) and part in model.model_fields:
            annotation = model.model_fields[str(part)].annotation
            arguments = get_args(annotation)
            model = arguments[-1] if arguments else annotation
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return None
    close = difflib.get_close_matches(str(location[-1]), model.model_fields, n=1, cutoff=0.5)
    return close[0] if close else None


def _unknown_variables() -> list[Problem]:
    """Name the variables that look like settings and are none: the library passes them over in silence."""
    problems = []
    for name in sorted(os.environ):
        if not name.startswith("BFF_") or name == "BFF_CONFIG":
            continue
        head = name.removeprefix("BFF_").split("__")[0].lower()
        if head not in Settings.model_fields:
            close = difflib.get_close_matches(head, Settings.model_fields, n=1, cutoff=0.5)
            remedy = f"Did you mean 'BFF_{close[0].upper()}'?" if close else "Unset it."
            problems.append(Problem("environment", f"'{name}' is not a setting.", remedy))
    return problems

"""Every setting: its unit, its default and one line of help."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic.functional_validators import AfterValidator, BeforeValidator, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

__all__ = [
    "NEVER_FORWARDED",
    "DemoSettings",
    "HttpSettings",
    "LimitSettings",
    "PersistedSettings",
    "RecordSettings",
    "ServiceSettings",
    "Settings",
]

Seconds = Annotated[float, Field(gt=0, le=3600)]
Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]


def _split(value: Any) -> Any:
    """Return the parts of a list that is written with commas, as the environment has it."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        raise ValueError("must be a list with commas in a variable: one,two")
    parts = value.split(",") if isinstance(value, str) else None
    return value if parts is None else tuple(part.strip() for part in parts if part.strip())


Texts = Annotated[tuple[str, ...], BeforeValidator(_split)]
Files = Annotated[tuple[Path, ...], BeforeValidator(_split)]


def _is_path(path: Path) -> Path:
    """Refuse a secret that stands where its file's path belongs, before anybody prints it as a path."""
    if not str(path).isprintable() or "-----BEGIN" in str(path):
        raise ValueError("must be the path of a file, not what the file holds")
    return path


Secrets = Mapping[str, SecretStr]
CredentialFile = Annotated[Path, AfterValidator(_is_path)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class ServiceSettings(_Section):
    """One REST service; `[services.NAME]`, NAME as in `Service("NAME")`."""

    url: str = Field(description="address, with the path that every endpoint begins with")
    timeout_s: Seconds = Field(1.0, description="the whole call: connect, send, read")
    connect_timeout_s: Seconds = Field(0.25, description="the connection alone")
    max_reply_bytes: Positive = Field(5_000_000, description="a longer reply, decoded, is a failure")
    max_connections: Positive = Field(64, description="connections of this worker to the service")
    forward_headers: Texts = Field((), description="headers of the client's request passed on")
    headers: Secrets = Field({}, description="headers sent with every call: the gateway's own credentials")
    header_files: Mapping[str, CredentialFile] = Field(
        {}, description="more of them, each value in a file of its own: a mounted secret"
    )
    ca_file: CredentialFile | None = Field(
        None, description="PEM certificates trusted for this service, in place of the system's"
    )
    client_certificate_file: CredentialFile | None = Field(
        None, description="PEM certificate that the gateway shows to the service"
    )
    client_key_file: CredentialFile | None = Field(
        None, description="PEM key of that certificate, where it is not in the same file"
    )
    max_calls: Positive = Field(50, description="calls that one operation may make to this service")
    transport: Literal["httpx2", "httpx"] = Field("httpx2", description="the HTTP client")

    @field_validator("url")
    @classmethod
    def _is_plain_http(cls, url: str) -> str:
        parts = urlsplit(url)
        is_address = parts.hostname and parts.port != 0 and url.isprintable() and " " not in url
        if parts.scheme not in ("http", "https") or not is_address:
            raise ValueError("must be like http://127.0.0.1:8101 or https://catalog.example/api")
        if any(mark in url for mark in "?#@"):
            raise ValueError("must have no query, fragment, user or password; credentials go into `headers`")
        return url.rstrip("/")

    @field_validator("forward_headers")
    @classmethod
    def _may_be_forwarded(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        lowered = tuple(name.lower() for name in names)
        for name in lowered:
            if name in NEVER_FORWARDED:
                raise ValueError(
                    f"has '{name}', which is never passed on: it belongs to one connection or site"
                )
            if not re.fullmatch(r"[a-z0-9!#$%&'*+.^_`|~-]+", name):
                raise ValueError("has a name that no header can have")
        return lowered


_NEVER = (
    "host cookie set-cookie connection keep-alive proxy-authenticate proxy-authorization proxy-connection "
    "te trailer transfer-encoding upgrade content-length content-type content-encoding accept-encoding expect"
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
    path: str = Field("/graphql", description="path of the GraphQL endpoint")
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
    allow_origins: Texts = Field((), description="origins that CORS allows; none by default")
    graphiql_query: Path | None = Field(None, description="file with the query that GraphiQL begins with")
    drain_s: Seconds = Field(5.0, description="time for requests in flight when the server stops")

    @field_validator("path")
    @classmethod
    def _is_path(cls, path: str) -> str:
        if not re.fullmatch(r"(?:/[A-Za-z0-9_-]+)+", path):
            raise ValueError("must be a path such as /graphql: letters, digits, _ and - between slashes")
        return path


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
    shown_variables: Texts = Field((), description="variables whose values the log may hold")


class PersistedSettings(_Section):
    """Documents that clients name by an id: those of manifests, and those whose text was sent once."""

    mode: Literal["off", "log_unknown", "safelist", "require_id"] = Field(
        "off",
        description="off: any document runs; log_unknown: those of no manifest leave a line in the log; "
        "safelist: they are refused; require_id: and so is every text, known or not",
    )
    manifests: Files = Field((), description="files of the documents that clients were built with")
    store: Literal["off", "memory", "redis"] = Field(
        "memory", description="where the texts are kept; redis shares them between workers"
    )
    memory_bytes: Positive = Field(8_000_000, description="texts kept in a worker's memory")
    redis_url: SecretStr | None = Field(None, description="address of Redis or Valkey")
    ttl_s: Positive = Field(86_400, description="time that Redis keeps a text after it was last sent")

    @model_validator(mode="after")
    def _has_an_address(self) -> Self:
        if self.store == "redis" and self.redis_url is None:
            raise ValueError('must have a redis_url where store = "redis"')
        return self

    @model_validator(mode="after")
    def _has_something_to_allow(self) -> Self:
        if self.is_closed and not self.manifests:
            raise ValueError(f'must name manifests where mode = "{self.mode}": nothing could run')
        return self

    @property
    def is_closed(self) -> bool:
        """True where no document but those of the manifests runs."""
        return self.mode in ("safelist", "require_id")


class DemoSettings(_Section):
    """What `bff demo` starts and runs."""

    services: Texts = Field((), description="command that starts the services, word by word")
    operations: Path | None = Field(None, description="folder of the operations to run")
    headers: Secrets = Field({}, description="headers sent with each operation")


class Settings(BaseSettings):
    """The whole tree."""

    model_config = SettingsConfigDict(
        env_prefix="BFF_",
        env_nested_delimiter="__",
        env_ignore_empty=True,
        enable_decoding=False,  # no JSON in variables: it fails outside of what is reported here
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    profile: Literal["production", "development"] = Field(
        "production", description="development: introspection, GraphiQL and suggestions are on"
    )
    graph: str = Field("schema.root:graph", description="the graph to serve, as module:name")
    compiled: bool = Field(
        True, description="operations run by their plans; off: graphql-core walks them, with the same answers"
    )
    http: HttpSettings = HttpSettings()
    limits: LimitSettings = LimitSettings()
    record: RecordSettings = RecordSettings()
    persisted: PersistedSettings = PersistedSettings()
    services: Mapping[str, ServiceSettings] = Field(default_factory=dict, description="")
    demo: DemoSettings = DemoSettings()

    @field_validator("graph")
    @classmethod
    def _is_name(cls, graph: str) -> str:
        if not re.fullmatch(r"\w+(?:\.\w+)*:\w+", graph):
            raise ValueError('must be "module:name", such as "schema.root:graph"')
        return graph

    @classmethod
    def settings_customise_sources(  # type: ignore[override]  # the other sources are not used
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        **_: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over what the file says, which comes in as keyword arguments."""
        return env_settings, init_settings

    @property
    def is_development(self) -> bool:
        """True where introspection, GraphiQL and suggestions are on."""
        return self.profile == "development"

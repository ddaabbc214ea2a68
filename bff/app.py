"""Puts the rooms together into one ASGI application: the only place where they are made and meet.

The GraphQL endpoint stands beside FastAPI's routes; cross-origin rules and compression are around both.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any, TextIO

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette_compress import CompressMiddleware, add_compress_type

from bff.admission import Inspector
from bff.clock import Clock, SystemClock
from bff.config import Settings
from bff.dashboard.graphiql import graphiql_application
from bff.declare import Blueprint, Graph, blueprint
from bff.endpoint import GraphQLEndpoint
from bff.errors import Problem, SettingsError
from bff.fetch import Readers
from bff.flow.request import MediaType
from bff.pipeline import Pipeline
from bff.plan import Planner
from bff.preparation import prepare
from bff.record import Recorder
from bff.request import (
    DocumentStore,
    Manifests,
    MemoryDocuments,
    NoDocuments,
    PersistedDocuments,
    read_manifests,
)
from bff.services import Services

__all__ = ["ASGIApp", "Application", "build"]

_MIN_COMPRESSED_BYTES = 1_024
_GRAPHIQL_PATH = "/graphiql"
_DEFAULT_QUERY = "# Ctrl+Space completes, Ctrl+Enter runs.\n{\n  __typename\n}\n"

ASGIApp = Callable[..., Awaitable[None]]


class Application:
    """The server as ASGI knows it, and what tests and commands look at from outside."""

    def __init__(self, pipeline: Pipeline, recorder: Recorder) -> None:
        self.pipeline = pipeline
        self.recorder = recorder
        self.endpoint = GraphQLEndpoint(pipeline)
        self.is_ready = False
        self.started = threading.Event()
        """Set once, when the server is ready for its first request."""
        self._http = _wrapped(self._dispatch, pipeline.settings)
        self._pages = self._make_pages()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        """Serve one connection or request."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await self._pages(scope, receive, send)

    async def _dispatch(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        settings = self.pipeline.settings
        if scope["path"] == settings.http.path and not _is_page_view(scope, settings):
            await self.endpoint(scope, receive, send)
        else:
            await self._pages(scope, receive, send)

    @asynccontextmanager
    async def _life(self, _: FastAPI) -> AsyncIterator[None]:
        self.recorder.open()
        self.is_ready = True
        self.started.set()
        try:
            yield
        finally:
            self.is_ready = False
            self.pipeline.inspector.close()
            await self.pipeline.services.close()
            await self.pipeline.documents.close()
            await asyncio.to_thread(self.recorder.close)

    def _make_pages(self) -> FastAPI:
        settings = self.pipeline.settings
        pages = FastAPI(lifespan=self._life, docs_url=None, redoc_url=None, openapi_url=None)

        @pages.get("/healthz")
        async def healthz() -> Response:
            """Say that the process answers."""
            return JSONResponse({"status": "ok"})

        @pages.get("/readyz")
        async def readyz() -> Response:
            """Say whether requests should be sent here."""
            return JSONResponse(
                {"status": "ready" if self.is_ready else "not ready"}, 200 if self.is_ready else 503
            )

        if settings.is_development:
            self._add_development_pages(pages)
        return pages

    def _add_development_pages(self, pages: FastAPI) -> None:
        path = self.pipeline.settings.http.path

        @pages.get("/")
        @pages.get(path)
        async def to_graphiql() -> Response:
            """Lead a browser to GraphiQL."""
            return RedirectResponse(_GRAPHIQL_PATH)

        @pages.get(f"{path}/schema.graphql")
        async def sdl() -> Response:
            """Return the schema."""
            return PlainTextResponse(self.pipeline.blueprint.sdl)

        pages.mount(
            _GRAPHIQL_PATH,
            graphiql_application(
                graphql_path=path, default_query=_first_query(self.pipeline.settings), title="GraphiQL"
            ),
        )


def build(
    settings: Settings, graph: Graph, *, clock: Clock | None = None, log_stream: TextIO | None = None
) -> Application:
    """Return the application, checked and not yet started.

    Raises:
        DeclarationError: the schema must not start.
        SettingsError: the settings do not fit the schema.
    """
    checked = blueprint(graph, default_list_size=settings.limits.default_list_size)
    _require_addresses(checked, settings)
    clock = clock or SystemClock()
    recorder = Recorder(settings.record, clock=clock, stream=log_stream)
    manifests = read_manifests(settings.persisted.manifests)
    pipeline = Pipeline(
        settings=settings,
        blueprint=checked,
        inspector=Inspector(
            checked,
            settings.limits,
            introspection=settings.is_development,
            suggestions=settings.is_development,
        ),
        planner=Planner(checked, max_plans=settings.limits.cached_documents, compiled=settings.compiled),
        services=Services(
            settings.services, clock=clock, assembly_reserve_s=settings.http.assembly_reserve_s
        ),
        readers=Readers(),
        documents=PersistedDocuments(settings.persisted, manifests.texts, _document_store(settings, clock)),
        record=recorder.take,
        clock=clock,
    )
    _prepare(manifests, pipeline)
    return Application(pipeline, recorder)


def _require_addresses(checked: Blueprint, settings: Settings) -> None:
    """Refuse to start where a service has no address, or an address no service."""
    problems = [
        Problem(
            "services",
            f"the graph reads '{name}', which has no settings.",
            f'Add [services.{name}] with url = "…".',
        )
        for name in checked.services
        if name not in settings.services
    ]
    problems += [
        Problem("services", f"the graph reads no service '{name}'.", f"Remove [services.{name}].")
        for name in sorted(settings.services)
        if name not in checked.services
    ]
    if problems:
        raise SettingsError(tuple(problems))


def _prepare(manifests: Manifests, pipeline: Pipeline) -> None:
    """Refuse to start where a document of a manifest could never run."""
    problems = manifests.problems + prepare(
        manifests,
        pipeline.inspector,
        pipeline.planner,
        limits=pipeline.settings.limits,
        service_limits=pipeline.service_limits,
    )
    if problems:
        raise SettingsError(tuple(problems))


def _document_store(settings: Settings, clock: Clock) -> DocumentStore | None:
    """Return the store that the settings name; Redis' client is imported only where it is used.

    None where only manifests count: `NoDocuments` would tell clients to send no ids any more.
    """
    persisted = settings.persisted
    if persisted.is_closed or (persisted.store == "off" and persisted.manifests):
        return None
    if persisted.store == "redis" and persisted.redis_url is not None:
        try:
            from bff.shared_state import RedisDocuments
        except ModuleNotFoundError as error:
            raise SettingsError(
                (Problem("persisted.store", "needs redis-py.", "Install it: pip install bff[redis]"),)
            ) from error
        return RedisDocuments(persisted.redis_url.get_secret_value(), ttl_s=persisted.ttl_s, clock=clock)
    return MemoryDocuments(persisted.memory_bytes) if persisted.store == "memory" else NoDocuments()


def _first_query(settings: Settings) -> str:
    """Return what GraphiQL shows on a first visit."""
    path = settings.http.graphiql_query
    return _DEFAULT_QUERY if path is None else path.read_text(encoding="utf-8")


def _is_page_view(scope: MutableMapping[str, Any], settings: Settings) -> bool:
    """Return True for a browser that opens the endpoint's address, which development leads to GraphiQL."""
    if not settings.is_development or scope["method"] != "GET" or scope["query_string"]:
        return False
    accept = next((value for name, value in scope["headers"] if name == b"accept"), b"")
    return b"text/html" in accept


def _wrapped(inner: ASGIApp, settings: Settings) -> ASGIApp:
    add_compress_type(MediaType.GRAPHQL_RESPONSE.value)
    wrapped: Any = CompressMiddleware(inner, minimum_size=_MIN_COMPRESSED_BYTES)
    if settings.http.allow_origins:
        wrapped = CORSMiddleware(
            wrapped,
            allow_origins=settings.http.allow_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["*"],
            allow_credentials="*" not in settings.http.allow_origins,
            expose_headers=["x-cost-estimated", "x-cost-actual", "x-cost-max", "x-request-id"],
        )
    asgi: ASGIApp = wrapped
    return asgi

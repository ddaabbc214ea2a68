"""The server: run services on real sockets, in one background thread, for as long as a `with` block lasts.

What every service has beside its own routes is added here, once: health, the OpenAPI frame, problem replies,
the ledger, the faults and the control routes.
"""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import uvicorn
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from .control import WithControl
from .faults import Faults
from .inject import InjectFaults
from .ledger import Ledger, RecordCalls
from .state import State

__all__ = ["PROBLEM", "CannotStart", "Problem", "RunningService", "Service", "build_app", "running"]

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Service:
    """A service to run: its name, its own port, one sentence on how it behaves, and its routes.

    `new_state` makes what it keeps between calls; the default is for one that keeps nothing. `latency_ms`
    is how long its own routes wait before they work: `dataclasses.replace(STOCK, latency_ms=0)`.
    """

    name: str
    port: int
    habit: str
    router: APIRouter
    new_state: Callable[[], object] = object
    latency_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class RunningService:
    """A service that accepts calls at `url` (no slash at the end)."""

    name: str
    url: str
    ledger: Ledger
    faults: Faults
    state: State


class CannotStart(Exception):
    """A service could not be started; none is left running."""


@contextmanager
def running(
    services: Iterable[Service], ports: Mapping[str, int] | None = None
) -> Iterator[Mapping[str, RunningService]]:
    """Run the services while the block lasts, and give them by name.

        with running([CATALOG, RATINGS]) as servers:
            httpx2.get(servers["catalog"].url + "/genres?ids=1")

    A service without an entry in `ports` gets a free port. At the end the connections still open are cut:
    no thread, socket or port is left.
    Raises: CannotStart if a port is in use or for no service, if two services share a name, or if one fails
    while it starts.
    """
    chosen = tuple(services)
    wanted = {service.name: service for service in chosen}
    if len(wanted) < len(chosen):
        raise CannotStart("Two of the services have the same name. Give each its own.")
    for name in (ports or {}).keys() - wanted.keys():
        raise CannotStart(f"There is a port for {name!r}, which is not among: {', '.join(wanted)}.")
    with ExitStack() as sockets:
        listeners = {
            name: sockets.enter_context(_listen(name, (ports or {}).get(name, 0))) for name in wanted
        }
        running_services = {
            name: RunningService(
                name,
                f"http://{HOST}:{listener.getsockname()[1]}",
                Ledger(),
                Faults(),
                State(wanted[name].new_state),
            )
            for name, listener in listeners.items()
        }
        servers = [
            (_uvicorn_server(wanted[name], server), listeners[name])
            for name, server in running_services.items()
        ]
        with _serving(servers):
            yield running_services


def build_app(service: Service, state: State) -> FastAPI:
    """Return the application of a service alone: its routes, health, OpenAPI document and problem replies."""
    app = FastAPI(
        title=service.name,
        version="1.0.0",
        description=service.habit,
        servers=[{"url": f"http://{HOST}:{service.port}", "description": "This machine"}],
        generate_unique_id_function=lambda route: route.name,
        docs_url=None,
        redoc_url=None,
    )
    app.state.of_service = state
    waits = [Depends(_wait(service.latency_ms))] if service.latency_ms else []
    app.include_router(service.router, responses={"4XX": PROBLEM}, dependencies=waits)
    app.include_router(_health)
    app.exception_handler(HTTPException)(_answer_refusal)
    app.exception_handler(RequestValidationError)(_answer_invalid)
    return app


def _wait(latency_ms: float) -> Callable[[], Awaitable[None]]:
    async def wait() -> None:
        await asyncio.sleep(latency_ms / 1000)

    return wait


class Problem(BaseModel):
    """What is wrong with a call.

    Source: https://www.rfc-editor.org/rfc/rfc9457
    """

    title: str
    status: int
    detail: str


PROBLEM: dict[str, Any] = {
    "description": "The call is refused",
    "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
}


def _answer_refusal(_: Request, refusal: HTTPException) -> Response:
    return _problem(refusal.status_code, str(refusal.detail), refusal.headers)


def _answer_invalid(_: Request, invalid: RequestValidationError) -> Response:
    places = (f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in invalid.errors())
    return _problem(400, "; ".join(places), None)


def _problem(status: int, detail: str, headers: Mapping[str, str] | None) -> Response:
    problem = Problem(title="Call refused", status=status, detail=detail)
    return JSONResponse(problem.model_dump(), status, headers=headers, media_type="application/problem+json")


class Health(BaseModel):
    """The service is up."""

    status: Literal["ok"] = "ok"


_health = APIRouter(tags=["health"])


@_health.get("/healthz")
async def read_health() -> Health:
    """Return that the service is up."""
    return Health()


@contextmanager
def _listen(name: str, port: int) -> Iterator[socket.socket]:
    # With the protocol named: asyncio switches Nagle's delay (40 ms a reply) off only where it is.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
            listener.listen(512)
        except (OSError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) else "there is no such port"
            raise CannotStart(
                f"Cannot start {name!r} on {HOST}:{port}: {reason}. Free the port, or choose another one."
            ) from error
        yield listener


def _uvicorn_server(service: Service, server: RunningService) -> uvicorn.Server:
    own = build_app(service, server.state)
    watched = RecordCalls(InjectFaults(own, server.faults), server.ledger)
    app = WithControl(watched, server.ledger, server.faults, server.state)
    # log_config=None: uvicorn's default would rewrite the logging of the whole process.
    return uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none", timeout_graceful_shutdown=1))


@contextmanager
def _serving(servers: list[tuple[uvicorn.Server, socket.socket]]) -> Iterator[None]:
    started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
    thread = threading.Thread(target=_run_thread, args=(servers, started), name="mocks", daemon=True)
    thread.start()
    try:
        loop, stop = started.result()
        try:
            yield
        finally:
            loop.call_soon_threadsafe(stop.set)
    finally:
        thread.join()


def _run_thread(
    servers: list[tuple[uvicorn.Server, socket.socket]],
    started: "Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]]",
) -> None:
    try:
        asyncio.run(_serve(servers, started))
    except (Exception, SystemExit) as failure:  # uvicorn exits where a service fails in its start-up
        if started.done():
            raise
        started.set_exception(CannotStart(f"A service failed while it started: {failure!r}. See the log."))


async def _serve(
    servers: list[tuple[uvicorn.Server, socket.socket]],
    started: "Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]]",
) -> None:
    stop = asyncio.Event()
    tasks = [asyncio.create_task(server.serve(sockets=[listener])) for server, listener in servers]
    while not all(server.started for server, _ in servers):  # noqa: ASYNC110 - uvicorn has no event
        await asyncio.sleep(0.005)
    started.set_result((asyncio.get_running_loop(), stop))
    await stop.wait()
    for server, _ in servers:
        server.should_exit = True
        for connection in tuple(server.server_state.connections):
            connection.transport.abort()  # a call held by a fault would keep the server up
    await asyncio.gather(*tasks)

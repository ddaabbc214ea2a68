"""`bff serve`: the gateway in the foreground."""

from __future__ import annotations

import gc
import logging

from bff.app import build
from bff.server import listen, make_server

from .console import make_console
from .project import Project
from .signals import until_stopped

__all__ = ["serve"]


def serve(project: Project) -> None:
    """Serve until a signal ends it; requests in flight finish first."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    http = project.settings.http
    application = build(project.settings, project.graph)
    gc.freeze()  # schema and documents stay: a collection while serving need not look at them
    listener = listen(http.host, http.port)
    console = make_console(stderr=True)
    port = listener.getsockname()[1]
    host = f"[{http.host}]" if ":" in http.host else http.host
    console.print(f"GraphQL    http://{host}:{port}{http.path}")
    if project.settings.is_development:
        console.print(f"GraphiQL   http://{host}:{port}/graphiql")
    console.print(f"Profile    {project.settings.profile}; Ctrl-C stops.")
    server = make_server(application, drain_s=http.drain_s)

    def end() -> None:
        server.should_exit = True

    with until_stopped(end):  # uvicorn takes most signals itself, and raises them once more after its end
        server.run(sockets=[listener])

"""Serve GraphiQL from our own origin, under a policy that lets the page talk to nobody else.

The page and its assets are built by npm and never committed; what is built is served, file by file.
"""

import html
import json
import posixpath
import re
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["graphiql_application"]

STATIC: Final = Path(__file__).parent / "static"

# Looser than the dashboard's own pages in three places; each was tried strict, in Chromium:
# - style-src 'unsafe-inline': Monaco writes its colours into style elements and the place of each line into
#   style attributes, and knows no nonce. A planted style reaches no other origin: the rest is shut.
# - img-src data: the wavy lines under mistakes are data: images.
# - no require-trusted-types-for: workers are started, and documentation is written, from plain strings.
# Scripts and workers come from our own origin alone: no inline script, no eval, no blob:.
# Source: https://www.w3.org/TR/CSP3/
CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

# Also on assets: a worker runs under the policy of its own file, not under the page's.
SECURITY_HEADERS: Final = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}

# Stated here, because the standard library's answer depends on the machine's own tables.
CONTENT_TYPES: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
}

ASSET_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


def graphiql_application(*, graphql_path: str, default_query: str, title: str) -> ASGIApp:
    """Return the application that shows GraphiQL at the place where it is mounted.

        app.mount("/graphiql", graphiql_application(graphql_path="/graphql", default_query="{ me { name } }",
                                                    title="music-store"))

    `graphql_path` counts from the root of the outer application, as its other routes do. Only GET and HEAD
    are answered; where the assets were not built, with 503 and the remedy.
    """

    def page(request: Request) -> Response:
        try:
            template = (STATIC / "graphiql.html").read_text(encoding="utf-8")
        except FileNotFoundError:
            return PlainTextResponse(
                "GraphiQL's assets are not built. Run: make web\n", 503, {"cache-control": "no-store"}
            )
        config = {
            "endpoint": _endpoint_seen_from_page(request.scope, graphql_path),
            "defaultQuery": default_query,
            "title": title,
        }
        filled = template.replace("BFF_GRAPHIQL_CONFIG", html.escape(json.dumps(config))).replace(
            "BFF_GRAPHIQL_TITLE", html.escape(title)
        )
        return HTMLResponse(filled, headers={"cache-control": "no-cache"})

    # An address without the last slash is redirected by the router, or the relative addresses would miss.
    routes = [Route("/", page), Route("/assets/{name}", _asset)]
    return _with_security_headers(Starlette(routes=routes))


def _endpoint_seen_from_page(scope: Scope, graphql_path: str) -> str:
    """Return the endpoint's address relative to the page: '../graphql' for /graphql seen from /graphiql/.

    Relative, because a proxy may have put both below a prefix that nobody told us.
    """
    root_path: str = scope.get("root_path", "")
    application_root: str = scope.get("app_root_path", root_path)
    mount = root_path.removeprefix(application_root) or "/"
    return posixpath.relpath(graphql_path, mount)


def _asset(request: Request) -> Response:
    name: str = request.path_params["name"]
    path = STATIC / "assets" / name
    content_type = CONTENT_TYPES.get(path.suffix)
    if content_type is None or ASSET_NAME.fullmatch(name) is None or not path.is_file():
        return PlainTextResponse("Not Found", 404, {"cache-control": "no-store"})
    return FileResponse(
        path, media_type=content_type, headers={"cache-control": "public, max-age=31536000, immutable"}
    )


def _with_security_headers(application: ASGIApp) -> ASGIApp:
    """Put the security headers on every answer, refusals and redirects included."""

    async def secured(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SECURITY_HEADERS)
            await send(message)

        await application(scope, receive, send_secured)

    return secured

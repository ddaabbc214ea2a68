"""A real browser against a real server, with every other origin out of reach."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, sync_playwright

import mocks
from bff.cli.project import load_project
from bff.testing import serving

ColorScheme = Literal["light", "dark"]

# The page's own server is on the loopback address; no other name resolves, whoever asks.
CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@dataclass(slots=True)
class Visit:
    """One page, and everything it did that it should not have done."""

    page: Page
    foreign_requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def assert_well_behaved(self) -> None:
        """A warning counts as a complaint: Monaco only warns when its workers do not start."""
        assert (self.foreign_requests, self.complaints) == ([], [])


class Open(Protocol):
    def __call__(self, path: str, *, color_scheme: ColorScheme = "light") -> Visit: ...


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """The address of the music store's gateway, as a developer runs it."""
    project = load_project(Path("schema/bff.toml"), development=True)
    with mocks.running(mocks.SERVICES) as servers:
        services = {
            name: service.model_copy(update={"url": servers[name].url})
            for name, service in project.settings.services.items()
        }
        settings = project.settings.model_copy(update={"services": services})
        with serving(settings, project.graph) as server:
            yield server.url


# Once per module, not per session: while it runs, playwright keeps an event loop running in this thread, and
# asynchronous tests elsewhere could not start theirs.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if executable is None:
        pytest.skip(
            "No chromium on the path. Install it (apt-get install chromium), or name one: CHROMIUM=..."
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, server_url: str) -> Iterator[Open]:
    """Return a function that opens a path of the server in a fresh profile and watches the page."""
    contexts: list[BrowserContext] = []

    def open_page(path: str, *, color_scheme: ColorScheme = "light") -> Visit:
        context = chromium.new_context(color_scheme=color_scheme, viewport={"width": 1440, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        visited = Visit(page)
        _watch(context, visited, server_url)
        page.goto(server_url + path)
        return visited

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def screenshot_path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where the test's picture goes: into SCREENSHOT_FOLDER, if set, under the test's name."""
    directory = Path(os.environ.get("SCREENSHOT_FOLDER", tmp_path))
    directory.mkdir(parents=True, exist_ok=True)
    return directory / f"{request.node.name}.png"


def _watch(context: BrowserContext, visited: Visit, server_url: str) -> None:
    own_origin = urlsplit(server_url)[:2]

    def pass_own_origin_only(route: Route, request: Request) -> None:
        if urlsplit(request.url)[:2] == own_origin:
            route.continue_()
        else:
            route.abort()

    def note_foreign(request: Request) -> None:
        if urlsplit(request.url)[:2] != own_origin and not request.url.startswith(("data:", "blob:")):
            visited.foreign_requests.append(request.url)

    context.route("**/*", pass_own_origin_only)
    context.on("request", note_foreign)
    context.on(
        "console",
        lambda message: (
            visited.complaints.append(f"{message.type}: {message.text}")
            if message.type in {"error", "warning"}
            else None
        ),
    )
    context.on("weberror", lambda failure: visited.complaints.append(f"uncaught: {failure.error}"))

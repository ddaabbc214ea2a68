"""json-server and Kinto as real processes, and gateways in front of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bff.config import ServiceSettings, Settings
from bff.testing import Serving, serving
from tests.foreign.contents import CREDENTIALS, LIBRARY_PATH, fill_forum, fill_library
from tests.foreign.graph import graph
from tests.foreign.packages import install_json_server, install_kinto
from tests.foreign.server import Server, free_port

KINTO_INI = Path(__file__).parent / "kinto.ini"
_PATIENCE: Mapping[str, Any] = {"timeout_s": 10.0, "connect_timeout_s": 5.0}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, and what it took."""

    data: Any
    errors: dict[str, str]
    """The code of each error by its path, as `post.book`."""
    calls: dict[str, tuple[int, int]]
    """Planned and made, by service."""

    @property
    def is_within_plan(self) -> bool:
        """True where no service was asked more often than planned."""
        return all(made <= planned for planned, made in self.calls.values())


@dataclass(frozen=True, slots=True)
class Foreign:
    """A gateway over the two servers."""

    gateway: Serving
    forum: Server
    library: Server

    def ask(self, query: str, variables: Mapping[str, object] | None = None) -> Answer:
        """Run one operation and have its cost reported.

        The caller's own credentials would be wrong for Kinto, and must not reach it.
        """
        headers = {"graphql-cost": "report", "authorization": "Basic d3Jvbmc6d3Jvbmc="}
        answer = self.gateway.post(query, variables, headers=headers).json()
        found = answer.get("errors", ())
        errors = {".".join(map(str, each["path"])): each["extensions"]["code"] for each in found}
        assert len(errors) == len(found)
        counts = answer["extensions"]["cost"]["calls"]["byService"]
        calls = {name: (count["estimated"], count["actual"]) for name, count in counts.items()}
        return Answer(answer["data"], errors, calls)


@pytest.fixture(scope="module")
def forum(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """json-server, filled."""
    folder, port = tmp_path_factory.mktemp("json-server"), free_port()
    fill_forum(folder / "db.json")
    options = ("--host", "127.0.0.1", "--port", str(port), "--read-only", "--quiet", "db.json")
    # Otherwise it asks npm's registry for a newer version, in a process that outlives it.
    quiet = {"NO_UPDATE_NOTIFIER": "1"}
    with _running(Server((*install_json_server(), *options), port, folder, quiet)) as server:
        yield server


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Kinto with everything in memory, filled."""
    folder, port = tmp_path_factory.mktemp("kinto"), free_port()
    options = ("start", "--ini", str(KINTO_INI), "--port", str(port))
    with _running(Server((*install_kinto(), *options), port, folder)) as server:
        fill_library(server)
        yield server


@pytest.fixture(scope="module")
def foreign(forum: Server, library: Server) -> Iterator[Foreign]:
    """The gateway, with the credentials that it needs."""
    with gateway(forum, library, credentials=CREDENTIALS) as server:
        yield Foreign(server, forum, library)


def gateway(forum: Server, library: Server, *, credentials: str | None) -> AbstractContextManager[Serving]:
    """Run the foreign graph; `credentials` is the Authorization that the gateway itself sends to Kinto."""
    headers = {} if credentials is None else {"authorization": credentials}
    settings = Settings()
    return serving(
        settings.model_copy(
            update={
                "services": {
                    "forum": ServiceSettings(url=forum.url, **_PATIENCE),
                    "library": ServiceSettings(url=library.url + LIBRARY_PATH, headers=headers, **_PATIENCE),
                },
                "http": settings.http.model_copy(update={"deadline_s": 20.0}),
            }
        ),
        graph,
    )


@contextmanager
def _running(server: Server) -> Iterator[Server]:
    try:
        server.start()
        yield server
    finally:
        server.kill()

"""The services and gateways in front of them, started once for all promises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

import pytest

from bff.config import Settings
from bff.declare import Graph
from bff.testing import Serving, serving
from mocks import SERVICES, RunningService, running
from schema.root import graph as music
from tests.support.gateway import reference_settings

ROOT = Path(__file__).parents[2]

Services = Mapping[str, RunningService]

# On a loaded machine nothing is late unless a test says so.
_PATIENT = {"timeout_s": 20.0, "connect_timeout_s": 20.0}
_DEADLINE_S = 20.0


class StartGateway(Protocol):
    def __call__(self, graph: Graph = music, *, profile: str = "production", **http: Any) -> Serving: ...


@pytest.fixture(scope="module")
def services() -> Iterator[Services]:
    """The services of the reference graph; a test that adds faults asks for `faulty` instead."""
    with running(SERVICES) as servers:
        yield servers


@pytest.fixture
def faulty(services: Services) -> Iterator[Services]:
    """The same services, healthy again after the test."""
    yield services
    for service in services.values():
        service.faults.clear()


@pytest.fixture(scope="module")
def start_gateway(services: Services) -> Iterator[StartGateway]:
    """Return a function that starts a gateway with settings of `[http]`, or gives the one that is running.

    One runs at a time. Each completion that is not only a price leaves a line in its log, however cheap.
    """
    running_key = ""
    running_one: Serving | None = None
    with ExitStack() as stack:

        def start(graph: Graph = music, *, profile: str = "production", **http: Any) -> Serving:
            nonlocal running_key, running_one
            key = repr((id(graph), profile, sorted(http.items())))
            if running_one is None or key != running_key:
                stack.close()
                settings = _settings(services if graph is music else {}, profile, http)
                running_key, running_one = key, stack.enter_context(serving(settings, graph))
            return running_one

        yield start


@pytest.fixture
def gateway(start_gateway: StartGateway) -> Serving:
    """The reference graph as production serves it."""
    return start_gateway()


def _settings(services: Services, profile: str, http: Mapping[str, Any]) -> Settings:
    settings = reference_settings(services, **_PATIENT) if services else Settings()
    everything = {"points": 0, "call_count": 0, "duration_ms": 0}
    return settings.model_copy(
        update={
            "profile": profile,
            "http": settings.http.model_copy(update={"deadline_s": _DEADLINE_S, **http}),
            "record": settings.record.model_copy(update=everything),
        }
    )

"""The reference gateway and its services, all on real sockets, with everything that a test looks at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bff import Graph
from bff.admission import Inspector, coerce
from bff.config import ServiceSettings, Settings, load_settings
from bff.flow.plan import Estimate
from bff.plan import make
from bff.testing import Served, Serving, serving
from mocks import SERVICES, Call, RunningService, Service, running
from schema.root import graph as music
from tests.support.sdl import OPEN

__all__ = [
    "AUTHORIZED",
    "NO_LIMITS",
    "Gateway",
    "gateway",
    "own_gateway",
    "patient_settings",
    "reference_settings",
]

ROOT = Path(__file__).parents[2]
AUTHORIZED = {"authorization": "Bearer demo-token"}
NO_LIMITS: Mapping[str, int] = {
    "depth": 100,
    "height": 100_000,
    "alias_count": 10_000,
    "root_field_count": 1_000,
    "directive_count": 1_000,
    "token_count": 100_000,
    "field_cost": 10**9,
    "type_cost": 10**9,
    "call_count": 10**6,
    "error_count": 1_000,
}
"""Limits that refuse nothing that a test sends."""
_PATIENCE: Mapping[str, Any] = {"timeout_s": 10.0, "connect_timeout_s": 5.0, "max_calls": 10**6}


@dataclass(frozen=True, slots=True)
class Gateway:
    """A gateway that runs, and the services behind it."""

    server: Serving
    services: Mapping[str, RunningService]

    def reset(self) -> None:
        """Take all faults back and forget all calls."""
        for service in self.services.values():
            service.faults.clear()
            service.ledger.clear()

    def post(
        self,
        query: str,
        variables: Mapping[str, object] | None = None,
        *,
        headers: Mapping[str, str] = AUTHORIZED,
    ) -> Served:
        """Send one operation, with the caller's Authorization unless told otherwise."""
        return self.server.post(query, variables, headers=headers)

    def data(self, query: str, variables: Mapping[str, object] | None = None) -> Any:
        """Return the data of an answer without errors."""
        answer = self.post(query, variables).json()
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def estimate(self, query: str, variables: Mapping[str, object] | None = None) -> Estimate:
        """Return what was planned for an operation, whatever the limits say."""
        blueprint = self.server.application.pipeline.blueprint
        operation = Inspector(blueprint, OPEN, introspection=True, suggestions=True).inspect(query, None)
        values = coerce(operation, variables or {}, schema=blueprint.schema, limits=OPEN)
        return make(operation, blueprint, values).formula(values.coerced)

    def calls_made(self) -> dict[str, int]:
        """Return how many calls each service received since the last reset, those without any left out."""
        return {name: len(each.ledger.calls()) for name, each in self.services.items() if each.ledger.calls()}

    def calls(self, service: str | None = None) -> list[Call]:
        """Return what the services received since the last reset, service by service."""
        names = self.services if service is None else (service,)
        return [call for name in names for call in self.services[name].ledger.calls()]


def reference_settings(servers: Mapping[str, RunningService], **service: Any) -> Settings:
    """Return the reference schema's settings, aimed at these servers; `service` replaces settings of each."""
    settings = load_settings(ROOT / "schema" / "bff.toml")
    aimed = {
        name: each.model_copy(update={"url": servers[name].url, **service})
        for name, each in settings.services.items()
    }
    return settings.model_copy(update={"services": aimed})


def patient_settings(
    servers: Mapping[str, RunningService],
    *,
    limits: Mapping[str, int] = NO_LIMITS,
    deadline_s: float = 20.0,
    services: Mapping[str, Mapping[str, Any]] = {},
    compiled: bool = True,
) -> Settings:
    """Return the same with long time-outs and a line in the log for every operation."""
    settings = reference_settings(servers, **_PATIENCE)
    changed = {
        name: each.model_copy(update=services.get(name, {})) for name, each in settings.services.items()
    }
    return settings.model_copy(
        update={
            "compiled": compiled,
            "services": changed,
            "limits": settings.limits.model_copy(update=dict(limits)),
            "http": settings.http.model_copy(update={"deadline_s": deadline_s}),
            "record": settings.record.model_copy(update={"points": 0}),
        }
    )


@contextmanager
def gateway(
    *,
    limits: Mapping[str, int] | None = None,
    deadline_s: float = 20.0,
    services: Mapping[str, Mapping[str, Any]] | None = None,
    compiled: bool = True,
) -> Iterator[Gateway]:
    """Run the reference gateway and its services; time-outs are long unless a test is about time.

    `limits` replaces limits of operations, `services` settings of single services. Every operation is logged.
    """
    with running(SERVICES) as servers:
        settings = patient_settings(
            servers, limits=limits or {}, deadline_s=deadline_s, services=services or {}, compiled=compiled
        )
        with serving(settings, music) as server:
            yield Gateway(server, servers)


@contextmanager
def own_gateway(
    graph: Graph,
    mocks: tuple[Service, ...],
    *,
    limits: Mapping[str, int] = NO_LIMITS,
    forward_headers: tuple[str, ...] = (),
) -> Iterator[Gateway]:
    """Run a graph of the test's own over services of the test's own."""
    with running(mocks) as servers:
        settings = Settings()
        settings = settings.model_copy(
            update={
                "services": {
                    name: ServiceSettings(url=each.url, forward_headers=forward_headers, **_PATIENCE)
                    for name, each in servers.items()
                },
                "limits": settings.limits.model_copy(update=dict(limits)),
                "http": settings.http.model_copy(update={"deadline_s": 20.0}),
            }
        )
        with serving(settings, graph) as server:
            yield Gateway(server, servers)

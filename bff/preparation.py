"""What can be done for the documents of manifests before the first request: all of it but their variables."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bff import admission
from bff.admission import Inspector
from bff.config import LimitSettings
from bff.errors import Problem, RequestRefused
from bff.plan import Planner
from bff.request import Manifests

__all__ = ["prepare"]

_REMEDY = "Correct the operation in the client, or leave it out of the manifest."


def prepare(
    manifests: Manifests,
    inspector: Inspector,
    planner: Planner,
    *,
    limits: LimitSettings,
    service_limits: Mapping[str, int],
) -> list[Problem]:
    """Inspect, plan and keep every document; return what keeps any of them from ever running.

    An operation without variables has one price, so that is judged here too.
    """
    problems: list[Problem] = []
    with _nothing_collected():
        for document in manifests.documents:
            try:
                for operation in inspector.pin(document.text):
                    plan = planner.pin(operation)
                    if plan is not None and not operation.definition.variable_definitions:
                        admission.price(plan, {}, limits=limits, service_limits=service_limits)
            except RequestRefused as refused:
                problems += [Problem(document.place, each.message, _REMEDY) for each in refused.refusals]
    return problems


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Hold the collector off: what is made here stays, and looking at all of it again takes half the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()

"""Faults: named ways in which a reply goes wrong, switched on by rules while the service runs.

Rules that match a call together act together, in the order of the tables in `fault_kinds.py`. What no HTTP
framework can do wrong is in `broken.py`.
"""

import difflib
import inspect
import random
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar
from urllib.parse import unquote_plus

from pydantic import ConfigDict, TypeAdapter, ValidationError
from starlette.types import Scope

from .fault_kinds import KINDS

__all__ = ["Fault", "Faults", "Match"]


@dataclass(frozen=True, slots=True)
class Match:
    """Which calls a fault hits: all conditions given must hold, None holds always.

    `query_contains` and `body_contains` look into the decoded text: `ids=1,2`, not `ids=1%2C2`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    method: str | None = None
    path_prefix: str | None = None
    query_contains: str | None = None
    body_contains: str | None = None

    def holds(self, scope: Scope, body: bytes) -> bool:
        """Whether this call is one of those meant."""
        return (
            (self.method is None or self.method.upper() == scope["method"])
            and scope["path"].startswith(self.path_prefix or "")
            and (self.query_contains or "") in unquote_plus(scope["query_string"].decode("latin-1"))
            and (self.body_contains or "") in body.decode("utf-8", errors="replace")
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule: what goes wrong, for which calls, how often.

    `times` is how many calls it still hits, None means always. With a `probability` below 1 the calls hit
    are drawn from `seed`: the same calls each run.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    kind: str
    parameters: Mapping[str, Any] = field(default_factory=dict)  # of the function in the table of its kind
    match: Match = Match()
    times: int | None = None
    probability: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what would never act as written."""
        _check_parameters(self.kind, self.parameters)
        if self.times is not None and self.times < 1:
            raise ValueError(f"times must be at least 1, or None for always, but got: {self.times}.")
        if not 0 <= self.probability <= 1:
            raise ValueError(f"probability must be between 0 and 1, but got: {self.probability}.")


class Faults:
    """The rules of one service; safe to change from any thread while the service runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._armed: list[_Armed] = []

    def add(
        self,
        kind: str,
        *,
        match: Match = Match(),
        times: int | None = None,
        probability: float = 1.0,
        seed: int = 0,
        **parameters: object,
    ) -> None:
        """Switch a fault on, beside those already on: `faults.add("status", code=503, times=2)`.

        Raises: ValueError if the kind or a parameter is unknown, missing or of the wrong type.
        """
        fault = Fault(kind, parameters, match, times, probability, seed)
        with self._lock:
            self._armed.append(_Armed(fault))

    def replace(self, faults: Iterable[Fault]) -> None:
        """Switch exactly these faults on."""
        armed = [_Armed(fault) for fault in faults]
        with self._lock:
            self._armed = armed

    def clear(self) -> None:
        """Switch all faults off."""
        self.replace(())

    def rules(self) -> tuple[Fault, ...]:
        """Return the faults that are on, with the `times` they have left; a spent one is gone."""
        with self._lock:
            return tuple(replace(armed.fault, times=armed.times_left) for armed in self._armed)

    def take(self, scope: Scope, body: bytes) -> tuple[Fault, ...]:
        """Return the faults that hit this call, and count them as used."""
        with self._lock:
            hit = tuple(armed.fault for armed in self._armed if armed.hits(scope, body))
            self._armed = [armed for armed in self._armed if armed.times_left != 0]
            return hit


class _Armed:
    """A rule with what it has left to do."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.times_left = fault.times
        self._random = random.Random(fault.seed)

    def hits(self, scope: Scope, body: bytes) -> bool:
        if not self.fault.match.holds(scope, body) or self._random.random() >= self.fault.probability:
            return False
        if self.times_left is not None:
            self.times_left -= 1
        return True


def _check_parameters(kind: str, given: Mapping[str, object]) -> None:
    if kind not in KINDS:
        nearest = difflib.get_close_matches(kind, KINDS, n=1)
        hint = f"Did you mean {nearest[0]!r}?" if nearest else f"Kinds: {', '.join(KINDS)}."
        raise ValueError(f"There is no fault {kind!r}. {hint}")
    known = {
        name: parameter
        for name, parameter in inspect.signature(KINDS[kind]).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }
    for name in given.keys() - known.keys():
        raise ValueError(
            f"The fault {kind!r} has no parameter {name!r}. It has: {', '.join(known) or 'none'}."
        )
    for name, parameter in known.items():
        if name in given:
            _check_value(kind, parameter, given[name])
        elif parameter.default is parameter.empty:
            raise ValueError(f"The fault {kind!r} needs the parameter {name!r}.")


def _check_value(kind: str, parameter: inspect.Parameter, value: object) -> None:
    try:
        TypeAdapter(parameter.annotation).validate_python(value, strict=True)
    except ValidationError as error:
        wanted = inspect.formatannotation(parameter.annotation)
        raise ValueError(
            f"The parameter {parameter.name!r} of the fault {kind!r} must be {wanted}, but got: {value!r}."
        ) from error

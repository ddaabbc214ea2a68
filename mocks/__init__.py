"""Mock REST services over real sockets: a music store, with a ledger of calls and faults on demand."""

from .broken import (
    accepts_and_closes,
    broken,
    closes_after,
    closes_kept_alive,
    drips_headers,
    garbage,
    refused_url,
    resets,
    slow_first_byte,
)
from .catalog import CATALOG
from .customers import CUSTOMERS
from .faults import Fault, Faults, Match
from .ledger import Call, Ledger
from .ratings import RATINGS
from .server import PROBLEM, CannotStart, RunningService, Service, running

__all__ = [
    "CATALOG",
    "CUSTOMERS",
    "PROBLEM",
    "RATINGS",
    "SERVICES",
    "Call",
    "CannotStart",
    "Fault",
    "Faults",
    "Ledger",
    "Match",
    "RunningService",
    "Service",
    "accepts_and_closes",
    "broken",
    "closes_after",
    "closes_kept_alive",
    "drips_headers",
    "garbage",
    "refused_url",
    "resets",
    "running",
    "slow_first_byte",
]

SERVICES: tuple[Service, ...] = (CATALOG, CUSTOMERS, RATINGS)

"""Mock REST services over real sockets: a music store, with a ledger of calls and faults on demand."""

from .billing import BILLING
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
from .playlists import PLAYLISTS
from .ratings import RATINGS
from .server import PROBLEM, CannotStart, RunningService, Service, running
from .state import State, state_of
from .stock import STOCK

__all__ = [
    "BILLING",
    "CATALOG",
    "CUSTOMERS",
    "PLAYLISTS",
    "PROBLEM",
    "RATINGS",
    "SERVICES",
    "STOCK",
    "Call",
    "CannotStart",
    "Fault",
    "Faults",
    "Ledger",
    "Match",
    "RunningService",
    "Service",
    "State",
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
    "state_of",
]

SERVICES: tuple[Service, ...] = (CATALOG, CUSTOMERS, RATINGS, BILLING, PLAYLISTS, STOCK)

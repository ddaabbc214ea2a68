"""The command: `python -m mocks` serves the music store until it is told to stop."""

import argparse
import signal
import sys
import threading
from collections.abc import Sequence

from . import SERVICES
from .server import CannotStart, Service, running

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM and return 0, or say why not and return 1."""
    options = _parser().parse_args(arguments)
    chosen = [service for service in SERVICES if service.name in (options.service or _names())]
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        with running(chosen, _ports(chosen, options.port_base)) as servers:
            if not options.quiet:
                for service in chosen:
                    print(f"{service.name:10} {servers[service.name].url}  {service.habit}", flush=True)
            stop.wait()
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m mocks", description="Serve the mock music store.")
    parser.add_argument(
        "--service",
        action="append",
        choices=_names(),
        metavar="NAME",
        help=f"one of {', '.join(_names())}; repeat it",
    )
    parser.add_argument(
        "--port-base", type=int, default=SERVICES[0].port, help="the first port (%(default)s)"
    )
    parser.add_argument("--quiet", action="store_true", help="print nothing")
    return parser


def _names() -> list[str]:
    return [service.name for service in SERVICES]


def _ports(services: Sequence[Service], port_base: int) -> dict[str, int]:
    """Return each service's port: it keeps its distance from the base, whichever others are served."""
    return {service.name: port_base + service.port - SERVICES[0].port for service in services}


if __name__ == "__main__":
    raise SystemExit(main())

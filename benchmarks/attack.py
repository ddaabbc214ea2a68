"""`make attack`: hostile documents against a running gateway, and how a second client fares beside each.

Every attack is sent over and over by one client while another one, the canary, runs a small query. Printed
are the refusal's code, the time that it took, and the canary's median and slowest answer, also as a ratio
to what the canary had alone in the same run: these machines are not quiet, so only ratios mean something.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from bff.server import listen

from .attacks import Attack, attacks

ROUNDS = 40
CANARY_ALONE_S = 2.0
MAX_CANARY_RATIO = 20.0
"""The canary's median beside an attack, against its median alone: above this the command fails."""
CANARY = {"query": "{ album(id: 1) { title artist { name } } }"}


class Client:
    """One kept-alive connection to the gateway."""

    def __init__(self, url: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)

    def send(self, body: Mapping[str, object]) -> tuple[int, dict[str, Any], float]:
        """Return status, content and milliseconds."""
        began_s = time.perf_counter()
        self._connection.request(
            "POST",
            "/graphql",
            json.dumps(body),
            {"content-type": "application/json", "accept": "application/graphql-response+json"},
        )
        reply = self._connection.getresponse()
        content = reply.read()
        return reply.status, json.loads(content), (time.perf_counter() - began_s) * 1000


@dataclass(frozen=True, slots=True)
class Result:
    """What one attack came to."""

    attack: Attack
    status: int
    codes: tuple[str, ...]
    median_ms: float
    canary_median_ms: float
    canary_slowest_ms: float


def main() -> int:
    """Run all attacks; returns 1 if one was not refused as it should be, or the canary stood still."""
    console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 160)
    with gateway() as url:
        alone = _canary_alone(url)
        results = [_run(url, attack) for attack in attacks()]
    median_ms = statistics.median(alone)
    console.print(f"The canary alone: median {median_ms:.1f} ms, slowest {max(alone):.1f} ms")
    _print(console, results, median_ms)
    failed = [each.attack.name for each in results if _is_wrong(each, median_ms)]
    console.print(
        f"{len(results) - len(failed)} of {len(results)} attacks refused with their code, "
        f"the canary's median below {MAX_CANARY_RATIO:g} x"
        + (f"; not: {', '.join(failed)}" if failed else "")
    )
    return 1 if failed else 0


@contextlib.contextmanager
def gateway() -> Iterator[str]:
    """Start services and gateway as processes of their own, with the limits that production has."""
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    listener.close()
    environment = {**os.environ, "BFF_PROFILE": "production", "BFF_HTTP__PORT": str(port)}
    bff = Path(sys.executable).with_name("bff")
    with contextlib.ExitStack() as stack:
        for command in ([sys.executable, "-m", "mocks", "--quiet"], [str(bff), "serve"]):
            process = subprocess.Popen(
                command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            stack.callback(process.wait)
            stack.callback(process.terminate)
        url = f"http://127.0.0.1:{port}"
        _wait_until(lambda: Client(url).send(CANARY)[1].get("data") is not None)
        yield url


def _wait_until(is_there: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 20
    while True:
        with contextlib.suppress(OSError):
            if is_there():
                return
        if time.monotonic() > deadline_s:
            raise RuntimeError("Services and gateway did not start. Are their ports free?")
        time.sleep(0.05)


def _canary_alone(url: str) -> list[float]:
    client, times = Client(url), []
    end_s = time.perf_counter() + CANARY_ALONE_S
    while time.perf_counter() < end_s:
        times.append(client.send(CANARY)[2])
    return times


def _run(url: str, attack: Attack) -> Result:
    """Send the attack again and again, each time as a new document, while the canary goes on."""
    canary_times: list[float] = []
    stop = threading.Event()

    def sing() -> None:
        client = Client(url)
        while not stop.is_set():
            canary_times.append(client.send(CANARY)[2])

    canary = threading.Thread(target=sing)
    canary.start()
    attacker, times = Client(url), []
    codes: set[str] = set()
    for number in range(ROUNDS):
        status, content, elapsed_ms = attacker.send({"query": f"{attack.document}#{number}"})
        times.append(elapsed_ms)
        codes.update(_codes(content))
    stop.set()
    canary.join()
    return Result(
        attack=attack,
        status=status,
        codes=tuple(sorted(codes)),
        median_ms=statistics.median(times),
        canary_median_ms=statistics.median(canary_times),
        canary_slowest_ms=max(canary_times),
    )


def _codes(content: dict[str, Any]) -> list[str]:
    return [error["extensions"]["code"] for error in content.get("errors", ())]


def _is_wrong(result: Result, alone_ms: float) -> bool:
    is_refused = result.attack.code in result.codes and 400 <= result.status < 500
    return not is_refused or result.canary_median_ms > MAX_CANARY_RATIO * alone_ms


def _print(console: Console, results: list[Result], alone_ms: float) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("attack")
    table.add_column("bytes", justify="right")
    table.add_column("status", justify="right")
    table.add_column("code")
    for title in ("ms", "canary ms", "x alone", "slowest ms"):
        table.add_column(title, justify="right")
    for each in results:
        table.add_row(
            each.attack.name,
            str(len(each.attack.document)),
            str(each.status),
            ", ".join(each.codes),
            f"{each.median_ms:.1f}",
            f"{each.canary_median_ms:.1f}",
            f"{each.canary_median_ms / alone_ms:.1f}",
            f"{each.canary_slowest_ms:.1f}",
        )
    console.print(table)


if __name__ == "__main__":
    raise SystemExit(main())

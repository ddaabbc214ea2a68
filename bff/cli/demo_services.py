"""The services of a demonstration: one process of their own, ended with everything that it started."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from bff.config import Settings
from bff.errors import Problem, SettingsError

__all__ = ["demo_services"]

_START_S = 20.0
_STOP_S = 5.0
_LOOK_EVERY_S = 0.05


@contextlib.contextmanager
def demo_services(settings: Settings, stopped: threading.Event) -> Iterator[tuple[str, ...]]:
    """Start the services' command, wait until each address answers, and yield their names.

    Where `stopped` is set on the way, the block runs at once: it has to look.

    Raises:
        SettingsError: the command cannot be started, or does not bring the services up.
        OSError: something listens at one of the addresses already.
    """
    names = tuple(sorted(settings.services))
    if not settings.demo.services:
        yield names
        return
    urls = [settings.services[name].url for name in names]
    taken = [url for url in urls if _accepts(url)]
    if taken:
        raise OSError(
            f"Something listens already at {', '.join(taken)}. Stop it, or give the services other addresses."
        )
    process = _start(settings.demo.services)
    try:
        _wait(process, urls, stopped)
        yield names
    finally:
        _end(process)


def _start(words: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start the command in a session of its own: Ctrl-C in the terminal is for this process to answer."""
    command = [sys.executable if word == "python" else word for word in words]
    try:
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    except OSError as error:
        raise _unusable(f"'{' '.join(words)}' cannot be started: {error.strerror}.") from None


def _wait(process: subprocess.Popen[bytes], urls: Sequence[str], stopped: threading.Event) -> None:
    deadline_s = time.monotonic() + _START_S
    while waiting := [url for url in urls if not _accepts(url)]:
        code = process.poll()
        if code is not None:
            raise _unusable(f"ended with code {code} before the services answered at {', '.join(waiting)}.")
        if time.monotonic() > deadline_s:
            raise _unusable(f"brought nothing up at {', '.join(waiting)} in {_START_S:g} s.")
        if stopped.wait(_LOOK_EVERY_S):
            return


def _unusable(what: str) -> SettingsError:
    remedy = "Correct the command, or the addresses in [services]; errors that it wrote are above."
    return SettingsError((Problem("demo.services", what, remedy),))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the services and everything that they started, those that do not listen too."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_STOP_S)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _accepts(url: str) -> bool:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=0.5):
            return True
    except OSError:
        return False

"""A server process at one address, which can be killed and started again."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Server", "free_port"]

_HOST = "127.0.0.1"
_START_ATTEMPTS = 1_000
_ATTEMPT_S = 0.02


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(slots=True)
class Server:
    """What is started, and where; its process has a group of its own, which ends with it."""

    command: tuple[str, ...]
    port: int
    folder: Path
    """Its working directory, and the place of its log."""
    environment: Mapping[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address, without a path."""
        return f"http://{_HOST}:{self.port}"

    def start(self) -> None:
        """Return when the server accepts connections."""
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        for _ in range(_START_ATTEMPTS):
            if self._is_over() or self._accepts():
                break
        if self._is_over() or not self._accepts():
            self.kill()
            raise RuntimeError(f"{self.command} did not start:\n{(self.folder / 'log').read_text()}")

    def kill(self) -> None:
        """End the process and all that it started, without a warning to them."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _is_over(self) -> bool:
        """Return whether the process ended, after giving it a moment to."""
        assert self._process is not None
        try:
            self._process.wait(_ATTEMPT_S)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _accepts(self) -> bool:
        try:
            socket.create_connection((_HOST, self.port), timeout=1).close()
        except OSError:
            return False
        return True

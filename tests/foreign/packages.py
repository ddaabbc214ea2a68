"""Installs the foreign servers: json-server by npm, Kinto by pip in an environment of its own.

Both are kept until their lock file changes. Kinto brings 42 packages that the project has no use for: they
stay out of its development environment.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["install_json_server", "install_kinto"]

HERE = Path(__file__).parent
VENV = HERE.parents[1] / ".venv"
BIN = Path(sys.prefix) / "bin"


def install_json_server() -> tuple[str, ...]:
    """Return the command that runs json-server; 3 s where npm has its packages still to fetch."""
    installed = HERE / "node_modules"
    lock, stamp = (HERE / "package-lock.json").read_text(), installed / ".installed"
    if not _is_current(stamp, lock):
        settings = {"npm_config_cache": str(VENV / "npm-cache"), "npm_config_update_notifier": "false"}
        path = {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
        _run((str(BIN / "npm"), "ci", "--no-audit", "--no-fund"), settings | path)
        stamp.write_text(lock)
    return str(BIN / "node"), str(installed / "json-server" / "lib" / "cli" / "bin.js")


def install_kinto() -> tuple[str, ...]:
    """Return the command that runs Kinto; 15 s where its environment has still to be made."""
    environment, requirements = VENV / "kinto", HERE / "requirements-kinto.txt"
    python, stamp = environment / "bin" / "python", environment / ".installed"
    identity = f"{sys.version}\n{sys.base_prefix}\n{environment}\n{requirements.read_text()}"
    if not _is_current(stamp, identity):
        shutil.rmtree(environment, ignore_errors=True)
        _run((sys.executable, "-m", "venv", "--without-pip", str(environment)))
        pip = (sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check")
        _run((*pip, "install", "--quiet", "--require-hashes", "--requirement", str(requirements)))
        stamp.write_text(identity)
    return str(python), str(environment / "bin" / "kinto")


def _is_current(stamp: Path, expected: str) -> bool:
    return stamp.exists() and stamp.read_text() == expected


def _run(command: Sequence[str], environment: Mapping[str, str] = {}) -> None:
    finished = subprocess.run(
        command, cwd=HERE, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr

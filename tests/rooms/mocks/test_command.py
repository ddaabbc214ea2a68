"""The command, as a process."""

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx2
import pytest

from mocks import refused_url


@contextmanager
def command(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "mocks", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def free_port() -> int:
    return urlsplit(refused_url()).port or 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_serves_and_leaves_at_once_on_a_signal(number: signal.Signals) -> None:
    port = free_port()
    with command("--service", "catalog", "--port-base", str(port)) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert re.fullmatch(rf"catalog +http://127\.0\.0\.1:{port}  .+\n", line)
        assert httpx2.get(f"http://127.0.0.1:{port}/genres?ids=1").status_code == 200
        signalled_at = time.monotonic()
        process.send_signal(number)
        output, errors = process.communicate(timeout=10)
        assert (process.returncode, output, errors) == (0, "", "")
        assert time.monotonic() - signalled_at < 3


def test_a_service_keeps_its_distance_from_the_base() -> None:
    port = free_port()
    with command("--service", "ratings", "--port-base", str(port)) as process:
        assert process.stdout is not None
        assert f":{port + 2} " in process.stdout.readline()


def test_a_port_in_use_is_a_clear_message_and_exit_1() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with command("--service", "catalog", "--port-base", str(port)) as process:
            output, errors = process.communicate(timeout=10)
    assert (process.returncode, output) == (1, "")
    assert errors.startswith(f"Cannot start 'catalog' on 127.0.0.1:{port}: Address already in use.")
    assert "Traceback" not in errors


def test_an_unknown_service_is_refused_with_the_known_ones() -> None:
    with command("--service", "shipping") as process:
        _, errors = process.communicate(timeout=10)
    assert process.returncode == 2
    assert "'shipping'" in errors
    assert "catalog" in errors

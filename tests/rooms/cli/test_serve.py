"""`bff serve`: begins, answers, and ends as a process manager expects it."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.rooms.cli.bff import COMMAND, bff, environment, project


@contextmanager
def served(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """Run the server until the block ends; yields it with the lines that it began with."""
    process = subprocess.Popen(
        [*COMMAND, "serve", "-c", "bff.toml", "--port", "0", *options],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        lines = []
        for line in process.stderr:
            lines.append(line.rstrip("\n"))
            if line.startswith("Profile"):
                break
        yield process, lines
    finally:
        process.kill()
        process.communicate()


def answer_of(url: str) -> int:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=20) as reply:
        return int(reply.status)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_server_with_0_and_without_a_word(tmp_path: Path, number: int) -> None:
    """A service manager saw every stop as a failure: the server died of the signal that told it to stop."""
    with served(project(tmp_path), "--development") as (process, lines):
        (base,) = re.findall(r"http://127\.0\.0\.1:\d+", lines[0])
        assert lines == [
            f"GraphQL    {base}/graphql",
            f"GraphiQL   {base}/graphiql",
            "Profile    development; Ctrl-C stops.",
        ]
        assert answer_of(f"{base}/readyz") == 200
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "", "")


def test_a_port_in_use_is_told_with_the_remedy(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = bff("serve", "-c", "bff.toml", "--port", str(port), folder=project(tmp_path))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"Cannot listen on 127.0.0.1:{port}: Address already in use. "
        "Choose another with --port, or stop what listens there.\n"
    )


def test_a_schema_with_problems_is_not_served(tmp_path: Path) -> None:
    graph = (project(tmp_path) / "shop_graph.py").read_text()
    (tmp_path / "shop_graph.py").write_text(
        graph.replace('"GET /things', '"things').replace("max=2000", "max=1")
    )
    ran = bff("serve", "-c", "bff.toml", folder=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(
        "The schema cannot be used: 3 problems.\n  Query.things: has ListSize(default=5, max=1)."
    )

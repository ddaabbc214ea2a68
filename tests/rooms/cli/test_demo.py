"""`bff demo`: starts services, measures, fails where it should, and leaves no process behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bff.cli.demo_services import demo_services
from bff.config import load_settings
from bff.errors import SettingsError
from tests.rooms.cli.bff import COMMAND, ROOT, Ran, bff, environment, project

SERVICE = """\
import http.server
import json
import os
import pathlib
import subprocess
import sys

port, rows = int(sys.argv[1]), json.loads(sys.argv[2])
deaf = "import signal, time; signal.signal(15, lambda *_: 0); time.sleep(99)"
child = subprocess.Popen([sys.executable, "-c", deaf])
pathlib.Path("processes").write_text(f"{os.getpid()} {child.pid}")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = json.dumps(rows).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""
ROWS = [{"id": 1, "name": "one", "next_id": 2}, {"id": 2, "name": "two", "next_id": 1}]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def shop(folder: Path, *, rows: object = ROWS, bounds: str = "points = 100\n", command: str = "") -> Path:
    """Write a project whose service answers `rows` and has a child that does not listen to SIGTERM."""
    port = free_port()
    words = command or json.dumps(["python", "service.py", str(port), json.dumps(rows)])
    project(
        folder,
        url=f"http://127.0.0.1:{port}",
        files={"service.py": SERVICE, "operations/things.toml": f"[bounds]\n{bounds}"},
    )
    with (folder / "bff.toml").open("a") as settings:
        settings.write(f"services = {words}\n")
    return folder


def demo(folder: Path, *options: str) -> Ran:
    return bff("demo", "-c", "bff.toml", "--once", *options, folder=folder)


def left(folder: Path) -> list[int]:
    """Return the processes of the service that still run."""
    return [pid for pid in map(int, (folder / "processes").read_text().split()) if _runs(pid)]


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_once_runs_the_operations_and_ends_with_everything_it_started(tmp_path: Path) -> None:
    ran = demo(shop(tmp_path))
    assert (ran.code, ran.err) == (0, "")
    lines = [line.split() for line in ran.out.splitlines()]
    assert lines[0] == ["Services", "ready:", "shop"]
    assert lines[1][:6] == ["operation", "bytes", "points", "calls", "planned", "ms"]
    assert lines[2][0] == "things"
    assert lines[2][-2:] == ["shop", "2/2"]
    assert ran.out.splitlines()[3] == "1 operations, no errors, all within their bounds"
    assert left(tmp_path) == []


def test_json_is_all_that_stands_on_standard_output(tmp_path: Path) -> None:
    ran = demo(shop(tmp_path), "--json")
    ((measured),) = json.loads(ran.out)
    assert (ran.code, measured["name"], measured["status"]) == (0, "things", 200)
    assert (measured["calls"], measured["findings"]) == ({"shop": [2, 2]}, [])
    assert "Services ready: shop" in ran.err


@pytest.mark.parametrize(
    ("options", "finding"),
    [
        (
            {"bounds": "points = 1\ncalls = 1\nanswer_bytes = 10\nduration_ms = 0.001\n"},
            "things: points: 25, above its bound of 1\nthings: calls: 2, above its bound of 1\n"
            "things: answer_bytes: ",
        ),
        ({"rows": []}, "things: empty list at things\n"),
        ({"rows": {"no": "rows"}}, "things: error at things: "),
    ],
)
def test_once_ends_with_1_for_a_figure_above_its_bound_an_empty_list_or_an_error(
    tmp_path: Path, options: dict[str, object], finding: str
) -> None:
    ran = demo(shop(tmp_path, **options))  # type: ignore[arg-type]
    assert (ran.code, ran.err) == (1, "")
    assert finding in ran.out
    assert ran.out.endswith("1 of 1 operations failed: things\n")
    assert left(tmp_path) == []


def test_once_ends_with_1_where_a_service_is_dead(tmp_path: Path) -> None:
    folder = project(tmp_path, url=f"http://127.0.0.1:{free_port()}")
    ran = demo(folder)
    assert ran.code == 1
    assert "things: error at things: " in ran.out


def refusal_of_services(folder: Path) -> str:
    """Return what is said where the services cannot be started."""
    settings = load_settings(folder / "bff.toml")
    with pytest.raises((SettingsError, OSError)) as refused, demo_services(settings, threading.Event()):
        pass
    return str(refused.value)


UNUSABLE = [
    ('["no-such-command"]', "demo.services: 'no-such-command' cannot be started: No such file or directory."),
    (
        '["python", "-c", "raise SystemExit(3)"]',
        "demo.services: ended with code 3 before the services answered at http://127.0.0.1:",
    ),
]


@pytest.mark.parametrize(("command", "message"), UNUSABLE)
def test_services_that_do_not_start_are_told(tmp_path: Path, command: str, message: str) -> None:
    assert message in refusal_of_services(shop(tmp_path, command=command))


def test_addresses_that_are_taken_are_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with (project(tmp_path, url=url) / "bff.toml").open("a") as settings:
            settings.write('services = ["python", "service.py"]\n')
        assert refusal_of_services(tmp_path) == (
            f"Something listens already at {url}. Stop it, or give the services other addresses."
        )


def test_without_operations_the_setting_is_named(tmp_path: Path) -> None:
    ran = demo(project(tmp_path, files={"bff.toml": 'graph = "shop_graph:graph"\n'}))
    assert (ran.code, ran.out) == (2, "")
    assert 'demo.operations: is not set. Name a folder of operations: operations = "…".' in ran.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_a_signal_leaves_no_process_behind(tmp_path: Path, number: int) -> None:
    process = subprocess.Popen(
        [*COMMAND, "demo", "-c", "bff.toml", "--port", "0"],
        cwd=shop(tmp_path),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("Ctrl-C"):
                break
        assert len(left(tmp_path)) == 2
        os.killpg(process.pid, number)
        _, err = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, err) == (0, "")
    assert left(tmp_path) == []


def test_a_signal_while_the_services_start_leaves_no_process_behind(tmp_path: Path) -> None:
    """SIGTERM before the first answer ended the demonstration alone, and its services ran on."""
    slow = "import os, pathlib, time; pathlib.Path('processes').write_text(str(os.getpid())); time.sleep(60)"
    process = subprocess.Popen(
        [*COMMAND, "demo", "-c", "bff.toml"],
        cwd=shop(tmp_path, command=json.dumps([sys.executable, "-c", slow])),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        while not (tmp_path / "processes").exists() or not (tmp_path / "processes").read_text():
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, out, err) == (130, "", "")
    assert left(tmp_path) == []


def test_the_projects_own_demonstration_starts_the_mock_services() -> None:
    assert load_settings(ROOT / "schema" / "bff.toml").demo.services[:3] == ("python", "-m", "mocks")

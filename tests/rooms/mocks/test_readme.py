"""The README of the mocks: its programs and commands run, its tables are complete."""

import inspect
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx2
import pytest

import mocks
from mocks import SERVICES, running
from mocks.fault_kinds import KINDS

README = (Path(mocks.__file__).parent / "README.md").read_text()
COMMANDS = re.findall(r"^(curl (?:'[^']*'|[^'\n])*)", README, re.MULTILINE)
PROGRAMS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("program", PROGRAMS, ids=range(len(PROGRAMS)))
def test_every_program_in_it_runs(program: str) -> None:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_curl_in_it_gets_the_status_it_says_or_a_good_one() -> None:
    with running(SERVICES) as servers, httpx2.Client() as client:
        addresses = {f"localhost:{service.port}": servers[service.name].url for service in SERVICES}
        for command in COMMANDS:
            said = re.search(r"# ([1-5][0-9]{2})\b", command)
            words = iter(shlex.split(command, comments=True)[1:])
            status = send(client, words, addresses).status_code
            assert status == int(said[1]) if said else status < 300, command
    assert len(COMMANDS) > 30


def send(client: httpx2.Client, words: Iterator[str], addresses: Mapping[str, str]) -> httpx2.Response:
    """Send what curl would send, so far as the README needs it."""
    address, _, path = next(words).partition("/")
    method, body, headers = "GET", None, {}
    for word in words:
        match word:
            case "-i":
                pass
            case "-X":
                method = next(words)
            case "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            case "--json":
                method, body = "POST" if method == "GET" else method, next(words)
                headers["content-type"] = "application/json"
            case _:
                pytest.fail(f"{word!r} is new to this test.")
    return client.request(method, f"{addresses[address]}/{path}", content=body, headers=headers)


def test_it_names_every_fault_in_order_with_its_parameters() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*?) ?\| ", README, re.MULTILINE)
    faults = {kind: re.findall(r"`(\w+)`", parameters) for kind, parameters in rows if kind in KINDS}
    assert list(faults) == list(KINDS)
    for kind, parameters in faults.items():
        known = inspect.signature(KINDS[kind]).parameters.values()
        assert parameters == [one.name for one in known if one.kind is one.KEYWORD_ONLY]


def test_it_names_every_service_with_its_port() -> None:
    for service in SERVICES:
        assert f"| `{service.name}` | {service.port} |" in README


def test_every_public_name_is_there_and_sorted() -> None:
    constants = [name for name in mocks.__all__ if name.isupper()]
    others = [name for name in mocks.__all__ if not name.isupper()]
    assert constants == sorted(constants)
    assert others == sorted(others)
    assert [name for name in mocks.__all__ if not hasattr(mocks, name)] == []

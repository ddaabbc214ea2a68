"""The README of the mocks: its programs run, its tables are complete."""

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import mocks
from mocks import SERVICES
from mocks.fault_kinds import KINDS

README = (Path(mocks.__file__).parent / "README.md").read_text()
PROGRAMS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("program", PROGRAMS, ids=range(len(PROGRAMS)))
def test_every_program_in_it_runs(program: str) -> None:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")


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

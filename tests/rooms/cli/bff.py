"""The command `bff` as a process of its own, in a folder of the test's own or in the repository."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["COMMAND", "ROOT", "Ran", "bff", "environment", "project"]

ROOT = Path(__file__).parents[3]
COMMAND = (sys.executable, "-c", "from bff.cli import main; main()")
WIDE = {"COLUMNS": "200"}


@dataclass(frozen=True)
class Ran:
    """What a command came to."""

    code: int
    out: str
    err: str


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a command: this one, without what changes settings or colours."""
    left = {name: value for name, value in os.environ.items() if not name.upper().startswith("BFF_")}
    for name in ("FORCE_COLOR", "COLUMNS", "LINES", "TTY_COMPATIBLE"):
        left.pop(name, None)
    return {**left, "PYTHONPATH": str(ROOT), **(more or {})}


def bff(
    *arguments: str, folder: Path = ROOT, given: str | None = None, env: Mapping[str, str] | None = None
) -> Ran:
    """Run a command to its end."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(env),
        input=given,
        stdin=subprocess.DEVNULL if given is None else None,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "\x1b" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


GRAPH = """\
import strawberry

from bff import Graph, Key, ListSize, Service, argument, link

shop = Service("shop")
by_id = shop.one("GET /things?ids={ids}", key=Key("id"))
listed = shop.call("GET /things?limit={first}")


@strawberry.type
class Thing:
    id: strawberry.ID
    name: str
    next_id: strawberry.Private[int]
    next: "Thing | None" = link(by_id, key="next_id")


@strawberry.type
class Query:
    thing: Thing | None = link(by_id, key=argument("id"))
    things: list[Thing] = link(listed, first=ListSize(default=5, max=2000))


graph = Graph(query=Query)
"""
SETTINGS = """\
graph = "shop_graph:graph"

[services.shop]
url = "{url}"
headers = {{ x-api-key = "s3cret" }}

[demo]
operations = "operations"
"""


def project(folder: Path, *, url: str = "http://127.0.0.1:1", files: Mapping[str, str] | None = None) -> Path:
    """Write a small project; `files` replaces its files, or adds some."""
    content = {
        "shop_graph.py": GRAPH,
        "bff.toml": SETTINGS.format(url=url),
        "operations/things.graphql": "query Things { things(first: 3) { id name next { name } } }",
        "operations/things.toml": "[bounds]\npoints = 100\ncalls = 2\n",
        **(files or {}),
    }
    for name, text in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder

"""What `bff check` found, in the forms in which GitHub and GitLab show it beside the lines of a change."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

__all__ = ["Annotation", "github", "gitlab"]


@dataclass(frozen=True, slots=True)
class Annotation:
    """One remark at one line of a file."""

    rule: str
    message: str
    file: str
    line: int
    column: int | None = None
    is_failure: bool = True
    """False: it is worth a look, and fails nothing."""


def github(annotations: Iterable[Annotation]) -> Iterator[str]:
    """Yield workflow commands, which a job prints among its other lines.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    for each in annotations:
        command = "error" if each.is_failure else "warning"
        column = f",col={each.column}" if each.column is not None else ""
        place = f"file={_property(each.file)},line={each.line}{column},title={_property(each.rule)}"
        yield f"::{command} {place}::{_escaped(each.message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def gitlab(annotations: Iterable[Annotation]) -> str:
    """Return a code quality report: `artifacts: reports: codequality`.

    Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
    """
    entries = [
        {
            "description": each.message,
            "check_name": each.rule,
            "fingerprint": _fingerprint(each),
            "severity": "major" if each.is_failure else "minor",
            "location": {"path": each.file, "lines": {"begin": each.line}},
        }
        for each in annotations
    ]
    return json.dumps(entries, indent=2)


def _fingerprint(annotation: Annotation) -> str:
    """Return what stays the same while the same thing is wrong: the message without its numbers."""
    told = (annotation.rule, annotation.file, re.sub(r"\d+", "", annotation.message))
    return sha256("\0".join(told).encode()).hexdigest()

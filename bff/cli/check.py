"""`bff check`: is everything in the repository fit to be served, and does it cost more than before?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from graphql import GraphQLError

from bff.app import build
from bff.declare import Blueprint
from bff.errors import Problem, SettingsError
from bff.evolution import Change, compare

from .annotations import Annotation, github, gitlab
from .check_text import print_checked
from .checked import Checked
from .console import make_console, print_json
from .differences import Difference, differences
from .files import read_text
from .manifest import read_manifest
from .operations import StoredOperation, read_operations
from .pricing import Pricer
from .project import Project
from .report import entries_of, figures_of, number, read_report, write_report
from .verdict import Verdict, judge_operation

__all__ = ["CheckOptions", "check"]


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """How a check is told, and what it is compared with."""

    as_json: bool = False
    annotations: str | None = None
    """`github`, `gitlab`, or None."""
    save: Path | None = None
    base: Path | None = None
    fails_on_increase: bool = False


def check(project: Project, operations: Path | None, options: CheckOptions | None = None) -> int:
    """Check schema, settings, operations and the stored SDL; returns the exit code.

    `operations` is a folder or a manifest; without it, the folder of the settings.

    Raises:
        DeclarationError, SettingsError: the server would not even start, or a file cannot be used.
    """
    options = options or CheckOptions()
    blueprint = build(project.settings, project.graph).pipeline.blueprint
    base = read_report(options.base) if options.base is not None else None
    place = operations or project.settings.demo.operations
    pricer = Pricer(blueprint, project.settings)
    verdicts = tuple(judge_operation(pricer, each) for each in _read(place)) if place else ()
    after = [figures_of(each) for each in entries_of(verdicts)]
    checked = Checked(
        blueprint,
        verdicts,
        _changes(project, blueprint),
        differences(base, after) if base is not None else None,
        fails_on_increase=options.fails_on_increase,
    )
    if options.save is not None:
        write_report(options.save, verdicts)
    _tell(checked, options, project.stored_sdl)
    return 0 if checked.is_fit else 1


def _read(place: Path) -> tuple[StoredOperation, ...]:
    return read_manifest(place) if place.is_file() else read_operations(place)


def _changes(project: Project, blueprint: Blueprint) -> tuple[Change, ...]:
    """Return how the schema differs from the SDL stored beside the settings; nothing where none is stored."""
    stored = project.stored_sdl
    if stored is None or not stored.exists():
        return ()
    try:
        return compare(read_text(stored), blueprint.sdl)
    except (GraphQLError, TypeError) as error:  # TypeError: a schema that parses and contradicts itself
        what = f"is no GraphQL schema: {' '.join(str(error).split())}"
        remedy = f"Write it anew: bff sdl > {stored}"
        raise SettingsError((Problem(str(stored), what, remedy),)) from None


def _tell(checked: Checked, options: CheckOptions, stored_sdl: Path | None) -> None:
    if options.as_json:
        print_json(_content(checked))
        return
    print_checked(make_console(stderr=options.annotations == "gitlab"), checked)
    annotations = _annotations(checked, stored_sdl)
    if options.annotations == "gitlab":
        print(gitlab(annotations))
    elif options.annotations == "github":
        for line in github(annotations):
            print(line)


def _content(checked: Checked) -> dict[str, object]:
    content: dict[str, object] = {
        "operations": entries_of(checked.verdicts),
        "notes": [asdict(note) for note in checked.blueprint.notes],
        "changes": [asdict(change) for change in checked.changes],
        "ok": checked.is_fit,
    }
    if checked.differences is not None:
        content["differences"] = [_entry(each) for each in checked.differences]
    return content


def _entry(difference: Difference) -> dict[str, object]:
    """Return a difference for JSON, which has no infinity."""
    figures = [
        {"figure": each.figure, "before": number(each.before), "after": number(each.after)}
        for each in difference.figures
    ]
    return {**asdict(difference), "figures": figures, "is_increase": difference.is_increase}


def _annotations(checked: Checked, stored_sdl: Path | None) -> Iterator[Annotation]:
    places: dict[str, Verdict] = {each.name: each for each in checked.verdicts}
    for verdict in checked.verdicts:
        for each in verdict.findings:
            message = f"{verdict.name}: {each.message}"
            yield Annotation(each.rule, message, each.file, each.line, each.column)
    for change in checked.changes:
        if change.is_breaking and stored_sdl is not None:
            yield Annotation("SCHEMA_BREAKS_CLIENTS", change.description, stored_sdl.as_posix(), 1)
    for difference in checked.differences or ():
        if difference.is_increase:
            place = places[difference.name]
            raised = ", ".join(str(each) for each in difference.figures)
            message = f"{difference.name} costs more than before: {raised}"
            is_failure = checked.fails_on_increase
            yield Annotation("RAISED", message, place.file, place.line, is_failure=is_failure)

"""The commands and their options; what each does stands in a file of its own, imported when it runs.

`bff --help` shall not wait for a GraphQL server to be loaded.
"""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bff.errors import DeclarationError, SettingsError

from .console import make_console

__all__ = ["main"]

application = typer.Typer(
    name="bff",
    help="""A GraphQL server over REST services: batched, priced before it fetches, and logged.

    A project is a folder with a graph (schema/root.py) and its settings (schema/bff.toml). Begin with
    `bff demo`. Where schema or settings cannot be used, a command names all problems and ends with 2.""",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        envvar="BFF_CONFIG",
        metavar="FILE",
        help="Settings; without it schema/bff.toml, if that is there.",
        show_default=False,
    ),
]
Host = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Address to listen on, over the settings.")]
Port = Annotated[
    int | None,
    typer.Option(
        metavar="NUMBER", min=0, max=65_535, help="Port to listen on, over the settings; 0: a free one."
    ),
]


class Annotations(StrEnum):
    """The forges whose annotations `bff check` writes."""

    GITHUB = "github"
    GITLAB = "gitlab"


Json = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]


@application.command("serve")
def serve_command(
    config: Config = None,
    host: Host = None,
    port: Port = None,
    development: Annotated[
        bool,
        typer.Option(
            "--development", help='As profile = "development": introspection, GraphiQL, suggestions.'
        ),
    ] = False,
) -> None:
    """Serve the graph until Ctrl-C or SIGTERM.

    Requests in flight are finished first. The services have to be running.

    \b
    Examples:
      bff serve --development
      BFF_HTTP__PORT=9000 bff serve
    """
    from .project import load_project
    from .serve import serve

    serve(load_project(config, host=host, port=port, development=development))


@application.command("demo", short_help="Start services and gateway, run operations, keep serving.")
def demo_command(
    config: Config = None,
    once: Annotated[
        bool, typer.Option("--once", help="Run the operations, print what they cost, and stop.")
    ] = False,
    port: Port = None,
    json: Json = False,
) -> None:
    """Start services and gateway, run the stored operations, and keep serving.

    What is started and run stands in the settings, under [demo]. With --once, ends with 1 if an operation
    has an error, an empty list, or a figure above its bound.

    \b
    Examples:
      bff demo
      bff demo --once --json
    """
    from .demo import demo
    from .project import load_project

    raise typer.Exit(demo(load_project(config, port=port, development=True), once=once, as_json=json))


@application.command("explain")
def explain_command(
    document: Annotated[
        Path, typer.Argument(metavar="FILE", help="The operation; - for standard input.", show_default=False)
    ],
    config: Config = None,
    variables: Annotated[
        str, typer.Option("--variables", "-v", metavar="JSON", help="Variables, as a JSON object.")
    ] = "{}",
    operation: Annotated[
        str | None, typer.Option("--operation", "-o", metavar="NAME", help="Which, if the file has several.")
    ] = None,
    json: Json = False,
) -> None:
    """Price an operation without running it.

    Prints its depth, its costs, and every call that it would make. Ends with 1 if the server would refuse it,
    after saying what would fit.

    \b
    Examples:
      bff explain schema/operations/album_page.graphql -v '{"id": "1"}'
      echo '{ genres { name } }' | bff explain -
    """
    from .explain import explain
    from .project import load_project

    project = load_project(config)
    raise typer.Exit(explain(project, document, variables=variables, operation_name=operation, as_json=json))


@application.command("check", short_help="Check schema, settings and operations.")
def check_command(
    config: Config = None,
    operations: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER|MANIFEST",
            help="Operations: NAME.graphql, with variables and bounds in NAME.toml; or a manifest of "
            "persisted operations; without it, demo.operations of the settings.",
            show_default=False,
        ),
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option("--save", metavar="FILE", help="Write a report, to compare later changes with."),
    ] = None,
    base: Annotated[
        Path | None,
        typer.Option("--base", metavar="FILE", help="Compare with a report that --save wrote."),
    ] = None,
    fail_on_increase: Annotated[
        bool,
        typer.Option("--fail-on-increase", help="End with 1 if an operation of the base costs more."),
    ] = False,
    annotations: Annotated[
        Annotations | None,
        typer.Option("--annotations", help="Print findings for a forge, at file and line."),
    ] = None,
    json: Json = False,
) -> None:
    """Check schema, settings and stored operations, as before a merge.

    Ends with 1 if an operation is invalid, would be refused, is above its bounds or calls a service once for
    each item of a list, or if the schema breaks clients of the schema.graphql beside the settings. An
    operation whose NAME.toml has no variables is priced with the largest lists that they can ask for.

    \b
    Examples:
      bff check
      bff check web/operations --json
      bff check persisted-query-manifest.json --base main.json --fail-on-increase
      bff check --annotations gitlab > gl-code-quality-report.json
    """
    if json and annotations is not None:
        raise typer.BadParameter("is one form of output, --json is another.", param_hint="'--annotations'")
    if fail_on_increase and base is None:
        raise typer.BadParameter("needs --base FILE.", param_hint="'--fail-on-increase'")
    from .check import CheckOptions, check
    from .project import load_project

    options = CheckOptions(
        as_json=json,
        annotations=None if annotations is None else annotations.value,
        save=save,
        base=base,
        fails_on_increase=fail_on_increase,
    )
    raise typer.Exit(check(load_project(config), operations, options))


@application.command("sdl")
def sdl_command(config: Config = None) -> None:
    """Print the schema in GraphQL's own language.

    \b
    Examples:
      bff sdl > schema/schema.graphql
    """
    from .project import load_project
    from .show import sdl

    sdl(load_project(config))


@application.command("config", short_help="Print every setting; secrets are masked.")
def config_command(config: Config = None, json: Json = False) -> None:
    """Print every setting with its value and meaning; secrets are masked.

    Values come from the settings file, and from the environment over it. With --json, nested as in the file.

    \b
    Examples:
      bff config
      BFF_HTTP__PORT=9000 bff config --json
    """
    from .read_settings import read_settings
    from .show import config as show_config

    show_config(*read_settings(config), as_json=json)


def main() -> None:
    """Run the command line; a refusal to start is printed as it is, without a traceback."""
    code: int | str | None = 0
    try:
        application(prog_name="bff")
    except SystemExit as end:
        code = end.code
    except (DeclarationError, SettingsError) as error:
        code = _complain(str(error))
    except OSError as error:
        code = _complain(str(error))
    sys.exit(_flushed(code))


def _complain(text: str) -> int:
    make_console(stderr=True).print(text)
    return 2


def _flushed(code: int | str | None) -> int | str | None:
    """Return the exit code after everything is written; what nobody reads any more is no failure of ours."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code

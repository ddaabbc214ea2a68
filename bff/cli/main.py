"""The commands and their options; what each does stands in a file of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bff.errors import DeclarationError, RequestRefused, SettingsError

from . import check, demo, explain, serve, show
from .console import make_console
from .project import load_project

__all__ = ["main"]

application = typer.Typer(
    name="bff",
    help="A GraphQL server over REST services: batched, priced before it fetches, and traced.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        envvar="BFF_CONFIG",
        help="Settings file; schema/bff.toml where none is named.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]


@application.command("serve")
def serve_command(
    config: Config = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on, over the settings.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on, over the settings.")] = None,
    development: Annotated[
        bool, typer.Option("--development", help="Introspection, GraphiQL and suggestions on.")
    ] = False,
) -> None:
    """Serve the graph until Ctrl-C or SIGTERM."""
    serve.serve(load_project(config, host=host, port=port, development=development))


@application.command("demo")
def demo_command(
    config: Config = None,
    once: Annotated[
        bool, typer.Option("--once", help="Run the operations, print what they cost, and stop.")
    ] = False,
    port: Annotated[int | None, typer.Option(help="Port to listen on, over the settings.")] = None,
    json: Json = False,
) -> None:
    """Start the services and the gateway, run the operations, and keep serving.

    With --once, exits with 1 if an operation has an error, an empty list, or a figure above its bound.
    """
    project = load_project(config, port=port, development=True)
    raise typer.Exit(demo.demo(project, once=once, as_json=json))


@application.command("explain")
def explain_command(
    document: Annotated[Path, typer.Argument(help="File with the operation; '-' for standard input.")],
    config: Config = None,
    variables: Annotated[str, typer.Option("--variables", "-v", help="Variables as JSON.")] = "{}",
    operation: Annotated[
        str | None, typer.Option("--operation", "-o", help="Name, where the file has several.")
    ] = None,
    json: Json = False,
) -> None:
    """Price an operation without running it: depth, costs, and every call that it would make."""
    raise typer.Exit(
        explain.explain(
            load_project(config), document, variables=variables, operation_name=operation, as_json=json
        )
    )


@application.command("check")
def check_command(
    config: Config = None,
    operations: Annotated[
        Path | None, typer.Argument(help="Folder of operations; that of the settings where none is named.")
    ] = None,
    json: Json = False,
) -> None:
    """Check the schema, the settings and every operation against its bounds; exits with 1 for a problem."""
    raise typer.Exit(check.check(load_project(config), operations, as_json=json))


@application.command("sdl")
def sdl_command(config: Config = None) -> None:
    """Print the schema in GraphQL's own language."""
    show.sdl(load_project(config))


@application.command("config")
def config_command(config: Config = None, json: Json = False) -> None:
    """Print every setting with its value and meaning; secrets are masked."""
    show.config(load_project(config), as_json=json)


def main() -> None:
    """Run the command line; a refusal to start is printed as it is, without a traceback."""
    errors = make_console(stderr=True)
    try:
        application()
    except (DeclarationError, SettingsError) as error:
        errors.print(str(error))
        sys.exit(2)
    except RequestRefused as error:
        for refusal in error.refusals:
            errors.print(f"{refusal.code.value}: {refusal.message}")
        sys.exit(1)
    except OSError as error:
        errors.print(f"{error}")
        sys.exit(2)

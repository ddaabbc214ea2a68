"""Imports the author's graph, and says where in the author's files an import fails."""

from __future__ import annotations

import difflib
import importlib
import sys
import traceback
from pathlib import Path
from types import ModuleType

from bff.declare import Graph
from bff.errors import DeclarationError, Problem

__all__ = ["import_graph"]


def import_graph(name: str) -> Graph:
    """Return the graph `module:name`, modules being looked for in this folder first.

    Raises:
        DeclarationError: there is none, or its module fails; with the author's own line.
    """
    module_name, _, attribute = name.partition(":")
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    try:
        module = importlib.import_module(module_name)
    except DeclarationError:
        raise
    except (Exception, SystemExit) as error:  # the author's module: whatever it raises is theirs to mend
        raise DeclarationError((_failed(name, error),)) from error
    found = getattr(module, attribute, None)
    if not isinstance(found, Graph):
        raise DeclarationError((_no_graph(name, module, attribute),))
    return found


def _failed(name: str, error: BaseException) -> Problem:
    what = " ".join(str(error).split()).rstrip(".")
    return Problem(
        _place(error) or name, f"cannot be imported: {type(error).__name__}: {what}.", _remedy(name, error)
    )


def _place(error: BaseException) -> str | None:
    """Return the file and line of the author's that failed: the innermost one that stands in this folder."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_shown(error.filename)}:{error.lineno}"
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(Path.cwd()) and "site-packages" not in frame.filename
        if not Path(frame.filename).is_relative_to(Path(__file__).parents[1])
    ]
    return f"{_shown(frames[-1].filename)}:{frames[-1].lineno}" if frames else None


def _shown(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else filename


def _remedy(name: str, error: BaseException) -> str:
    module_name = name.partition(":")[0]
    if isinstance(error, ModuleNotFoundError) and error.name in (module_name, module_name.split(".")[0]):
        return f"Run in the folder that holds '{module_name.split('.')[0]}', or set graph = \"module:name\"."
    if isinstance(error, ImportError) and "circular import" in str(error):
        return (
            "Import the type inside `if TYPE_CHECKING:`, and write "
            'Annotated["Track", strawberry.lazy("schema.types.track")] for it.'
        )
    return "Correct that line."


def _no_graph(name: str, module: ModuleType, attribute: str) -> Problem:
    if not hasattr(module, attribute):
        close = difflib.get_close_matches(attribute, vars(module), n=1)
        remedy = f"Did you mean '{module.__name__}:{close[0]}'?" if close else "Make it: Graph(query=Query)."
        return Problem(name, f"is not there: the module '{module.__name__}' has no '{attribute}'.", remedy)
    kind = type(getattr(module, attribute)).__name__
    return Problem(name, f"is of the type {kind}, not a Graph.", "Make it with Graph(query=Query).")

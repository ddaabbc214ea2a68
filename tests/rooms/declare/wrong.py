"""Reading what a schema is refused with."""

from __future__ import annotations

import pytest

from bff import Graph
from bff.declare import blueprint
from bff.errors import DeclarationError

__all__ = ["problems_of"]


def problems_of(graph: Graph) -> list[str]:
    with pytest.raises(DeclarationError) as refused:
        blueprint(graph)
    return [str(problem) for problem in refused.value.problems]

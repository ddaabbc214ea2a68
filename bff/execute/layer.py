"""Layers: all objects that one selection is applied to at one place, and what each of their fields has.

A cell is what one field of one object came to, not yet in the answer's form: None, a leaf's value as it was
resolved, an exception, a list of cells, or where its object stands in the layer below.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graphql.pyutils import Path

from bff.flow.plan import PlannedField, Selection

__all__ = ["Cell", "Layer", "Origin", "Placed"]

Cell = Any
"""See above: what a resolver returns may be anything."""


class Origin(NamedTuple):
    """Where an object of a layer comes from: its parent's number, and the places in the lists between."""

    parent: int
    steps: tuple[int, ...]


@dataclass(slots=True, eq=False)
class Layer:
    """Objects of one concrete type that were given by one field, in the order in which they were placed."""

    selection: Selection
    above: Layer | None = None
    given_by: PlannedField | None = None
    """The field of the layer above that gave the objects; None for the root."""
    objects: list[object] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    columns: dict[str, list[Cell]] = field(default_factory=dict)
    """By response key: one cell for each object. `__typename` has none."""

    def place(self, value: object, origin: Origin) -> Placed:
        """Add an object, and return where it stands."""
        self.objects.append(value)
        self.origins.append(origin)
        return Placed(self, len(self.objects) - 1)

    def path_of(self, number: int, planned: PlannedField, steps: tuple[int, ...] = ()) -> Path:
        """Return the response path of a field of one object, made when somebody asks."""
        path = Path(self._path(number), planned.response_key, self.selection.type_name)
        for step in steps:
            path = path.add_key(step)
        return path

    def _path(self, number: int) -> Path | None:
        if self.above is None or self.given_by is None:
            return None
        origin = self.origins[number]
        return self.above.path_of(origin.parent, self.given_by, origin.steps)


class Placed(NamedTuple):
    """An object's place: its layer, and its number there."""

    layer: Layer
    number: int

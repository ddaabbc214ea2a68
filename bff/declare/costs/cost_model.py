"""What the schema says about costs, read once: weights and list sizes by coordinate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["CostModel", "SizeRule"]


@dataclass(frozen=True, slots=True)
class SizeRule:
    """One `@listSize`."""

    assumed_size: int | None = None
    slicing_arguments: tuple[str, ...] = ()
    """Argument names, or dotted paths into input objects."""
    sized_fields: tuple[str, ...] = ()
    requires_one: bool = True
    max_size: int | None = None
    """A link's maximum; a larger size is refused. None: no maximum."""


@dataclass(frozen=True, slots=True)
class CostModel:
    """The declared weights and sizes; what is not in it has the specification's default.

    Keys of `weights` are schema coordinates: `Album`, `Album.tracks`, `Album.tracks(first:)`,
    `Filter.genre`, `@approx(tolerance:)`. Keys of `sizes` are those of fields.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    sizes: Mapping[str, SizeRule] = field(default_factory=dict)
    default_list_size: int | None = 10
    """The size of a list that declares none; None: infinity."""

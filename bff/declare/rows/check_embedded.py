"""Checks the discriminators of objects inside rows, and finds the types that they name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLField, GraphQLSchema, get_named_type, is_abstract_type
from strawberry.types.base import StrawberryObjectDefinition

from bff.errors import Problem

from .discriminator import Discriminator, discriminator_problems
from .read_from import ReadField

__all__ = ["EmbeddedChecker", "Option"]

_DEFINITION = "strawberry-definition"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the types that an embedded object may say it has."""

    value: str | int
    """What the object says."""
    type_name: str
    """The GraphQL type."""
    definition: StrawberryObjectDefinition


class EmbeddedChecker:
    """Collects the options of sound discriminators, and the problems of others."""

    def __init__(self, core: GraphQLSchema) -> None:
        self.problems: list[Problem] = []
        self.options: dict[int, tuple[Option, ...]] = {}
        """By the `id` of the discriminator, which the schema's fields keep; empty for one with problems."""
        self._core = core

    def check(self, coordinate: str, field: GraphQLField, declared: ReadField) -> None:
        """Note what the field's discriminator names, or what is wrong with it."""
        discriminator: Any = declared.discriminator
        if discriminator is None:
            return
        found = [Problem(coordinate, *each) for each in self._problems(field, discriminator)]
        self.problems += found
        self.options[id(discriminator)] = () if found else tuple(self._options(discriminator))

    def _options(self, discriminator: Discriminator) -> Iterator[Option]:
        for value, name in discriminator.types.items():
            yield Option(value, name, self._core.type_map[name].extensions[_DEFINITION])

    def _problems(self, field: GraphQLField, discriminator: object) -> Iterator[tuple[str, str]]:
        kind = get_named_type(field.type)
        if is_abstract_type(kind):
            yield from discriminator_problems(self._core, kind, discriminator)
        else:
            yield (
                f"has a discriminator, but '{kind.name}' is a single type.",
                "Remove it, or give the field the interface or union that has several.",
            )

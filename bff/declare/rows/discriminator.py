"""How a row says which type of an interface or union it has: `Discriminator("kind", {"album": "Album"})`."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLSchema, is_abstract_type

__all__ = ["Discriminator", "discriminator_problems"]


@dataclass(frozen=True, slots=True)
class Discriminator:
    """The field that says the type, and the GraphQL type for each of its values.

    On a link it is a field of the row, and on `read_from` one of the embedded object, by the service's name;
    on a reference it is an attribute of the parent.
    """

    name: str
    types: Mapping[str, str] | Mapping[int, str]


def discriminator_problems(core: GraphQLSchema, kind: Any, declared: object) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a discriminator of the abstract type `kind`."""
    if not isinstance(declared, Discriminator) or not isinstance(declared.name, str) or not declared.name:
        yield f"has discriminator={declared!r}.", _EXAMPLE
        return
    types: Any = declared.types
    values = list(types) if isinstance(types, Mapping) else []
    is_uniform = all(type(each) is str for each in values) or all(type(each) is int for each in values)
    if not values or not is_uniform:
        yield f"has a discriminator with the types {types!r}.", _EXAMPLE
        return
    possible = {each.name for each in core.get_possible_types(kind)} if is_abstract_type(kind) else set()
    for value, name in types.items():
        if not isinstance(name, str) or name not in possible:
            meant = name.__name__ if isinstance(name, type) else str(name)
            close = difflib.get_close_matches(meant, sorted(possible), n=1)
            near = f" Did you mean '{close[0]}'?" if close else ""
            yield (
                f"says that {value!r} is {name!r}, which is none of the types of '{kind.name}'.{near}",
                f"Its types are {', '.join(sorted(possible))}."
                if possible
                else "It has none yet: name those that implement it in Graph(types=...).",
            )


_EXAMPLE = (
    'Write Discriminator("kind", {"album": "Album", "artist": "Artist"}): the field, and a GraphQL type for '
    "each of its values, which are all texts or all whole numbers."
)

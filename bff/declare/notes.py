"""What `bff check` says aloud of a schema that may start: nothing is wrong, but something is dear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import GraphQLSchema, get_named_type, is_composite_type, is_object_type
from strawberry.types.field import StrawberryField

from bff.errors import Problem

from .connection import SIZED_FIELDS, is_connection, is_connection_type
from .costs.cost_model import CostModel
from .fields.check_form import is_list
from .fields.link import Link
from .fields.loads import Load

__all__ = ["notes_on"]

_DEFINITION = "strawberry-definition"


def notes_on(
    core: GraphQLSchema, links: Mapping[str, Link], loads: Mapping[str, tuple[Load, ...]], costs: CostModel
) -> tuple[Problem, ...]:
    """Return the notes: what has no batch, foreign keys that are shown, lists without a declared size."""
    return (
        *_unbatched(links),
        *_unbatched_loads(core, loads),
        *_shown_keys(core, links),
        *_unsized(core, costs),
    )


def _unbatched(links: Mapping[str, Link]) -> Iterator[Problem]:
    for coordinate, each in links.items():
        if each.key_depends_on_parent and each.max_batch is None:
            yield Problem(
                coordinate,
                f"{each.source.endpoint!r} has no batch form: one call for each parent (N+1).",
                "Ask the service's owners for a batch form; until then it is priced as that.",
            )


def _unbatched_loads(core: GraphQLSchema, loads: Mapping[str, tuple[Load, ...]]) -> Iterator[Problem]:
    roots = {root.name for root in (core.query_type, core.mutation_type) if root is not None}
    for coordinate, declared in loads.items():
        for each in declared:
            if coordinate.split(".")[0] in roots or each.max_batch is not None:
                continue
            if each.open_placeholders:
                what = f"gives {{{each.open_placeholders[0]}}} of {each.source.endpoint!r} with each load"
                remedy = "Give it in loads() where it is always the same; until then it is priced as that."
            else:
                what = f"loads from {each.source.endpoint!r}, which has no batch form"
                remedy = "Ask the service's owners for a batch form; until then it is priced as that."
            yield Problem(coordinate, f"{what}: one call for each parent (N+1).", remedy)


def _shown_keys(core: GraphQLSchema, links: Mapping[str, Link]) -> Iterator[Problem]:
    """Yield the keys that clients see, and may follow with requests of their own, beside their links.

    A part of a key, a region or a size, is mostly a value in its own right.
    """
    for coordinate, each in links.items():
        parent = coordinate.split(".")[0]
        attribute = each.keys[0].attribute if len(each.keys) == 1 else None
        if attribute is None or attribute == "id" or each.is_list:
            continue
        kind: Any = core.type_map[parent]
        for name, field in kind.fields.items():
            declared = field.extensions.get(_DEFINITION)
            if getattr(declared, "python_name", None) == attribute and declared.is_basic_field:
                yield Problem(
                    f"{parent}.{name}",
                    f"shows the key that '{coordinate}' follows.",
                    f"Make it private: `{attribute}: strawberry.Private[int]`.",
                )


def _unsized(core: GraphQLSchema, costs: CostModel) -> Iterator[Problem]:
    for type_name, kind in sorted(core.type_map.items()):
        if not is_object_type(kind) or type_name.startswith("__"):
            continue
        for field_name, field in kind.fields.items():
            coordinate = f"{type_name}.{field_name}"
            if is_connection_type(kind) and field_name in SIZED_FIELDS:
                continue  # sized by the field that has the connection
            if is_connection(field) and coordinate not in costs.sizes:
                yield Problem(
                    coordinate,
                    f"declares no size, so its pages are priced as {costs.default_list_size} items.",
                    'Add directives=[ListSizeDirective(slicing_arguments=["first"], '
                    f"sized_fields={list(SIZED_FIELDS)})] to its field.",
                )
            elif (
                isinstance(field.extensions.get(_DEFINITION), StrawberryField)
                and is_list(field)
                and is_composite_type(get_named_type(field.type))
                and coordinate not in costs.sizes
            ):
                yield Problem(
                    coordinate,
                    f"declares no size, so it is priced as {costs.default_list_size} items.",
                    "Add directives=[ListSizeDirective(assumed_size=5)] to its field, with your number.",
                )

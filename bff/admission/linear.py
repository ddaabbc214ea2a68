"""The linear limits: each with its own code, its numbers, its place, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from graphql import FragmentDefinitionNode, OperationDefinitionNode

from bff.config import LimitSettings
from bff.errors import Code, refuse
from bff.flow.operation import Shape

from .shape import count_paths, count_root_fields, measure, most_directives
from .wording import shown

__all__ = ["check_shape"]


def check_shape(
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    limits: LimitSettings,
) -> Shape:
    """Return the measures of an operation that keeps all limits.

    The height is exact where it had to be counted; where all fields together are fewer than the limit it
    is their number, in which repeated ones count again.

    Raises:
        RequestRefused: the first limit that is not kept, cheapest first.
    """
    _check_places(most_directives((operation, *fragments.values())), limits)
    found = measure(operation, fragments)
    _check(Code.MAX_DIRECTIVES_LIMIT, "directives", found.directive_count, limits.directive_count)
    _check(Code.MAX_ALIASES_LIMIT, "aliases", found.alias_count, limits.alias_count)
    _check_depth(found.depth, found.path, limits.depth)
    root_fields = count_root_fields(operation, fragments)
    _check(Code.MAX_ROOT_FIELDS_LIMIT, "root fields", root_fields, limits.root_field_count)
    height = found.field_count
    if height > limits.height:
        height = count_paths(operation, fragments, limits.height)
    _check(Code.MAX_HEIGHT_LIMIT, "fields in its answer", height, limits.height)
    return Shape(found.depth, height, found.alias_count, root_fields, found.directive_count)


def _check(code: Code, what: str, value: int, limit: int) -> None:
    if value > limit:
        raise refuse(
            code,
            f"The operation has {value} {what}, fragments expanded, over the limit of {limit}. "
            "Split it, or select less.",
            limit=limit,
            value=value,
        )


def _check_places(value: int, limits: LimitSettings) -> None:
    limit = limits.directives_per_place
    if value > limit:
        raise refuse(
            Code.MAX_DIRECTIVES_LIMIT,
            f"One place of the document has {value} directives, over the limit of {limit}. Remove some.",
            limit=limit,
            value=value,
        )


def _check_depth(value: int, path: tuple[str, ...], limit: int) -> None:
    if value > limit:
        place = shown(".".join(path))
        raise refuse(
            Code.MAX_DEPTH_LIMIT,
            f"The operation nests {value} levels deep, over the limit of {limit}, at '{place}'. "
            "Split it, or select fewer nested fields.",
            limit=limit,
            value=value,
            path=place,
        )

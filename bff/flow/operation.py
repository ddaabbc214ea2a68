"""What inspection makes of a document: one operation that parses, validates and keeps the linear limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import DocumentNode, FragmentDefinitionNode, OperationDefinitionNode

__all__ = ["Operation", "Shape"]


@dataclass(frozen=True, slots=True)
class Shape:
    """The linear measures of an operation, fragments expanded."""

    depth: int
    """Fields on the longest path: a root field is 1."""
    height: int
    """Distinct response paths."""
    alias_count: int
    root_field_count: int
    directive_count: int


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a valid document.

    `hash` is that of the normalised text (literals cut, so that the same operation with other values is
    one operation on a dashboard): 64 hexadecimal digits.
    """

    name: str | None
    kind: str
    """`query`, `mutation` or `subscription`."""
    hash: str
    shape: Shape
    document: DocumentNode
    definition: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]

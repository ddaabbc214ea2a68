"""What documents and answers had in them, so that a generator that loses a feature is found out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graphql import FieldNode, Node, SelectionSetNode, TypeInfo, TypeInfoVisitor, Visitor, get_named_type, visit
from graphql import is_abstract_type, is_input_object_type

from .answer import BLUEPRINT, Answer, Prepared
from .compare import falls_back, regions
from .sweep import Comparison

__all__ = ["MAX_FALLBACKS", "Coverage"]

MAX_FALLBACKS = 0.05
"""The share of documents that the engine may leave to graphql-core as a whole."""

_OF_DOCUMENTS: Mapping[str, float] = {}
_OF_ANSWERS: Mapping[str, float] = {}

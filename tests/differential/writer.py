"""Writes a document anew: variables, conditions, fragments, repeated and further fields, `__typename`."""

from __future__ import annotations

from random import Random
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_interface_type,
    is_non_null_type,
    is_object_type,
    is_required_argument,
)

from bff.declare.endpoints.paging import AFTER

from .identities import identity_for
from .values import literal, plain_value

__all__ = ["Writer"]

_MAX_DEPTH = 5
_MAX_FIELDS = 28
_SIDE_STEPS = ("edges", "nodes", "node", "pageInfo")
"""Fields that lead no deeper: they would use up the depth that a page's rows have."""
_INTROSPECTION = ("__schema { queryType { name } }", '__type(name: "Ship") { name fields { name } }')
_SIZES = ("first", "count")
"""Arguments that size a list: small ones keep a comparison short, and others than numbers are refused."""


class Writer:
    """Writes one document, once."""

    def __init__(self, schema: GraphQLSchema, dice: Random) -> None:
        self._schema = schema
        self._dice = dice
        self._declared: list[str] = []
        self._variables: dict[str, Any] = {}
        self._fragments: list[tuple[str, str, str]] = []
        """Name, type and selection."""
        self._heads: dict[int, str] = {}
        """Alias, name and arguments of each field of the base, so that it can stand there twice."""
        self._field_count = 0

    def write(self, base: DocumentNode) -> tuple[str, dict[str, Any]]:
        """Return the text and its variables."""
        (operation,) = (each for each in base.definitions if isinstance(each, OperationDefinitionNode))
        root = self._schema.get_root_type(operation.operation)
        assert root is not None
        body = self._selection(root, operation.selection_set, 1)
        if root is self._schema.query_type and self._happens(0.03):
            body = f"{body[:-2]} {self._dice.choice(_INTROSPECTION)} }}"
        declared = f"({', '.join(self._declared)})" if self._declared else ""
        fragments = [f"fragment {name} on {type_} {text}" for name, type_, text in self._fragments]
        text = f"{operation.operation.value} Written{declared} {body}"
        return "\n".join((text, *fragments)), self._variables

    def _selection(self, parent: Any, node: SelectionSetNode, depth: int) -> str:
        parts = [self._selected(parent, each, depth) for each in node.selections]
        if self._happens(0.15):
            parts.append(self._selected(parent, self._dice.choice(node.selections), depth))
        while self._happens(0.55) and self._field_count < _MAX_FIELDS:
            parts.append(self._grown(parent, depth))
        return self._braced(parent, parts)

    def _selected(self, parent: Any, node: SelectionNode, depth: int) -> str:
        if isinstance(node, InlineFragmentNode):
            named = node.type_condition
            type_: Any = parent if named is None else self._schema.get_type(named.name.value)
            return f"... on {type_}{self._condition()} {self._selection(type_, node.selection_set, depth)}"
        assert isinstance(node, FieldNode)
        if node.name.value == "__typename":
            return "__typename"
        definition = parent.fields[node.name.value]
        head = self._heads.get(id(node))
        if head is None:
            alias = f"{node.alias.value}: " if node.alias else ""
            head = f"{alias}{node.name.value}{self._arguments(definition)}"
            self._heads[id(node)] = head
        self._field_count += 1
        below = ""
        if node.selection_set is not None:
            below = " " + self._selection(
                get_named_type(definition.type), node.selection_set, self._depth_below(node.name.value, depth)
            )
        return f"{head}{self._condition()}{below}"

    def _grown(self, parent: Any, depth: int) -> str:
        """Return a field that the base did not have."""
        fields: dict[str, GraphQLField] = getattr(parent, "fields", {})
        candidates = [
            (name, each)
            for name, each in fields.items()
            if self._may_nest(depth) or not is_composite_type(get_named_type(each.type))
        ]
        if not candidates:
            return "__typename"
        if depth < 4 and self._happens(0.6):
            wide = [each for each in candidates if is_composite_type(get_named_type(each[1].type))]
            candidates = wide or candidates
        paged = [each for each in candidates if AFTER in each[1].args]
        if paged and self._happens(0.3):
            candidates = paged
        name, definition = self._dice.choice(candidates)
        self._field_count += 1
        arguments = self._arguments(definition)
        alias = f"a{self._field_count}: " if arguments or self._happens(0.4) else ""
        named = get_named_type(definition.type)
        below = (
            f" {self._grown_selection(named, self._depth_below(name, depth))}"
            if is_composite_type(named)
            else ""
        )
        return f"{alias}{name}{arguments}{self._condition()}{below}"

    def _grown_selection(self, parent: Any, depth: int) -> str:
        parts: list[str] = []
        for _ in range(self._dice.randint(1, 3)):
            narrower = self._narrower(parent) if self._may_nest(depth) else []
            if narrower and (self._happens(0.25) or (is_abstract_type(parent) and self._happens(0.7))):
                type_ = self._dice.choice(narrower)
                parts.append(f"... on {type_}{self._condition()} {self._grown_selection(type_, depth + 1)}")
            else:
                parts.append(self._grown(parent, depth))
        return self._braced(parent, parts)

    def _narrower(self, parent: Any) -> list[GraphQLNamedType]:
        """Return the types that a fragment inside of `parent` may have."""
        if is_object_type(parent):
            return [*parent.interfaces]
        possible: list[GraphQLNamedType] = [*self._schema.get_possible_types(parent)]
        around = [each for each in self._schema.type_map.values() if is_interface_type(each)]
        return possible + [each for each in around if self._overlaps(each, possible)]

    def _overlaps(self, interface: GraphQLInterfaceType, possible: list[GraphQLNamedType]) -> bool:
        return any(each in possible for each in self._schema.get_possible_types(interface))

    def _braced(self, parent: GraphQLNamedType, parts: list[str]) -> str:
        """Return the selection, part of it in fragments."""
        if self._happens(0.2):
            parts.insert(self._dice.randint(0, len(parts)), "__typename")
        if self._happens(0.2) and is_object_type(parent):
            cut = self._dice.randint(0, len(parts) - 1)
            inner = " ".join(parts[cut:])
            parts[cut:] = [f"...{self._condition()} {{ {inner} }}"]
        if self._happens(0.25):
            cut = self._dice.randint(0, len(parts) - 1)
            name = f"F{len(self._fragments)}"
            self._fragments.append((name, parent.name, "{ " + " ".join(parts[cut:]) + " }"))
            parts[cut:] = [f"...{name}{self._condition()}"]
        elif self._happens(0.15):
            known = [name for name, type_, _ in self._fragments if type_ == parent.name]
            parts += [f"...{name}" for name in known[:1]]
        return "{ " + " ".join(parts) + " }"

    def _arguments(self, definition: GraphQLField) -> str:
        given = [
            f"{name}: {self._argument(definition, name, each)}"
            for name, each in definition.args.items()
            if is_required_argument(each) or self._happens(0.6)
        ]
        return f"({', '.join(given)})" if given else ""

    def _argument(self, field: GraphQLField, name: str, definition: GraphQLArgument) -> str:
        type_: Any = definition.type
        value = self._value(field, name, type_)
        if self._happens(0.6):
            return literal(value, type_)
        default = ""
        is_loose = is_non_null_type(type_) and not is_required_argument(definition) and name not in _SIZES
        declared = str(type_.of_type) if is_loose and self._happens(0.3) else str(type_)
        if self._happens(0.4):
            other = 1 if name in _SIZES else self._value(field, name, type_)
            default = f" = {literal(other, type_)}"
        return self._variable(declared, value, default)

    def _value(self, field: GraphQLField, name: str, type_: Any) -> Any:
        if name in _SIZES:
            return self._dice.randint(0, 4)
        known = identity_for(field, name, self._dice)
        return plain_value(type_, self._dice) if known is None else known

    def _variable(self, declared: str, value: Any, default: str) -> str:
        name = f"v{len(self._declared)}"
        self._declared.append(f"${name}: {declared}{default}")
        if (declared.endswith("!") and not default) or self._happens(0.65):
            self._variables[name] = None if declared[-1] != "!" and self._happens(0.1) else value
        return f"${name}"

    def _condition(self) -> str:
        if not self._happens(0.1):
            return ""
        word = self._dice.choice(("include", "skip"))
        value = (word == "include") == self._happens(0.6)
        if self._happens(0.3):
            return f" @{word}(if: {str(value).lower()})"
        default = f" = {str(not value).lower()}" if self._happens(0.3) else ""
        return f" @{word}(if: {self._variable('Boolean!', value, default)})"

    def _depth_below(self, name: str, depth: int) -> int:
        return depth if name in _SIDE_STEPS else depth + 1

    def _may_nest(self, depth: int) -> bool:
        return depth < _MAX_DEPTH and self._field_count < _MAX_FIELDS

    def _happens(self, share: float) -> bool:
        return self._dice.random() < share

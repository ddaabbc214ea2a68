"""The hash by which an operation is known: the same for other literals, other order and other spacing.

The text has been checked not to nest deeper than `text.MAX_NESTING`, so these functions may recurse.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from graphql import (
    DirectiveNode,
    EnumValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    print_ast,
)

__all__ = ["operation_hash"]


def operation_hash(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> str:
    """Return 64 hexadecimal digits for an operation and the fragments that it reaches."""
    name = operation.name.value if operation.name else ""
    variables = ",".join(sorted(_variable(each) for each in operation.variable_definitions or ()))
    lines = [
        f"{operation.operation.value} {name}({variables})"
        f"{_directives(operation.directives)}{_selections(operation.selection_set)}"
    ]
    for fragment in _reached(operation.selection_set, fragments):
        on = fragment.type_condition.name.value
        directives = _directives(fragment.directives)
        lines.append(f"{fragment.name.value} on {on}{directives}{_selections(fragment.selection_set)}")
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _reached(
    start: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> list[FragmentDefinitionNode]:
    """Return the fragments in use, by name."""
    names: set[str] = set()
    rest = [start]
    while rest:
        for node in rest.pop().selections:
            if isinstance(node, FragmentSpreadNode):
                name = node.name.value
                if name in fragments and name not in names:
                    names.add(name)
                    rest.append(fragments[name].selection_set)
            elif isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set:
                rest.append(node.selection_set)
    return [fragments[name] for name in sorted(names)]


def _selections(node: SelectionSetNode | None) -> str:
    if node is None:
        return ""
    return "{" + " ".join(sorted(_selection(each) for each in node.selections)) + "}"


def _selection(node: SelectionNode) -> str:
    directives = _directives(node.directives)
    if isinstance(node, FieldNode):
        alias = f"{node.alias.value}:" if node.alias else ""
        arguments = _arguments((each.name.value, each.value) for each in node.arguments or ())
        return f"{alias}{node.name.value}{arguments}{directives}{_selections(node.selection_set)}"
    if isinstance(node, InlineFragmentNode):
        on = node.type_condition.name.value if node.type_condition else ""
        return f"...on {on}{directives}{_selections(node.selection_set)}"
    name = node.name.value if isinstance(node, FragmentSpreadNode) else ""
    return f"...{name}{directives}"


def _directives(nodes: Iterable[DirectiveNode] | None) -> str:
    texts = [
        f"@{node.name.value}{_arguments((each.name.value, each.value) for each in node.arguments or ())}"
        for node in nodes or ()
    ]
    return "".join(sorted(texts))


def _arguments(pairs: Iterable[tuple[str, ValueNode]]) -> str:
    texts = sorted(f"{name}:{_value(value)}" for name, value in pairs)
    return f"({','.join(texts)})" if texts else ""


def _variable(node: VariableDefinitionNode) -> str:
    default = f"={_value(node.default_value)}" if node.default_value else ""
    return f"${node.variable.name.value}:{print_ast(node.type)}{default}{_directives(node.directives)}"


def _value(node: ValueNode) -> str:
    """Return what is kept of a value: variables, names of enumeration values and of input fields."""
    if isinstance(node, VariableNode):
        return f"${node.name.value}"
    if isinstance(node, EnumValueNode):
        return node.value
    if isinstance(node, StringValueNode):
        return '""'
    if isinstance(node, NullValueNode):
        return "null"
    if isinstance(node, ListValueNode):
        return "[" + ",".join(sorted({_value(each) for each in node.values})) + "]"
    if isinstance(node, ObjectValueNode):
        return "{" + ",".join(sorted(f"{each.name.value}:{_value(each.value)}" for each in node.fields)) + "}"
    return "0"

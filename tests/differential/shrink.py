"""A smaller document that still shows what a large one showed: parts are left out as long as it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from graphql import (
    REMOVE,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    parse,
    print_ast,
    visit,
)

from .documents import Document

__all__ = ["shrunk"]

_MAX_TRIES = 300


def shrunk(document: Document, shows: Callable[[Document], bool]) -> Document:
    """Return the smallest document found for which `shows` still holds."""
    tries = 0
    is_smaller = True
    while is_smaller:
        is_smaller = False
        for smaller in _smaller(document):
            tries += 1
            if tries > _MAX_TRIES:
                return document
            if shows(smaller):
                document, is_smaller = smaller, True
                break
    return document


def _smaller(document: Document) -> Iterator[Document]:
    """Yield the document without one of its parts, large parts first."""
    tree = parse(document.query, no_location=True)
    number = 0
    while True:
        cut = _Cut(number, _fragments(tree))
        smaller = visit(tree, cut)
        if not cut.is_done:
            return
        number += 1
        yield _tidied(smaller, document)


class _Cut(Visitor):
    """Leaves out the selection, fragment, directive, argument or alias of this number."""

    def __init__(self, number: int, fragments: dict[str, FragmentDefinitionNode]) -> None:
        super().__init__()
        self._left = number
        self._fragments = fragments
        self.is_done = False

    def _is_it(self) -> bool:
        if self.is_done:
            return False
        self._left -= 1
        self.is_done = self._left < 0
        return self.is_done

    def enter_selection_set(self, node: SelectionSetNode, *_: Any) -> Any:
        """Leave out one selection of several, or take a fragment's selections for it."""
        for number, each in enumerate(node.selections):
            others = node.selections[:number], node.selections[number + 1 :]
            if len(node.selections) > 1 and self._is_it():
                return SelectionSetNode(selections=(*others[0], *others[1]))
            inner: Any = self._fragments[each.name.value] if isinstance(each, FragmentSpreadNode) else each
            if not isinstance(inner, FieldNode) and self._is_it():
                return SelectionSetNode(selections=(*others[0], *inner.selection_set.selections, *others[1]))
        return None

    def enter_field(self, node: FieldNode, *_: Any) -> Any:
        """Leave out an alias."""
        if node.alias is not None and self._is_it():
            return FieldNode(
                name=node.name,
                alias=None,
                arguments=node.arguments,
                directives=node.directives,
                selection_set=node.selection_set,
            )
        return None

    def enter_directive(self, *_: Any) -> Any:
        """Leave out the directive."""
        return REMOVE if self._is_it() else None

    def enter_argument(self, _node: Node, _key: Any, parent: Any, *_: Any) -> Any:
        """Leave out the argument; where it is needed, the document is no longer valid."""
        return REMOVE if self._is_it() else None


def _tidied(tree: DocumentNode, document: Document) -> Document:
    """Return the document without the fragments and variables that nobody uses any more."""
    operation = next(each for each in tree.definitions if isinstance(each, OperationDefinitionNode))
    fragments = _fragments(tree)
    used = _Used(fragments)
    visit(operation.selection_set, used)
    definitions = tuple(
        each for each in operation.variable_definitions or () if each.variable.name.value in used.variables
    )
    kept = OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=definitions,
        directives=operation.directives,
        selection_set=operation.selection_set,
    )
    texts = [print_ast(kept), *(print_ast(fragments[name]) for name in fragments if name in used.fragments)]
    variables = {name: value for name, value in document.variables.items() if name in used.variables}
    return replace(document, query="\n".join(texts), variables=variables)


def _fragments(tree: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {each.name.value: each for each in tree.definitions if isinstance(each, FragmentDefinitionNode)}


class _Used(Visitor):
    """Collects the variables and fragments that stand somewhere, inside of fragments too."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        super().__init__()
        self._known = fragments
        self.variables: set[str] = set()
        self.fragments: set[str] = set()

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        """Note it."""
        self.variables.add(node.name.value)

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> None:
        """Note it, and look inside."""
        name = node.name.value
        if name not in self.fragments:
            self.fragments.add(name)
            visit(self._known[name].selection_set, self)

"""The line on which a response path stands in a document: where an annotation points."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
)

__all__ = ["line_of", "name_in", "parsed"]


def parsed(text: str) -> DocumentNode | None:
    """Return the document, None for a text that is none."""
    try:
        return parse(text, max_tokens=20_000)
    except (GraphQLError, RecursionError):
        return None


def name_in(text: str) -> str | None:
    """Return the name of the first operation of a text; None: it has none."""
    operation = _operation(parsed(text))
    return operation.name.value if operation is not None and operation.name else None


def line_of(text: str, path: str) -> int:
    """Return the line of the last field of `albums.tracks` that is found, of the operation where none is."""
    document = parsed(text)
    operation = _operation(document)
    if document is None or operation is None:
        return 1
    fragments = {
        each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }
    line, places = _line(operation), [operation.selection_set]
    for key in path.split(".") if path else ():
        fields = [each for place in places for each in _fields(place, fragments) if _key(each) == key]
        if not fields:
            break
        line = _line(fields[0])
        places = [each.selection_set for each in fields if each.selection_set is not None]
    return line


def _operation(document: DocumentNode | None) -> OperationDefinitionNode | None:
    definitions = document.definitions if document else ()
    return next((each for each in definitions if isinstance(each, OperationDefinitionNode)), None)


def _fields(place: SelectionSetNode, fragments: dict[str, FragmentDefinitionNode]) -> Iterator[FieldNode]:
    """Yield the fields of one place, fragments expanded, each fragment once."""
    waiting, seen = [place], set()
    while waiting:
        for each in waiting.pop(0).selections:
            if isinstance(each, FieldNode):
                yield each
            elif isinstance(each, FragmentSpreadNode):
                fragment = fragments.get(each.name.value)
                if fragment is not None and each.name.value not in seen:
                    seen.add(each.name.value)
                    waiting.append(fragment.selection_set)
            elif isinstance(each, InlineFragmentNode):
                waiting.append(each.selection_set)


def _key(field: FieldNode) -> str:
    return field.alias.value if field.alias else field.name.value


def _line(node: Node) -> int:
    return node.loc.start_token.line if node.loc else 1

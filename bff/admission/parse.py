"""Text to document, within the limits on tokens and comments; and the one operation of it that is meant."""

from __future__ import annotations

import re

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    parse,
)

from bff.config import LimitSettings
from bff.errors import Code, Refusal, RequestRefused, refuse

from .wording import shown

__all__ = ["choose", "fragments_of", "operations_of", "parse_document"]

_COUNT_EXCEEDED = re.compile(r"contains more than (\d+) (tokens|comments)")
"""graphql-core 3.3 tells these apart from other syntax errors by their message alone."""


def parse_document(query: str, limits: LimitSettings) -> DocumentNode:
    """Return the syntax tree.

    Raises:
        RequestRefused: the text does not parse, or has too many tokens or comments.
    """
    try:
        return parse(query, max_lexical_tokens=limits.token_count, max_comments=limits.comment_count)
    except GraphQLError as error:
        refused = _refusal(error, limits)
    raise RequestRefused(refused)


def _refusal(error: GraphQLError, limits: LimitSettings) -> Refusal:
    places = tuple((each.line, each.column) for each in error.locations or ())
    exceeded = _COUNT_EXCEEDED.search(error.message)
    if exceeded is None:
        return Refusal(Code.GRAPHQL_PARSE_FAILED, shown(error.message), {}, places)
    what = exceeded[2]
    limit = limits.token_count if what == "tokens" else limits.comment_count
    return Refusal(
        Code.MAX_TOKENS_LIMIT,
        f"The document has more than {limit} {what}. Shorten it, or split the operation.",
        {"what": what, "limit": limit},
        places,
    )


def choose(document: DocumentNode, name: str | None, schema: GraphQLSchema) -> OperationDefinitionNode:
    """Return the operation that is meant: the named one, or the only one.

    Raises:
        RequestRefused: there is no such operation, or the schema cannot run its kind.
    """
    operations = operations_of(document)
    if name is not None:
        operations = [each for each in operations if each.name is not None and each.name.value == name]
        if not operations:
            raise _unresolved(f"The document has no operation named '{shown(name)}'. Name one that it has.")
    if not operations:
        raise _unresolved("The document has no operation. Send a query or a mutation.")
    if len(operations) > 1 and name is None:
        raise _unresolved(
            f"The document has {len(operations)} operations. Say which is meant with `operationName`."
        )
    chosen = operations[0]
    if chosen.operation is OperationType.SUBSCRIPTION:
        raise _unresolved("Subscriptions are not served here. Send a query or a mutation.")
    if schema.get_root_type(chosen.operation) is None:
        raise _unresolved(f"The schema has no {chosen.operation.value}. Send another kind of operation.")
    return chosen


def operations_of(document: DocumentNode) -> list[OperationDefinitionNode]:
    """Return the operations, in their order."""
    return [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    """Return the fragments by name; of several with one name, the last."""
    return {
        each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }


def _unresolved(message: str) -> RequestRefused:
    return refuse(Code.OPERATION_RESOLUTION_FAILURE, message)

"""Values in the place of variables that nobody declared: of the right type, and otherwise of no meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graphql import (
    DirectiveNode,
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    is_required_input_field,
    type_from_ast,
    visit,
)

__all__ = ["stand_ins"]

_SCALARS: tuple[object, ...] = (
    "1",
    1,
    True,
    1.0,
    "2000-01-01",
    "2000-01-01T00:00:00Z",
    "00:00:00",
    "00000000-0000-0000-0000-000000000000",
    {},
)


def stand_ins(
    definition: OperationDefinitionNode, fragments: Iterable[FragmentDefinitionNode], schema: GraphQLSchema
) -> dict[str, object]:
    """Return a value for each variable that needs one, and for those that decide what is selected.

    `@include` selects, and `@skip` does not: a variable that stands in both selects.
    """
    conditions = dict(_conditions(definition, fragments))
    values: dict[str, object] = {}
    for each in definition.variable_definitions or ():
        name = each.variable.name.value
        type_ = type_from_ast(schema, each.type)
        if name in conditions:
            values[name] = conditions[name]
        elif isinstance(type_, GraphQLNonNull) and each.default_value is None:
            values[name] = _value(type_)
    return values


def _value(type_: GraphQLInputType) -> object:
    """Return any value of a type; where none is found, one that coercion will refuse with its reason."""
    if isinstance(type_, GraphQLNonNull):
        return _value(type_.of_type)
    if isinstance(type_, GraphQLList):
        return [_value(type_.of_type)]
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    if isinstance(type_, GraphQLInputObjectType):
        required = {name: each for name, each in type_.fields.items() if is_required_input_field(each)}
        if type_.is_one_of:
            required = dict(list(type_.fields.items())[:1])
        return {name: _value(each.type) for name, each in required.items()}
    return next(_accepted(type_), "1")


def _accepted(type_: GraphQLScalarType) -> Iterator[object]:
    for value in _SCALARS:
        try:
            type_.parse_value(value)
        except (GraphQLError, ValueError, TypeError, ArithmeticError, LookupError, AttributeError):
            continue  # the author's scalar says that this is none of its values
        yield value


def _conditions(
    definition: OperationDefinitionNode, fragments: Iterable[FragmentDefinitionNode]
) -> Iterator[tuple[str, bool]]:
    """Yield the variables of `@skip` and then those of `@include`, each with the value that selects."""
    finder = _Finder()
    for node in (definition, *fragments):
        visit(node, finder)
    yield from ((name, False) for name in finder.found["skip"])
    yield from ((name, True) for name in finder.found["include"])


class _Finder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {"skip": [], "include": []}

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        names = self.found.get(node.name.value)
        for each in node.arguments or ():
            if names is not None and isinstance(each.value, VariableNode):
                names.append(each.value.name.value)

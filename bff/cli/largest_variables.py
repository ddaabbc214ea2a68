"""The largest variables that an operation takes, for one whose variables nobody declared.

A price is a bound for every caller only if no caller can send more than it was computed with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import FieldNode, ObjectValueNode, ValueNode, VariableNode

from bff.declare.costs.cost_model import SizeRule
from bff.declare.fields.global_id import encode_global_id
from bff.declare.fields.node import ID_ARGUMENT
from bff.flow.plan import Plan, PlannedField, Selection

__all__ = ["Assumption", "largest_sizes", "node_ids"]


@dataclass(frozen=True, slots=True)
class Assumption:
    """A size that a caller may send."""

    variable: str
    steps: tuple[str, ...]
    """The way into an input object; empty: the variable is the size itself."""
    size: int
    is_list: bool
    """True: the size is the length of a list."""

    @property
    def name(self) -> str:
        """The variable as a person would name it: `page.first`."""
        return ".".join((self.variable, *self.steps))

    def put_into(self, given: Mapping[str, object]) -> dict[str, object]:
        """Return the variables with this size."""
        return _put(given, (self.variable, *self.steps), self)


def _put(given: Mapping[str, object], steps: tuple[str, ...], assumed: Assumption) -> dict[str, object]:
    first, *rest = steps
    inner = given.get(first)
    value: object = assumed.size
    if rest:
        value = _put(inner if isinstance(inner, Mapping) else {}, tuple(rest), assumed)
    elif assumed.is_list:
        each = inner[0] if isinstance(inner, list) and inner else "1"
        value = [each] * assumed.size
    return {**given, first: value}


def largest_sizes(plan: Plan, sizes: Mapping[str, SizeRule], *, default_size: int) -> tuple[Assumption, ...]:
    """Return the largest size of each variable that sizes a list; the smallest maximum of its lists counts.

    A list without a maximum leaves the operation's own default, and without one `default_size`.
    """
    defaults = {
        each.variable.name.value: each.default_value is not None
        for each in plan.operation.definition.variable_definitions or ()
    }
    found: dict[tuple[str, ...], Assumption] = {}
    for field in _fields(plan.root):
        rule = sizes.get(field.coordinate)
        for variable, steps, is_list in _sizing(field, rule) if rule else ():
            size = rule.max_size if rule else None
            if size is None and defaults.get(variable):
                continue
            size = default_size if size is None else size
            known = found.get((variable, *steps))
            if known is None or size < known.size:
                found[variable, *steps] = Assumption(variable, steps, size, is_list)
    return tuple(found.values())


def node_ids(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Return for each variable that is an id of any object one id of each type that it may have."""
    found: dict[str, tuple[str, ...]] = {}
    for field in _fields(plan.root):
        if field.reference is not None and field.reference.kind is None:
            given = _arguments(field.nodes[0]).get(ID_ARGUMENT)
            if isinstance(given, VariableNode):
                found[given.name.value] = tuple(encode_global_id(name, 1) for name in field.reference.links)
    return found


def _fields(root: Selection) -> Iterator[PlannedField]:
    """Yield every field of a plan once for each selection that it stands in."""
    seen: set[int] = set()
    waiting: list[Selection] = [root]
    while waiting:
        selection = waiting.pop()
        if id(selection) not in seen:
            seen.add(id(selection))
            for field in selection.fields:
                yield field
                waiting.extend(field.selections.values())


def _sizing(field: PlannedField, rule: SizeRule) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Yield variable, the steps into it and whether it is a list; one where just one may be given."""
    arguments = _arguments(field.nodes[0])
    for name in rule.slicing_arguments:
        first, *rest = name.split(".")
        node = arguments.get(first)
        while rest and isinstance(node, ObjectValueNode):
            step = rest.pop(0)
            node = next((each.value for each in node.fields if each.name.value == step), None)
        if isinstance(node, VariableNode):
            yield node.name.value, tuple(rest), not rest and _is_list(field, first)
        if node is not None and rule.requires_one:
            return


def _is_list(field: PlannedField, argument: str) -> bool:
    definition = field.definition.args.get(argument) if field.definition else None
    return definition is not None and str(definition.type).startswith("[")


def _arguments(node: FieldNode) -> dict[str, ValueNode]:
    return {each.name.value: each.value for each in node.arguments or ()}

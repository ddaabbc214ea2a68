"""How long a list is: `@listSize` applied to the arguments of one field.

Source: https://ibm.github.io/graphql-specs/cost-spec.html#sec-The-List-Size-Directive
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from graphql import ObjectValueNode, Undefined, ValueNode, VariableNode, get_named_type, is_input_object_type

from bff.declare.costs.cost_model import SizeRule
from bff.flow.plan import SizeViolation, SlicingValue

from .terms import Term
from .values import default_of, effective, member

__all__ = ["UNSIZED", "Sizing", "size_of"]


@dataclass(frozen=True, slots=True)
class Sizing:
    """What the arguments say of a list."""

    size: int | None
    """None: unknown."""
    slicing: SlicingValue | None = None
    violations: tuple[SizeViolation, ...] = ()


UNSIZED = Sizing(None)


@dataclass(frozen=True, slots=True)
class _Candidate:
    argument: str
    value: int
    is_length: bool
    is_supplied: bool
    """False: the schema's default."""
    may_be_default: bool
    """True inside a variable, where a supplied value and an equal default look the same."""
    variable: str | None


def size_of(term: Term, variables: Mapping[str, object], override: int | None = None) -> Sizing:
    """Return the size that the field's rule and arguments give, and what is wrong with them.

    `override` takes the place of the slicing value: the question "and with 20?".
    """
    rule = term.rule
    if rule is None:
        return UNSIZED
    found = [_candidate(term, name, variables) for name in rule.slicing_arguments]
    candidates = [each for each in found if each is not None]
    supplied = [each for each in candidates if each.is_supplied]
    counted = candidates
    if supplied:
        counted = [each for each in candidates if each.is_supplied or each.may_be_default]
    violations = _miscounted(term, rule, supplied, candidates)
    if not counted:
        return Sizing(rule.assumed_size, None, violations)
    largest = max(counted, key=lambda each: each.value)
    if override is not None:
        value, offending = override, [replace(largest, value=override)]
    else:
        value, offending = largest.value, counted
    slicing = SlicingValue(term.path, term.field.line, largest.argument, value, largest.variable)
    return Sizing(max(0, value), slicing, violations + _out_of_range(term, rule, offending))


def _miscounted(
    term: Term, rule: SizeRule, supplied: list[_Candidate], candidates: list[_Candidate]
) -> tuple[SizeViolation, ...]:
    if not rule.slicing_arguments or not rule.requires_one or len(supplied or candidates) == 1:
        return ()
    return (SizeViolation(term.path, term.field.line, ", ".join(rule.slicing_arguments), None, None),)


def _out_of_range(term: Term, rule: SizeRule, found: list[_Candidate]) -> tuple[SizeViolation, ...]:
    return tuple(
        SizeViolation(term.path, term.field.line, each.argument, each.value, rule.max_size, each.is_length)
        for each in found
        if each.value < 0 or (rule.max_size is not None and each.value > rule.max_size)
    )


def _candidate(term: Term, name: str, variables: Mapping[str, object]) -> _Candidate | None:
    """Follow `input.pagination.first` through literals, variables and defaults to an integer or a list."""
    first, *rest = name.split(".")
    definition: Any = term.definition.args.get(first)
    if definition is None:
        return None
    node: ValueNode | None = term.arguments.get(first)
    while rest and isinstance(node, ObjectValueNode):
        definition = _field_definition(definition, rest[0])
        if definition is None:
            return None
        node = next((each.value for each in node.fields if each.name.value == rest[0]), None)
        rest = rest[1:]
    value = effective(node, definition, variables)
    variable = node.name.value if isinstance(node, VariableNode) and node.name.value in variables else None
    is_supplied = node is not None and (variable is not None or not isinstance(node, VariableNode))
    is_default = False
    for step in rest:
        definition = _field_definition(definition, step)
        if definition is None or value is None or value is Undefined:
            return None
        value = member(value, step, definition)
        is_default = value is not Undefined and value == default_of(definition)
    length = _length(value)
    if length is None:
        return None
    return _Candidate(
        argument=name,
        value=length,
        is_length=isinstance(value, list | tuple),
        is_supplied=is_supplied and not is_default,
        may_be_default=is_supplied and is_default,
        variable=variable,
    )


def _field_definition(definition: Any, name: str) -> Any:
    type_ = get_named_type(definition.type)
    return type_.fields.get(name) if is_input_object_type(type_) else None


def _length(value: Any) -> int | None:
    if isinstance(value, list | tuple):
        return len(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None

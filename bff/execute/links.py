"""The links of one layer: what its objects ask for, fetched together, and what each of them gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphql import GraphQLError, VariableValues
from graphql.execution.values import get_argument_values

from bff.declare.fields.link import Link
from bff.errors import ServiceFailure, UnsendableValue
from bff.flow.outcome import LinkTiming
from bff.flow.plan import PlannedField

from .follow import Asked, asked_of, chosen_of, shown
from .layer import Layer
from .rows import Arguments, KeyValue, Rows
from .side_by_side import side_by_side

__all__ = ["Links"]


class Links:
    """Follows the links of one run, and notes when each was ready."""

    def __init__(self, rows: Rows, variables: VariableValues) -> None:
        self.timings: list[LinkTiming] = []
        """In the order of their ends."""
        self._rows = rows
        self._variables = variables

    async def follow(self, layer: Layer, field: PlannedField) -> Sequence[object]:
        """Return the value of a link or reference for each object of the layer; a failure stands as a value.

        One batch for each endpoint and set of arguments: keys are asked for once, however many objects share
        them.
        """
        try:
            arguments = _arguments(field, self._variables)
        except GraphQLError as error:
            return [error] * len(layer.objects)
        wanted = [_wanted(field, parent, arguments) for parent in layer.objects]
        groups: dict[_Group, dict[KeyValue | None, None]] = {}
        for each in wanted:
            if isinstance(each, _Wanted):
                groups.setdefault(each.group, {}).update(dict.fromkeys(each.asked.keys))
        began_ms = self._rows.elapsed_ms()
        work = [
            self._rows.fetch(link.source, values, keys, is_list=link.brings_list)
            for (link, values), keys in groups.items()
        ]
        found = dict(zip(groups, await side_by_side(work), strict=True)) if work else {}
        if groups:
            self._note(layer, field, sum(map(len, groups.values())), began_ms)
        return [_value(each, found) for each in wanted]

    def _note(self, layer: Layer, field: PlannedField, key_count: int, began_ms: float) -> None:
        path = layer.path_of(0, field)
        self.timings.append(
            LinkTiming(
                path=".".join(key for key in path.as_list() if isinstance(key, str)),
                coordinate=field.coordinate,
                key_count=key_count,
                started_ms=began_ms,
                duration_ms=self._rows.elapsed_ms() - began_ms,
            )
        )


_Group = tuple[Link, Arguments]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What one object asks for."""

    link: Link
    asked: Asked
    arguments: Mapping[str, object]

    @property
    def group(self) -> _Group:
        return self.link, self.asked.arguments


def _arguments(field: PlannedField, variables: VariableValues) -> dict[str, object]:
    """Return the field's arguments by their Python names.

    Raises:
        GraphQLError: they do not coerce.
    """
    if field.definition is None or not field.definition.args:
        return {}
    given: Mapping[str, object] = get_argument_values(field.definition, field.nodes[0], variables)
    python_names = {} if field.link is None else field.link.python_names
    return {python_names.get(name) or name: value for name, value in given.items()}


def _wanted(field: PlannedField, parent: object, arguments: Mapping[str, object]) -> object:
    """Return what to fetch for one object; where there is nothing to fetch, the value itself."""
    link: Link | None = field.link
    try:
        if field.reference is not None:
            chosen = chosen_of(field.reference, parent, arguments)
            if chosen is None:
                return None
            link, arguments = chosen
        if link is None:
            return None
        asked = asked_of(link, parent, arguments)
    except Exception as error:  # noqa: BLE001 - a parent that a resolver made may be anything
        return error
    if asked is None:
        return shown(link, None, arguments)
    return _Wanted(link, asked, arguments)


def _value(wanted: object, found: Mapping[_Group, Mapping[KeyValue | None, object]]) -> object:
    if not isinstance(wanted, _Wanted):
        return wanted
    try:
        return shown(wanted.link, wanted.asked.value(found[wanted.group]), wanted.arguments)
    except (ServiceFailure, UnsendableValue) as failure:
        return failure

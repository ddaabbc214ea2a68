"""The links of one layer: what its objects ask for, fetched together, and what each of them gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graphql import GraphQLError, VariableValues
from graphql.execution.values import get_argument_values

from bff.declare.link import Link
from bff.errors import ServiceFailure
from bff.flow.outcome import LinkTiming
from bff.flow.plan import PlannedField

from .follow import Asked, asked_of, shown
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

    async def follow(self, layer: Layer, field: PlannedField, link: Link) -> Sequence[object]:
        """Return the value of `link` for each object of the layer; a failure stands as a value.

        One batch for each endpoint and set of arguments: keys are asked for once, however many objects share
        them.
        """
        try:
            arguments = _arguments(field, link, self._variables)
        except GraphQLError as error:
            return [error] * len(layer.objects)
        asked = [_asked(link, parent, arguments) for parent in layer.objects]
        groups: dict[Arguments, dict[KeyValue | None, None]] = {}
        for each in asked:
            if isinstance(each, Asked):
                groups.setdefault(each.arguments, {})[each.key] = None
        began_ms = self._rows.elapsed_ms()
        found = await self._fetch(link, groups)
        if groups:
            self._note(layer, field, sum(map(len, groups.values())), began_ms)
        return [_value(link, each, found, arguments) for each in asked]

    async def _fetch(
        self, link: Link, groups: Mapping[Arguments, Mapping[KeyValue | None, None]]
    ) -> dict[Arguments, Mapping[KeyValue | None, object]]:
        work = [
            self._rows.fetch(link.source, arguments, keys, is_list=link.is_list)
            for arguments, keys in groups.items()
        ]
        return dict(zip(groups, await side_by_side(work), strict=True)) if work else {}

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


def _arguments(field: PlannedField, link: Link, variables: VariableValues) -> dict[str, object]:
    """Return the field's arguments by their Python names.

    Raises:
        GraphQLError: they do not coerce.
    """
    if field.definition is None or not field.definition.args:
        return {}
    given: Mapping[str, object] = get_argument_values(field.definition, field.nodes[0], variables)
    python_names = link.python_names
    return {python_names.get(name) or name: value for name, value in given.items()}


def _asked(link: Link, parent: object, arguments: Mapping[str, object]) -> Asked | Exception | None:
    try:
        return asked_of(link, parent, arguments)
    except (GraphQLError, ServiceFailure) as error:
        return error


def _value(
    link: Link,
    asked: Asked | Exception | None,
    found: Mapping[Arguments, Mapping[KeyValue | None, object]],
    arguments: Mapping[str, object],
) -> object:
    if asked is None:
        return shown(link, None, arguments)
    if isinstance(asked, Exception):
        return asked
    try:
        return shown(link, found[asked.arguments][asked.key], arguments)
    except ServiceFailure as failure:
        return failure

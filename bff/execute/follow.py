"""What a link asks for, and what its field gets: pure, for one parent at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import GraphQLError

from bff.declare.endpoints.keys import KeyRefused, KeyValue, normalise
from bff.declare.endpoints.service import Endpoint
from bff.declare.endpoints.template import Placeholder
from bff.declare.endpoints.values import ObjectValue, frozen, frozen_value
from bff.declare.fields.link import FIRST, Link, Parameter
from bff.declare.fields.loads import Load
from bff.declare.fields.node import Reference, UnknownNode
from bff.errors import Code, ServiceFailure, UndeclaredLoad, UnsendableValue
from bff.flow.page import Page

from .pages import asked_page, place_of, shown_page

__all__ = ["Asked", "asked_by", "asked_of", "chosen_of", "loaded", "shown"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Entries of the row table, all with the same arguments."""

    arguments: tuple[tuple[str, object], ...]
    keys: tuple[KeyValue | None, ...]
    """The keys to fetch; a single None for an endpoint without keys."""
    places: tuple[KeyValue | GraphQLError | None, ...] | None = None
    """For a list made of one row for each key: the key of each item, None where no row can be, an error where
    the key cannot be sent. None for everything else, which has the value of its one key."""

    def value(self, found: Mapping[KeyValue | None, object]) -> object:
        """Return the value that the keys' values make; failures stay values."""
        if self.places is None:
            return found[self.keys[0]]
        return tuple(
            [each if each is None or isinstance(each, GraphQLError) else found[each] for each in self.places]
        )


def asked_of(link: Link, parent: object, arguments: Mapping[str, object]) -> Asked | None:
    """Return what `link` needs for `parent`; None where there is nothing to ask: no key, no rows wanted.

    `arguments` has the field's arguments by their Python names.

    Raises:
        GraphQLError: the caller's id cannot be sent, or the cursor is none of this list.
        ServiceFailure: the parent's row has no readable value where the link needs one.
    """
    page = _page(link, arguments) if link.is_connection else {}
    if not page and link.first is not None and arguments.get(FIRST, link.first.default) == 0:
        return None  # many services refuse a page of no rows
    values = tuple((each.placeholder, _value(link, parent, arguments, each)) for each in link.parameters)
    values = tuple((name, page.get(name, value)) for name, value in values)
    keyed = {each.placeholder for each in link.keys}
    for segment in link.source.endpoint.template.segments:
        if isinstance(segment, Placeholder) and segment.name not in keyed:
            value = dict(values)[segment.name]
            if value is None:
                return None
            _require_segment(value, segment.name)
    _require_query(link.source.endpoint, values)
    if not link.keys:
        return Asked(values, (None,))
    parts = [_value(link, parent, arguments, each) for each in link.keys]
    if link.takes_several_keys:
        return _asked_for_several(link, values, parts[0], arguments)
    key = _key(link, *parts)
    if isinstance(key, GraphQLError):
        raise key
    return None if key is None else Asked(values, (key,))


def _asked_for_several(
    link: Link, values: tuple[tuple[str, object], ...], keys: object, arguments: Mapping[str, object]
) -> Asked | None:
    if not isinstance(keys, list | tuple):
        return None
    first = arguments.get(FIRST, link.first.default) if link.first is not None else None
    wanted = keys[:first] if isinstance(first, int) else keys
    places = tuple([_key(link, each) for each in wanted])
    keys = [each for each in places if each is not None and not isinstance(each, GraphQLError)]
    return Asked(values, tuple(dict.fromkeys(keys)), places)


def _key(link: Link, *parts: object) -> KeyValue | GraphQLError | None:
    try:
        return normalise(link.source.endpoint, *parts)
    except KeyRefused as error:
        return _refused(str(error))


def chosen_of(
    reference: Reference, parent: object, arguments: Mapping[str, object]
) -> tuple[Link, Mapping[str, object]] | None:
    """Return which link a reference follows for `parent`, with its arguments; None for none.

    Raises:
        GraphQLError: the caller's id is no global id.
        ServiceFailure: the parent's row has no readable kind.
    """
    try:
        return reference.choose(parent, arguments)
    except UnknownNode as error:
        raise _refused(str(error)) from None


def _page(link: Link, arguments: Mapping[str, object]) -> Mapping[str, object]:
    place = place_of(link, arguments)
    if place is None:
        raise _refused(
            "'after' is no cursor of this list. Give the cursor of one of its edges, or its endCursor, "
            "as it came."
        )
    return asked_page(link, place, arguments)


def asked_by(load: Load, key: object, placeholders: Mapping[str, object]) -> Asked | None:
    """Return what a resolver needs for one key; None where no row can have it, or a path lacks its value.

    Raises:
        GraphQLError: the key, or a segment of the path, cannot be sent.
        UndeclaredLoad: the key has another number of parts.
    """
    endpoint = load.source.endpoint
    given = {**load.values, **placeholders}
    for segment in endpoint.template.segments:
        if isinstance(segment, Placeholder) and segment.name in given:
            if given[segment.name] is None:
                return None
            _require_segment(given[segment.name], segment.name)
    parts, asked = key if isinstance(key, tuple) else (key,), len(endpoint.key_types)
    if len(parts) != asked:
        raise UndeclaredLoad(
            f"A resolver loads a key of {len(parts)} parts from {endpoint!r}, whose keys have {asked}. "
            "Give a tuple with one value for each part."
        )
    try:
        normal = normalise(endpoint, *parts)
    except KeyRefused as error:
        raise _refused(str(error)) from None
    arguments = tuple((name, frozen(given[name])) for name in load.placeholders)
    _require_query(endpoint, arguments)
    return None if normal is None else Asked(arguments, (normal,))


def _value(link: Link, parent: object, arguments: Mapping[str, object], each: Parameter) -> object:
    attribute, argument = each.attribute, each.argument
    value = getattr(parent, attribute) if attribute is not None else arguments.get(argument or "")
    try:
        return frozen_value(value, each.type, link.source.endpoint)
    except KeyRefused as error:
        raise _refused(str(error)) from None


def _require_segment(value: object, name: str) -> None:
    """Refuse what would be no segment of a path, or another one than it says."""
    if isinstance(value, tuple | ObjectValue):
        raise _refused(f"'{name}' must be a single value, which can stand in an address.")
    text = str(value)
    if text in ("", ".", "..") or not text.isprintable():
        raise _refused(f"'{name}' must not be empty, '.' or '..', and must have no control characters.")


def _require_query(endpoint: Endpoint, values: tuple[tuple[str, object], ...]) -> None:
    """Refuse what no query of an address can hold: objects, and lists of anything but single values."""
    odd = {name for name, value in values if _is_odd(value)}
    unfit = odd & {each.name for each in endpoint.template.placeholders} if odd else odd
    if unfit:
        raise _refused(f"'{min(unfit)}' must be a single value, or a list of such without nulls.")


def _is_odd(value: object) -> bool:
    if isinstance(value, tuple):
        return any(each is None or isinstance(each, ObjectValue | tuple) for each in value)
    return isinstance(value, ObjectValue)


def _refused(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": Code.BAD_USER_INPUT.value})


def shown(link: Link, value: object, arguments: Mapping[str, object]) -> object:
    """Return the field's value: rows past `first` are cut, and a failure is raised at this place.

    None as `value` stands for what was not asked for: no row, an empty list, an empty page.
    """
    value = _settled(value)
    if link.is_connection:
        return shown_page(link, value, arguments)
    value = loaded(value)
    if link.is_list and value is None:
        return ()
    if link.first is not None and isinstance(value, tuple):
        first = arguments.get(FIRST, link.first.default)
        return value[:first] if isinstance(first, int) else value
    return value


def loaded(value: object) -> object:
    """Return the row or rows that an entry of the row table has; a failure is raised."""
    value = _settled(value)
    return value.rows if isinstance(value, Page) else value


def _settled(value: object) -> object:
    """Raise a failure, each time as a fresh exception: graphql-core writes path and place into it."""
    if isinstance(value, ServiceFailure):
        raise ServiceFailure(value.code, service=value.service, endpoint=value.endpoint, detail=value.detail)
    if isinstance(value, UnsendableValue):
        raise UnsendableValue(str(value))
    return value

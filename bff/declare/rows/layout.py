"""Where the fields of a row stand in a reply, as Structs: one for the row, helpers for objects on the way.

A field of the row itself has a slot in the row's Struct. For `read_from("address.city")` the row has a
hidden slot `address` for a helper Struct, which has one for `city`; the row's `city` is a property that goes
there. Fields share the slots of the way that they have in common, those of embedded objects too: a helper
is then the embedded object's own Struct with more in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import msgspec

from .column import KEY_COLUMN, NO_DEFAULT, Column
from .identities import make_texts

__all__ = ["Clash", "columns_in", "fitting", "make_row_type", "options_of", "structs_in"]

_COLUMNS = "__bff_columns__"

Types = tuple[type[msgspec.Struct], ...]


class Clash(Exception):
    """A column that cannot be read beside another one: what is wrong, what to do."""

    def __init__(self, column: Column, what: str, remedy: str) -> None:
        self.column = column
        self.what = what
        self.remedy = remedy
        super().__init__(f"{column.name}: {what} {remedy}")


def make_row_type(
    name: str,
    columns: Sequence[Column],
    *,
    namespace: dict[str, Any],
    has_texts: bool,
    tag: tuple[str, str | int] | None = None,
) -> type[msgspec.Struct]:
    """Return the Struct with these columns as attributes. `has_texts`: its own IDs become texts.

    `tag`: the field that tells its rows from those of other types, and the value there.
    """
    slots = _slots(name, [_Leaf(each.path, each, is_own=True) for each in columns])
    nested = [each for each in columns if len(each.path) > 1]
    properties = {each.name: _reader(_way(slots, each.path), each.default) for each in nested}
    namespace = {**namespace, **properties, _COLUMNS: tuple(columns)}
    return _struct(name, slots, bases=(), namespace=namespace, has_texts=has_texts, tag=tag)


def columns_in(row_type: type[msgspec.Struct]) -> tuple[Column, ...]:
    """Return the columns of a row type; those of a Struct that was not derived are its fields."""
    known: tuple[Column, ...] | None = getattr(row_type, _COLUMNS, None)
    return _fields_of(row_type) if known is None else known


def fitting(name: str, columns: Sequence[Column]) -> Iterator[Column | Clash]:
    """Yield the columns, and in their places those that cannot be read beside the ones before.

    Each is tried with what fits so far, so that one start shows all that do not.
    """
    fit = [each for each in columns if len(each.path) == 1]
    for column in columns:
        if len(column.path) > 1:
            try:
                _slots(name, [_Leaf(each.path, each, is_own=True) for each in (*fit, column)])
            except _Pair as pair:
                yield _clash(column, pair)
                continue
            fit.append(column)
        yield column


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A column on its way to its slot."""

    path: tuple[str, ...]
    """What is left of the way."""
    column: Column
    is_own: bool
    """True: a column of the Struct that is laid out; False: one of a row around it."""


class _Pair(Exception):
    """Two columns that exclude each other: where both are read, or the first on the way to the second."""

    def __init__(self, first: Column, second: Column, *, is_same_place: bool) -> None:
        self.first = first
        self.second = second
        self.is_same_place = is_same_place
        super().__init__(first.name, second.name)


def _slots(name: str, leaves: Sequence[_Leaf]) -> tuple[Column, ...]:
    """Return the fields of a Struct, hidden ones too.

    Own columns come first: so a Struct with more in it than its base has the slots of its base, by the
    same attributes.
    """
    groups: dict[str, list[_Leaf]] = {}
    for leaf in leaves:
        groups.setdefault(leaf.path[0], []).append(leaf)
    return tuple(
        _slot(name, f"bff_slot_{number}", wire_name, group)
        for number, (wire_name, group) in enumerate(groups.items())
    )


def _slot(name: str, hidden: str, wire_name: str, group: Sequence[_Leaf]) -> Column:
    here = [leaf for leaf in group if len(leaf.path) == 1]
    behind = [_Leaf(leaf.path[1:], leaf.column, is_own=False) for leaf in group if len(leaf.path) > 1]
    attribute = next((leaf.column.name for leaf in here if leaf.is_own), hidden)
    shared = _shared([leaf.column for leaf in here]) if here else None
    if shared is not None and behind:
        shared = _widened(shared, behind)
    elif shared is None:
        shared = _on_the_way(name, behind)
    return replace(shared, name=attribute, path=(wire_name,))


def _shared(columns: Sequence[Column]) -> Column:
    """Return one column for several that are read from one place, as strict as the strictest of them."""
    shared, *others = columns
    for each in others:
        if (shared.is_identity, _bare(shared.type)) != (each.is_identity, _bare(each.type)):
            raise _Pair(columns[0], each, is_same_place=True)
        shared = replace(
            shared,
            type=each.type if _is_nullable(shared.type) else shared.type,
            default=shared.default if shared.default == each.default else NO_DEFAULT,
        )
    return shared


def _widened(embedded: Column, behind: Sequence[_Leaf]) -> Column:
    """Return the column of an embedded object with slots for what the row around it reads there."""
    base = _struct_in(embedded.type)
    if base is None:
        raise _Pair(embedded, behind[0].column, is_same_place=False)
    own = [_Leaf(each.path, each, is_own=True) for each in columns_in(base)]
    struct = _struct(base.__name__, _slots(base.__name__, [*own, *behind]), bases=(base,))
    if _is_needed(behind):
        return replace(embedded, type=struct, default=NO_DEFAULT)
    default = None if embedded.default is None else NO_DEFAULT
    return replace(embedded, type=struct | None if _is_nullable(embedded.type) else struct, default=default)


def _on_the_way(name: str, behind: Sequence[_Leaf]) -> Column:
    struct = _struct(name, _slots(name, behind), bases=())
    if _is_needed(behind):
        return Column("", (), struct)
    return Column("", (), struct | None, None)


def _is_needed(behind: Sequence[_Leaf]) -> bool:
    """Return True where an object that is null or missing is a failure of some field behind it."""
    return any(leaf.column.default is NO_DEFAULT for leaf in behind)


def _struct(
    name: str,
    slots: Sequence[Column],
    *,
    bases: Types,
    namespace: dict[str, Any] | None = None,
    has_texts: bool = True,
    tag: tuple[str, str | int] | None = None,
) -> type[msgspec.Struct]:
    namespace = {} if namespace is None else namespace
    identities = tuple(each.name for each in slots if each.is_identity)
    if identities and has_texts:
        namespace["__post_init__"] = make_texts(identities)
    fields: list[Any] = [
        (each.name, each.type, msgspec.field(name=each.path[0], default=each.default)) for each in slots
    ]
    return msgspec.defstruct(
        name,
        fields,
        bases=bases or None,
        namespace=namespace,
        frozen=True,
        kw_only=True,
        tag_field=tag[0] if tag else None,
        tag=tag[1] if tag else None,
    )


def _way(slots: Sequence[Column], path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the attributes on the way to the slot at this path."""
    slot = next(each for each in slots if each.path[0] == path[0])
    struct = _struct_in(slot.type)
    if len(path) == 1 or struct is None:
        return (slot.name,)
    return (slot.name, *_way(_fields_of(struct), path[1:]))


def _reader(way: tuple[str, ...], default: Any) -> property:
    *objects, last = way

    def read(self: msgspec.Struct) -> object:
        value: object = self
        for attribute in objects:
            value = getattr(value, attribute)
            if value is None:
                return default
        return getattr(value, last)

    return property(read)


def _fields_of(struct: type[msgspec.Struct]) -> tuple[Column, ...]:
    fields = msgspec.structs.fields(struct)
    return tuple(Column(each.name, (each.encode_name,), each.type, each.default) for each in fields)


def options_of(kind: Any) -> tuple[Any, ...]:
    """Return the types of a union; any other type is the only one."""
    return get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)


def structs_in(kind: Any) -> Types:
    """Return the Structs that an object may be read into, whether there may be something else or not."""
    return tuple(
        [each for each in options_of(kind) if isinstance(each, type) and issubclass(each, msgspec.Struct)]
    )


def _is_nullable(kind: Any) -> bool:
    return NoneType in options_of(kind)


def _bare(kind: Any) -> Any:
    return frozenset(options_of(kind)) - {NoneType}


def _struct_in(kind: Any) -> type[msgspec.Struct] | None:
    """Return the Struct of an object, whether it may be null or not; None for anything else."""
    structs = structs_in(kind)
    return structs[0] if len(structs) == len(_bare(kind)) == 1 else None


def _clash(column: Column, pair: _Pair) -> Clash:
    path = ".".join(column.path)
    other = pair.second if column is pair.first else pair.first
    its = "the key" if other.name.startswith(KEY_COLUMN) else f"'{other.name}'"
    if pair.is_same_place:
        what = f"is read from '{path}' as another type than {its}, which stands there too."
        return Clash(column, what, "Give both the same type, or remove one of them.")
    if len(structs_in(pair.first.type)) > 1:
        what = f"is read from '{path}', beside {its}, but the object there may be of several types."
        return Clash(column, what, "Declare the field in each of these types, or remove one of the two.")
    if column is pair.first:
        what = f"is read from '{path}', which is on the way to {its}, but has no object's type."
    else:
        what = f"is read from '{path}', but on the way stands {its}, which is no object."
    return Clash(column, what, "Correct the path, or remove one of them.")

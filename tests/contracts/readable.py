"""Whether a row type can read what a schema allows: names, types, and what may be null or missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct, inspect

from bff.declare.rows.column import NO_DEFAULT, Column
from bff.declare.rows.layout import columns_in
from bff.declare.rows.tagged import chosen
from tests.contracts.contract import Contract, Schema

__all__ = ["fit_problems"]

_READERS: dict[tuple[str, str | None], tuple[type[inspect.Type], ...]] = {
    ("boolean", None): (inspect.BoolType,),
    ("integer", None): (inspect.IntType, inspect.FloatType, inspect.DecimalType),
    ("number", None): (inspect.FloatType, inspect.DecimalType),
    ("string", None): (inspect.StrType,),
    ("string", "date"): (inspect.StrType, inspect.DateType),
    ("string", "date-time"): (inspect.StrType, inspect.DateTimeType),
    ("null", None): (inspect.NoneType,),
    ("array", None): (inspect.VarTupleType,),
    ("object", None): (inspect.StructType,),
}
"""What reads a value, by the type and format of JSON Schema; one that is not here needs an entry."""


def fit_problems(row_type: type[Struct], schema: Schema, contract: Contract, *, place: str) -> Iterator[str]:
    """Yield what `row_type` reads otherwise than an object of `schema` has it."""
    for column in columns_in(row_type):
        here = f"{place}.{column.name}"
        options: list[Schema] = [schema]
        for number, name in enumerate(column.path, 1):
            way = ".".join(column.path[:number])
            objects = [each for each in options if name in each.get("properties", {})]
            if not objects:
                yield f"{here}: there is no '{way}' in a row"
                options = []
                break
            yield from _absence_problems(column, options, name, f"{here}: '{way}'")
            options = [found for each in objects for found in contract.options(each["properties"][name])]
        for option in options:
            yield from _value_problems(inspect.type_info(column.type), option, contract, here)


def _absence_problems(column: Column, options: list[Schema], name: str, place: str) -> Iterator[str]:
    """Yield where an object may be without the name, or may be no object at all."""
    for each in options:
        if name in each.get("properties", {}):
            if column.default is NO_DEFAULT and name not in each.get("required", ()):
                yield f"{place} may be missing"
        elif column.default is NO_DEFAULT or each.get("type") not in ("null", "object"):
            yield f"{place} may be missing, as what holds it may be {each.get('type', 'anything')}"


def _value_problems(kind: inspect.Type, schema: Schema, contract: Contract, place: str) -> Iterator[str]:
    kinds: tuple[Any, ...] = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    if any(isinstance(each, inspect.AnyType) for each in kinds):
        return
    written, form = schema.get("type", "anything"), schema.get("format")
    readers = _READERS.get((written, form), ())
    if "enum" in schema:
        readers += (inspect.EnumType,)
    fitting = [each for each in kinds if isinstance(each, readers)]
    if not fitting:
        declared = " or ".join(type(each).__name__.removesuffix("Type") for each in kinds)
        yield f"{place}: may be {f'{form} {written}'.removeprefix('None ')}, but is read as {declared}"
    structs = [each.cls for each in fitting if isinstance(each, inspect.StructType)]
    if structs:
        yield from _object_problems(structs, schema, contract, place)
    for each in fitting:
        if isinstance(each, inspect.EnumType):
            known = [member.value for member in each.cls]
            unknown = [value for value in schema["enum"] if value not in known]
            yield from (f"{place}: may be {value!r}, which {each.cls.__name__} has not" for value in unknown)
        elif isinstance(each, inspect.VarTupleType):
            for option in contract.options(schema["items"]):
                yield from _value_problems(each.item_type, option, contract, f"{place}[]")


def _object_problems(
    structs: list[type[Struct]], schema: Schema, contract: Contract, place: str
) -> Iterator[str]:
    """Yield what is wrong with an object; of several types those count that it may say it has.

    Where the schema does not name what the object says, it is enough that one of them fits.
    """
    tag_field = structs[0].__struct_config__.tag_field
    if tag_field is None:
        yield from fit_problems(structs[0], schema, contract, place=place)
        return
    if tag_field not in schema.get("properties", {}):
        yield f"{place}: there is no '{tag_field}' in an object"
        return
    if tag_field not in schema.get("required", ()):
        yield f"{place}: '{tag_field}' may be missing"
    said = list(_values(schema["properties"][tag_field], contract))
    for value in said:
        struct = chosen(structs, {tag_field: value})
        if struct is None:
            yield f"{place}: '{tag_field}' may be {value!r}, which is none of the types there"
        else:
            yield from fit_problems(struct, schema, contract, place=f"{place}({value})")
    if not said:
        tags = [each.__struct_config__.tag for each in structs]
        found = [chosen(structs, {tag_field: each}) for each in tags]
        wrong = [
            list(fit_problems(each, schema, contract, place=place)) for each in found if each is not None
        ]
        yield from min(wrong, key=len)


def _values(schema: Schema, contract: Contract) -> Iterator[object]:
    """Yield the values that a schema names one by one."""
    for option in contract.options(schema):
        yield from [option["const"]] if "const" in option else option.get("enum", ())

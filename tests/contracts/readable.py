"""Whether a row type can read what a schema allows: names, types, and what may be null or missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct, inspect

from bff.declare.column import NO_DEFAULT, Column
from bff.declare.layout import columns_in
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
    fitting = [each for each in kinds if isinstance(each, readers)]
    if not fitting:
        declared = " or ".join(type(each).__name__.removesuffix("Type") for each in kinds)
        yield f"{place}: may be {f'{form} {written}'.removeprefix('None ')}, but is read as {declared}"
    for each in fitting:
        if isinstance(each, inspect.StructType):
            yield from fit_problems(each.cls, schema, contract, place=place)
        elif isinstance(each, inspect.VarTupleType):
            for option in contract.options(schema["items"]):
                yield from _value_problems(each.item_type, option, contract, f"{place}[]")

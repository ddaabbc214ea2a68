"""Whether a row type can read what a schema allows: names, types, and what may be null or missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import inspect, structs

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


def fit_problems(row_type: type, schema: Schema, contract: Contract, *, place: str) -> Iterator[str]:
    """Yield what `row_type` reads otherwise than an object of `schema` has it."""
    known = schema["properties"]
    for field in structs.fields(row_type):
        name, here = field.encode_name, f"{place}.{field.name}"
        if name not in known:
            yield f"{here}: there is no '{name}' in a row"
            continue
        if field.required and name not in schema.get("required", ()):
            yield f"{here}: '{name}' may be missing"
        for option in contract.options(known[name]):
            yield from _value_problems(inspect.type_info(field.type), option, contract, here)


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

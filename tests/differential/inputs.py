"""What callers send: enumerations, a scalar of the harbour's own, input objects with defaults."""

import warnings
from datetime import date
from enum import Enum
from typing import Any, NewType

import strawberry

__all__ = ["CrateFilter", "Everything", "OrderInput", "OrderLine", "Scale", "ShipKind", "Tonnage"]


@strawberry.enum
class ShipKind(Enum):
    FREIGHTER = "f"
    FERRY = "y"
    TUG = "t"


@strawberry.enum
class Scale(Enum):
    CELSIUS = "C"
    FAHRENHEIT = "Fahr"


def _parsed(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("A tonnage is a whole number from 0.")
    return value


def _written(value: Any) -> str:
    if value < 0:
        raise ValueError("No ship has less than no tonnage.")
    return f"{value} t"


with warnings.catch_warnings():  # a Graph has no map of scalars, which Strawberry would rather have
    warnings.simplefilter("ignore", DeprecationWarning)
    Tonnage = strawberry.scalar(
        NewType("Tonnage", int), name="Tonnage", serialize=_written, parse_value=_parsed
    )


@strawberry.input
class CrateFilter:
    term: str | None = strawberry.UNSET
    ships: list[int] | None = None
    most: int = 2


@strawberry.input
class OrderLine:
    what: str
    count: int = 1
    by: date | None = None


@strawberry.input
class OrderInput:
    lines: list[OrderLine]
    note: str | None = strawberry.UNSET


@strawberry.input
class Everything:
    number: int
    texts: list[str | None] | None = strawberry.UNSET
    kind: ShipKind = ShipKind.TUG
    line: OrderLine = strawberry.field(default_factory=lambda: OrderLine(what="nothing"))
    weight: Tonnage | None = None  # type: ignore[valid-type]

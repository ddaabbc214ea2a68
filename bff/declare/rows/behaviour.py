"""The functions, properties and constants of a type that its rows carry, so that `self` behaves."""

from __future__ import annotations

import abc
import functools
import inspect
import types
from collections.abc import Iterator, Set as AbstractSet
from typing import Any, Generic, Protocol

from strawberry.types.field import StrawberryField

from bff.errors import Problem

__all__ = ["behaviour_of", "behaviour_problems"]

_NOT_OURS: tuple[Any, ...] = (object, Generic, Protocol, abc.ABC)
_MAKES_INSTANCES = ("__init__", "__new__", "__post_init__")


def behaviour_of(origin: type, columns: AbstractSet[str]) -> dict[str, Any]:
    """Return what the author wrote in the class beside its fields, by name."""
    return {
        name: value
        for name, value in vars(origin).items()
        if name not in columns and name not in _MAKES_INSTANCES and _is_written(name, value)
    }


def behaviour_problems(origin: type, columns: AbstractSet[str]) -> Iterator[Problem]:
    """Yield what a row, which is no instance of the class, cannot do."""
    own = vars(origin)
    for name in _MAKES_INSTANCES:
        if isinstance(own.get(name), types.FunctionType) and not _is_generated(own[name]):
            yield Problem(
                f"{origin.__name__}.{name}",
                "would not run: rows come from a reply as they are, and never change.",
                "Compute what it sets in a function or a property.",
            )
    for name, value in behaviour_of(origin, columns).items():
        yield from _value_problems(f"{origin.__name__}.{name}", value)
    seen = set(own) | columns
    for base in origin.__mro__[1:]:
        if base in _NOT_OURS:
            continue
        for name in behaviour_of(base, seen):
            yield Problem(
                f"{origin.__name__}.{name}",
                f"is inherited from '{base.__name__}', but a row has only what stands in its own class.",
                f"Define it in '{origin.__name__}', or make it a function beside the class.",
            )
        seen |= set(vars(base))


def _value_problems(place: str, value: Any) -> Iterator[Problem]:
    if isinstance(value, functools.cached_property):
        yield Problem(
            place,
            "is a cached_property, which needs a place to write to, but rows never change.",
            "Make it a property, or a function.",
        )
    if any("__class__" in function.__code__.co_freevars for function in _functions_of(value)):
        yield Problem(
            place,
            "uses super() or __class__, but a row is no instance of the class.",
            "Call the function by the name of the class that has it.",
        )


def _is_written(name: str, value: Any) -> bool:
    """Return True for what the author wrote, False for what Python, dataclasses and Strawberry add."""
    if name.startswith("__") and name.endswith("__"):
        return isinstance(value, types.FunctionType) and not _is_generated(value)
    return not isinstance(value, StrawberryField | types.MemberDescriptorType) and not name.startswith(
        "_abc_"
    )


def _is_generated(function: types.FunctionType) -> bool:
    inner: Any = inspect.unwrap(function)
    return bool(inner.__module__ == "dataclasses" or inner.__code__.co_filename == "<string>")


def _functions_of(value: Any) -> list[types.FunctionType]:
    if isinstance(value, property):
        found = [value.fget, value.fset, value.fdel]
    elif isinstance(value, functools.cached_property):
        found = [value.func]
    elif isinstance(value, classmethod | staticmethod):
        found = [value.__func__]
    else:
        found = [value]
    unwrapped = [inspect.unwrap(each) for each in found if callable(each) and not isinstance(each, type)]
    return [each for each in unwrapped if isinstance(each, types.FunctionType)]

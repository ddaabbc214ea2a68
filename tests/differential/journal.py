"""What the resolvers of one run read, and what they leave behind: who ran, where, and what was written."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field

import strawberry

from .data import DataSet

__all__ = ["Journal", "current", "fails", "note", "selected"]


@dataclass(slots=True)
class Journal:
    """One run's. Tasks that it starts share it with the run."""

    data: DataSet
    resolved: list[tuple[str, str]] = field(default_factory=list)
    """Field and path of each resolver that can say where it ran, once for each time."""
    ran: list[str] = field(default_factory=list)
    """The same of those that cannot: field and object."""
    writes: list[str] = field(default_factory=list)
    """The writes of hand-written mutations, in their order."""


current: ContextVar[Journal] = ContextVar("current")


def note(field_name: str, where: strawberry.Info | str) -> None:
    """Note that a resolver ran."""
    if isinstance(where, str):
        current.get().ran.append(f"{field_name} of {where}")
    else:
        path = ".".join(str(each) for each in where.path.as_list())
        current.get().resolved.append((field_name, path))


def fails(fault: str, number: int) -> bool:
    """Return True where the data set wants this fault for this object."""
    return number in current.get().data.faults.get(fault, ())


def selected(info: strawberry.Info) -> list[str]:
    """Return the names of what Strawberry says is selected here."""
    return [getattr(each, "name", "a fragment") for each in info.selected_fields]

"""A plain field that the service calls otherwise or keeps deeper inside: `read_from("address.city")`."""

from __future__ import annotations

import contextlib
import dataclasses
import inspect
import sys
from collections.abc import Sequence
from typing import Any

from strawberry.annotation import StrawberryAnnotation
from strawberry.types.field import StrawberryField
from strawberry.types.private import is_private

from .discriminator import Discriminator

__all__ = ["ReadField", "declared_discriminators", "declared_paths", "path_of", "read_from"]

_METADATA = "bff.path"
_DISCRIMINATOR = "bff.discriminator"
_NO_DEFAULT: Any = dataclasses.MISSING


def read_from(
    path: str,
    *,
    default: Any = _NO_DEFAULT,
    discriminator: Discriminator | None = None,
    name: str | None = None,
    description: str | None = None,
    deprecation_reason: str | None = None,
    directives: Sequence[object] = (),
) -> Any:
    """Declare where in a row a field's value stands: names as the service writes them, joined by dots.

    `default` stands for what the reply does not bring: the value itself, or an object on the way to it,
    is missing, or such an object is null. Without one, that is null in a nullable field and a failure in
    any other. `discriminator` is for an interface or a union, and for lists of them: it names the field by
    which the object itself says its type. The other options are those of `strawberry.field`; a private field
    has no use for them.

    Returns Any, so that the annotation beside it stays the type that a reader and a type checker see.
    """
    return ReadField(
        graphql_name=name,
        description=description,
        default=default,
        deprecation_reason=deprecation_reason,
        directives=directives,
        metadata={_METADATA: path, _DISCRIMINATOR: discriminator},
    )


class ReadField(StrawberryField):
    """A Strawberry field that knows where its value stands; what the author wrote travels in `metadata`."""

    @property
    def discriminator(self) -> object:
        """What the author wrote, unchecked: it may be of any type."""
        return self.metadata[_DISCRIMINATOR]

    def __set_name__(self, owner: type, name: str) -> None:
        """Give way to a plain dataclass field where the annotation is private.

        Strawberry refuses its own fields there; this is the last moment before it looks.
        """
        if _is_private(owner, name):
            plain = dataclasses.field(default=self.default, kw_only=True, metadata=self.metadata)
            setattr(owner, name, plain)
        else:
            super().__set_name__(owner, name)


def declared_paths(origin: type) -> dict[str, object]:
    """Return what the author wrote for each field, unchecked: it may be of any type."""
    return _declared(origin, _METADATA)


def declared_discriminators(origin: type) -> dict[str, object]:
    """Return the discriminators that the author wrote, by field, unchecked."""
    return {name: each for name, each in _declared(origin, _DISCRIMINATOR).items() if each is not None}


def path_of(written: object) -> tuple[str, ...] | None:
    """Return the names on the way, from the outside in; None for what is no path."""
    names = tuple(written.split(".")) if isinstance(written, str) else ()
    return names if names and all(names) else None


def _declared(origin: type, part: str) -> dict[str, object]:
    fields = dataclasses.fields(origin) if dataclasses.is_dataclass(origin) else ()
    return {each.name: each.metadata[part] for each in fields if part in each.metadata}


def _is_private(owner: type, name: str) -> bool:
    """Return whether the annotation says so; one whose names are not known yet is Strawberry's to read."""
    annotation: Any = inspect.get_annotations(owner).get(name)
    if isinstance(annotation, str):
        namespace = vars(sys.modules[owner.__module__])
        with contextlib.suppress(NameError, AttributeError, TypeError, SyntaxError):
            annotation = StrawberryAnnotation(annotation, namespace=namespace).evaluate()
    return is_private(annotation)

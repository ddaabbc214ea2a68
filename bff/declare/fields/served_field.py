"""A Strawberry field that the engine answers: what the author declared travels in its `metadata`.

It has no value of its own. Types and their fields are shared by every schema made of them, so what was
checked is kept by the schema, whose blueprint gives the field its resolver.
"""

from __future__ import annotations

from typing import Any

from strawberry.types.field import StrawberryField

__all__ = ["ServedField"]


class ServedField(StrawberryField):
    """What links, references and global ids have in common."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.init = self.repr = self.compare = False

    @property
    def is_basic_field(self) -> bool:
        """False: the value is never an attribute of the parent."""
        return False

    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: Any) -> Any:
        """Refuse: this schema was never checked."""
        raise RuntimeError(
            f"The field '{self.python_name}' was run in a schema that was not checked. "
            "Serve a Graph, not the Strawberry schema itself."
        )

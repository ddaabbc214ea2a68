"""The names that a service writes for those of the schema's Python."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from .endpoint import Naming

__all__ = ["wire_name"]


@cache
def wire_name(name: str, naming: Naming) -> str:
    """Return the name as the service writes it; camel case is msgspec's: `track_id` becomes `trackId`."""
    if naming != "camel":
        return name
    renamed: str = msgspec.defstruct("Names", [(name, Any)], rename="camel").__struct_encode_fields__[0]
    return renamed

"""What stands before a resolver: permissions of every kind, and an extension."""

import asyncio
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.permission import BasePermission

__all__ = ["Allowed", "Loud", "Raising", "Refused"]


class Allowed(BasePermission):
    """Lets the even ones pass, and those without a number."""

    message = "Only for even numbers."

    async def has_permission(self, source: Any, info: strawberry.Info, **given: Any) -> bool:
        for _ in range(int(given.get("number", 0)) % 3):
            await asyncio.sleep(0)
        return int(given.get("number", 0)) % 2 == 0


class Refused(BasePermission):
    message = "For nobody."

    def has_permission(self, source: Any, info: strawberry.Info, **_: Any) -> bool:
        return False


class Raising(BasePermission):
    message = "Never said."

    def has_permission(self, source: Any, info: strawberry.Info, **_: Any) -> bool:
        raise RuntimeError("the permission itself is broken")


class Loud(FieldExtension):
    """Writes texts in capitals, whichever way its field is resolved."""

    def resolve(self, next_: Any, source: Any, info: strawberry.Info, **given: Any) -> Any:
        return next_(source, info, **given).upper()

    async def resolve_async(self, next_: Any, source: Any, info: strawberry.Info, **given: Any) -> Any:
        return (await next_(source, info, **given)).upper()

"""The cost directives of the IBM specification, as Strawberry schema directives that print in the SDL.

Source: https://ibm.github.io/graphql-specs/cost-spec.html
"""

from __future__ import annotations

import strawberry
from strawberry.schema_directive import Location

__all__ = ["Cost", "ListSizeDirective"]


@strawberry.schema_directive(
    name="cost",
    locations=[
        Location.ARGUMENT_DEFINITION,
        Location.ENUM,
        Location.FIELD_DEFINITION,
        Location.INPUT_FIELD_DEFINITION,
        Location.OBJECT,
        Location.SCALAR,
    ],
    description="What resolving this costs, in points: a finite number.",
)
class Cost:
    """`directives=[Cost(weight="2.5")]` on a field, type, argument, input field, enum or scalar."""

    weight: str


@strawberry.schema_directive(
    name="listSize",
    locations=[Location.FIELD_DEFINITION],
    description="How long the list can be: a number, or the arguments that say so.",
)
class ListSizeDirective:
    """`directives=[ListSizeDirective(assumed_size=5)]`, for a hand-written list; links declare their own."""

    assumed_size: int | None = strawberry.UNSET
    slicing_arguments: list[str] | None = strawberry.UNSET
    sized_fields: list[str] | None = strawberry.UNSET
    require_one_slicing_argument: bool | None = True

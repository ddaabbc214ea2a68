"""Weights and sizes that a schema declares, and what the specification forbids."""

from enum import Enum
from typing import Annotated

import pytest
import strawberry

from bff import Cost, Graph, ListSizeDirective
from bff.declare import SizeRule, blueprint
from tests.rooms.declare.wrong import problems_of


def heavy(weight: str) -> list[object]:
    return [Cost(weight=weight)]


@strawberry.enum(directives=heavy("0.5"))
class Colour(Enum):
    RED = "r"


@strawberry.input
class Page:
    first: int = strawberry.field(default=5, directives=heavy("3"))
    ids: list[int] | None = None
    name: str | None = None


@strawberry.input
class Filter:
    page: Page | None = None


@strawberry.type(directives=heavy("4"))
class Thing:
    name: str = strawberry.field(directives=heavy("-1"))
    colour: Colour


@strawberry.type
class Box:
    things: list[Thing]
    label: str


@strawberry.type
class Query:
    @strawberry.field(directives=[Cost(weight="1e2"), ListSizeDirective(slicing_arguments=["first"])])
    def things(self, first: Annotated[int, strawberry.argument(directives=heavy("7"))] = 5) -> list[Thing]:
        return []

    @strawberry.field(
        directives=[ListSizeDirective(slicing_arguments=["filter.page.first", "filter.page.ids"])]
    )
    def filtered(self, filter: Filter) -> list[Thing]:
        return []

    @strawberry.field(directives=[ListSizeDirective(assumed_size=3, sized_fields=["things"])])
    def box(self) -> Box:
        raise NotImplementedError

    @strawberry.field(
        directives=[
            ListSizeDirective(assumed_size=0, slicing_arguments=["first"], require_one_slicing_argument=False)
        ]
    )
    def some(self, first: int | None) -> list[Thing]:
        return []


def test_weights_and_sizes_are_read() -> None:
    costs = blueprint(Graph(query=Query), default_list_size=12).costs
    assert costs.weights == {
        "Colour": 0.5,
        "Page.first": 3.0,
        "Query.things": 100.0,
        "Query.things(first:)": 7.0,
        "Thing": 4.0,
        "Thing.name": -1.0,
    }
    assert costs.sizes == {
        "Query.box": SizeRule(assumed_size=3, sized_fields=("things",)),
        "Query.filtered": SizeRule(slicing_arguments=("filter.page.first", "filter.page.ids")),
        "Query.some": SizeRule(assumed_size=0, slicing_arguments=("first",), requires_one=False),
        "Query.things": SizeRule(slicing_arguments=("first",)),
    }
    assert costs.default_list_size == 12


WEIGHT = 'which is no finite number. Write one as text: Cost(weight="2.5").'
SLICED = (
    "which is none of its integer or list arguments. "
    "Name one as the SDL does, or a path into an input object: 'input.page.first'."
)
FORBIDDEN: list[tuple[list[object], list[str]]] = [
    (heavy("inf"), [f"has the weight 'inf', {WEIGHT}"]),
    (heavy("nan"), [f"has the weight 'nan', {WEIGHT}"]),
    (heavy("heavy"), [f"has the weight 'heavy', {WEIGHT}"]),
    (heavy(""), [f"has the weight '', {WEIGHT}"]),
    ([*heavy("1"), *heavy("2")], ["has two weights. Keep one Cost(...) or cost=."]),
    (
        [ListSizeDirective(assumed_size=1), ListSizeDirective(assumed_size=2)],
        ["has two list sizes. Keep one ListSizeDirective(...); a link has its own from first= or size=."],
    ),
    ([ListSizeDirective(assumed_size=-1)], ["assumes the size -1. Give a whole number of 0 or more."]),
    (
        [ListSizeDirective()],
        [
            "has a list size without a size. "
            "Give it assumed_size=5, or slicing_arguments=[...] where arguments say the size."
        ],
    ),
    (
        [ListSizeDirective(assumed_size=1, sized_fields=["nothing"])],
        ["sizes 'nothing', which 'Box' does not have. Name one of its lists as the SDL does."],
    ),
    (
        [ListSizeDirective(assumed_size=1, sized_fields=["label"])],
        ["sizes 'Box.label', which is no list. Name a list."],
    ),
    ([ListSizeDirective(slicing_arguments=["none"])], [f"is sliced by 'none', {SLICED}"]),
    ([ListSizeDirective(slicing_arguments=["text"])], [f"is sliced by 'text', {SLICED}"]),
    ([ListSizeDirective(slicing_arguments=["filter"])], [f"is sliced by 'filter', {SLICED}"]),
    ([ListSizeDirective(slicing_arguments=["first.x"])], [f"is sliced by 'first.x', {SLICED}"]),
    (
        [ListSizeDirective(slicing_arguments=["filter.page.name"])],
        [f"is sliced by 'filter.page.name', {SLICED}"],
    ),
    (
        [ListSizeDirective(assumed_size=1, slicing_arguments=["last"])],
        [
            "assumes a size that never counts: one of its slicing arguments is required. "
            "Remove assumed_size, or set require_one_slicing_argument=False."
        ],
    ),
    (
        [ListSizeDirective(assumed_size=1, slicing_arguments=["first"], require_one_slicing_argument=False)],
        [
            "assumes a size that never counts: its slicing argument 'first' has a default. "
            "Remove assumed_size, or the default."
        ],
    ),
    (
        [*heavy("x"), ListSizeDirective(assumed_size=-2, sized_fields=["label", "nothing"])],
        [
            "assumes the size -2. Give a whole number of 0 or more.",
            f"has the weight 'x', {WEIGHT}",
            "sizes 'Box.label', which is no list. Name a list.",
            "sizes 'nothing', which 'Box' does not have. Name one of its lists as the SDL does.",
        ],
    ),
]


@pytest.mark.parametrize(("directives", "messages"), FORBIDDEN, ids=[each[1][0][:40] for each in FORBIDDEN])
def test_what_the_specification_forbids(directives: list[object], messages: list[str]) -> None:
    @strawberry.type
    class Root:
        @strawberry.field(directives=directives)
        def boxes(self, filter: Filter, last: int, text: str, first: int = 5) -> list[Box]:
            return []

    assert problems_of(Graph(query=Root)) == [f"Root.boxes: {message}" for message in messages]


def test_a_size_is_for_lists() -> None:
    @strawberry.type
    class Root:
        @strawberry.field(directives=[ListSizeDirective(assumed_size=1)])
        def box(self) -> Box:
            raise NotImplementedError

    assert problems_of(Graph(query=Root)) == [
        "Root.box: has a list size, but is no list. "
        "Remove it, or name the lists inside it: sized_fields=[...]."
    ]


@strawberry.interface(directives=heavy("1"))
class Named:
    name: str = strawberry.field(directives=heavy("2"))


@strawberry.type
class Person(Named):
    age: int


def test_what_is_abstract_has_no_weight() -> None:
    @strawberry.type
    class Root:
        @strawberry.field
        def person(self) -> Person:
            raise NotImplementedError

    abstract = "cannot have a weight, as it is abstract. Weigh the object types that have it."
    assert problems_of(Graph(query=Root)) == [f"Named: {abstract}", f"Named.name: {abstract}"]

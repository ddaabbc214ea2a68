"""Types that no reply can be read into, or whose functions would not behave: told when the server starts."""

import functools
from dataclasses import field
from typing import Annotated, Any, ClassVar

import pytest
import strawberry

from bff import Discriminator, read_from
from tests.rooms.declare.rows import problems_of


@strawberry.type
class Place:
    id: strawberry.ID
    city: str


@strawberry.type
class Rating:
    track_id: strawberry.ID


class Strange:
    pass


@strawberry.type
class Selfish:
    id: strawberry.ID
    inner: "Selfish | None"


@strawberry.type
class Ping:
    pong: Annotated["Pong", strawberry.lazy("tests.rooms.declare.test_row_problems")]


@strawberry.type
class Pong:
    pings: list[Ping]


@strawberry.interface
class Shape:
    name: str

    @strawberry.field
    def shout(self) -> str:
        return self.name.upper()

    def kept(self) -> str:
        return self.name

    def lost(self) -> str:
        return self.name


@strawberry.type
class Circle(Shape):
    LIMIT: ClassVar[int] = 5

    def kept(self) -> str:
        return "mine"


@strawberry.type
class Calls:
    name: str

    def __post_init__(self) -> None:
        self.name = self.name.strip()

    @strawberry.field
    def parent(self) -> str:
        return super().__str__()

    @property
    def own_class(self) -> str:
        return __class__.__name__  # type: ignore[name-defined, no-any-return]

    @functools.cached_property
    def slow(self) -> str:
        return self.name


@strawberry.type
class Unreadable:
    shape: Shape
    either: Annotated[Place | Rating, strawberry.union("Either")]
    raw: strawberry.Private[Strange]
    inner: strawberry.Private[list[Strange | None]]
    hidden: strawberry.Private[Shape | None]
    mixed: strawberry.Private[list[Place | Rating]]
    told: strawberry.Private[Place | Rating] = read_from(
        "told", discriminator=Discriminator("type", {"place": "Place"})
    )
    deep_shape: list[Shape] = read_from("deep.shape")
    default: strawberry.Private[dict[str, int]] = field(default_factory=dict)


@strawberry.type
class Twice:
    track_id: int
    trackId: int  # noqa: N815 - what an author may write


JSON_CAN = "Give it a type that JSON can bring, or a function that makes the value."
SINGLE = (
    'Give it a single type, or read the values that functions need, such as read_from("payment.amount"): '
    "only a field that is shown may have a discriminator."
)


def say_type(path: str) -> str:
    return (
        f'Write read_from("{path}", discriminator=Discriminator("type", {{"card": "CardPayment"}})), '
        "or give it a single type."
    )


PROBLEMS: list[tuple[Any, list[str]]] = [
    (
        Selfish,
        [
            "Selfish.inner: makes 'Selfish' stand inside itself without end: Selfish > Selfish. "
            "Read one of them by a link, or leave the field out."
        ],
    ),
    (
        Ping,
        [
            "Pong.pings: makes 'Ping' stand inside itself without end: Ping > Pong > Ping. "
            "Read one of them by a link, or leave the field out."
        ],
    ),
    (
        Circle,
        [
            "Circle.lost: is inherited from 'Shape', but a row has only what stands in its own class. "
            "Define it in 'Circle', or make it a function beside the class."
        ],
    ),
    (
        Calls,
        [
            "Calls.__post_init__: would not run: rows come from a reply as they are, and never change. "
            "Compute what it sets in a function or a property.",
            "Calls.parent: uses super() or __class__, but a row is no instance of the class. "
            "Call the function by the name of the class that has it.",
            "Calls.own_class: uses super() or __class__, but a row is no instance of the class. "
            "Call the function by the name of the class that has it.",
            "Calls.slow: is a cached_property, which needs a place to write to, but rows never change. "
            "Make it a property, or a function.",
        ],
    ),
    (
        Unreadable,
        [
            "Unreadable.shape: is of the interface 'Shape': nothing says yet which type a row has. "
            + say_type("shape"),
            "Unreadable.either: is of a union: nothing says yet which of its types a row has. "
            + say_type("either"),
            "Unreadable.deep_shape: is of the interface 'Shape': "
            "nothing says yet which type a row has. " + say_type("deep.shape"),
            f"Unreadable.raw: has the type 'Strange', which no reply can be read into. {JSON_CAN}",
            f"Unreadable.inner: has the type 'Strange', which no reply can be read into. {JSON_CAN}",
            "Unreadable.hidden: is of the interface 'Shape': nothing says yet which type a row has. "
            + SINGLE,
            "Unreadable.mixed: is of a union: nothing says yet which of its types a row has. " + SINGLE,
            "Unreadable.told: has a discriminator, but is private. Show the field, or give it a single type.",
            "Unreadable.default: has a default that could change, a dict. "
            "Rows are shared and never change: leave the default out.",
        ],
    ),
]


@pytest.mark.parametrize(("origin", "messages"), PROBLEMS, ids=[each[0].__name__ for each in PROBLEMS])
def test_what_no_row_can_be(origin: Any, messages: list[str]) -> None:
    assert problems_of(origin) == sorted(messages, key=problems_of(origin).index)


def test_two_fields_cannot_be_read_from_one_name() -> None:
    assert problems_of(Twice) == []
    assert problems_of(Twice, naming="camel") == [
        "Twice.trackId: is read from 'trackId', as 'track_id' is. Remove one of them, or give it a function."
    ]

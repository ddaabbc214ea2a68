"""Objects of several types inside rows: what they are read into, and what is told when the server starts."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

import msgspec
import pytest
import strawberry

from bff import Discriminator, Graph, Key, Service, argument, link, read_from
from bff.declare import blueprint
from tests.rooms.declare.wrong import problems_of

shop = Service("shop", naming="camel")
by_id = shop.one("GET /orders?ids={ids}", key=Key("id"))
anything: Any = Discriminator


@strawberry.type
class Card:
    id: strawberry.ID
    last_four: str


@strawberry.type
class Transfer:
    amount: int


@strawberry.type
class Other:
    amount: int


Payment = Annotated[Card | Transfer, strawberry.union("Payment")]


@strawberry.interface
class Step:
    title: str


@strawberry.type
class Move(Step):
    title: str
    after: list[Step] = read_from("next_steps", discriminator=Discriminator("kind", {2: "Pack"}))


@strawberry.type
class Pack(Step):
    title: str


PAYMENTS = Discriminator("payment_type", {"card": "Card", "credit": "Card", "transfer": "Transfer"})
STEPS = Discriminator("kind", {1: "Move", 2: "Pack"})


def graph(**fields: tuple[Any, Any]) -> Graph:
    """Return a graph with orders that have these fields: the annotation of each, and what is declared."""
    declared = {name: value for name, (_, value) in fields.items()}
    annotations = {name: annotation for name, (annotation, _) in fields.items()}
    order: Any = strawberry.type(type("Order", (), {"__annotations__": annotations, **declared}))
    root = {"__annotations__": {"order": order | None}, "order": link(by_id, key=argument("id"))}
    return Graph(query=strawberry.type(type("Query", (), root)), types=(Move, Pack, Other))


def read(reply: object, **fields: tuple[Any, Any]) -> Any:
    """Return the order that a service sent."""
    (source,) = blueprint(graph(**fields)).sources
    return msgspec.json.decode(msgspec.json.encode(reply), type=source.row_type)


def test_an_object_is_read_as_the_type_that_it_says() -> None:
    payment = (Payment | None, read_from("the_payment", discriminator=PAYMENTS))
    for said in ("card", "credit"):
        row = read({"the_payment": {"payment_type": said, "id": 1, "lastFour": "0000"}}, payment=payment)
        assert (row.payment.id, row.payment.last_four) == ("1", "0000")
    assert (
        read({"the_payment": {"payment_type": "transfer", "amount": 3}}, payment=payment).payment.amount == 3
    )
    assert read({}, payment=payment).payment is None


def test_lists_may_be_nested_and_types_hold_objects_of_such_types_themselves() -> None:
    steps = (list[list[Step | None]], read_from("plan.steps", discriminator=STEPS))
    move = {"kind": 1, "title": "a", "next_steps": [{"kind": 2, "title": "b"}]}
    row = read({"plan": {"steps": [[move, None], []]}}, steps=steps)
    assert (row.steps[0][0].after[0].title, row.steps[0][1], row.steps[1]) == ("b", None, ())


T = TypeVar("T")


@strawberry.type
class Batch(Generic[T]):
    total: T
    payments: list[Payment] = read_from("items", discriminator=PAYMENTS)


def test_a_generic_type_keeps_its_discriminator() -> None:
    row = read(
        {"batch": {"total": 1, "items": [{"payment_type": "transfer", "amount": 3}]}},
        batch=(Batch[int], read_from("batch")),
    )
    assert (row.batch.total, row.batch.payments[0].amount) == (1, 3)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"payment": None},
        {"payment": {"amount": 3}},
        {"payment": {"payment_type": "cash", "amount": 3}},
        {"payment": {"payment_type": None, "amount": 3}},
        {"payment": {"payment_type": "transfer", "amount": "3"}},
        {"payment": {"payment_type": "transfer", "id": 1, "lastFour": "0000"}},
    ],
)
def test_what_is_of_none_of_the_types_does_not_pass(wrong: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        read(wrong, payment=(Payment, read_from("payment", discriminator=PAYMENTS)))


@pytest.mark.parametrize("said", [{}, {"payment_type": "cash"}, {"payment_type": "not transfer"}])
def test_a_type_must_be_said_though_it_is_the_only_one_that_is_listed(said: dict[str, str]) -> None:
    only = Discriminator("payment_type", {"transfer": "Transfer"})
    with pytest.raises(msgspec.ValidationError):
        read(
            {"payment": {"amount": 3, "never": 1, **said}},
            payment=(Payment, read_from("payment", discriminator=only)),
        )


EXAMPLE = (
    'Write Discriminator("kind", {"album": "Album", "artist": "Artist"}): the field, and a GraphQL type for '
    "each of its values, which are all texts or all whole numbers."
)
SINGLE = "Remove it, or give the field the interface or union that has several."
PROBLEMS: list[tuple[str, Any, Any, list[str]]] = [
    ("a text", Payment, "type", [f"has discriminator='type'. {EXAMPLE}"]),
    (
        "no name",
        Payment,
        Discriminator("", {"card": "Card"}),
        [f"has discriminator={Discriminator('', {'card': 'Card'})!r}. {EXAMPLE}"],
    ),
    (
        "no types",
        Payment,
        Discriminator("type", {}),
        [f"has a discriminator with the types {{}}. {EXAMPLE}"],
    ),
    (
        "a list of types",
        Payment,
        anything("type", ["Card"]),
        [f"has a discriminator with the types ['Card']. {EXAMPLE}"],
    ),
    (
        "values of two kinds",
        Payment,
        anything("type", {"card": "Card", 1: "Transfer"}),
        [f"has a discriminator with the types {{'card': 'Card', 1: 'Transfer'}}. {EXAMPLE}"],
    ),
    (
        "types of another union, and names that are close",
        list[Payment | None],
        anything("type", {"card": "Cards", "transfer": "Transfer", "other": "Other", "none": ["Card"]}),
        [
            "says that 'card' is 'Cards', which is none of the types of 'Payment'. Did you mean 'Card'? "
            "Its types are Card, Transfer.",
            "says that 'none' is ['Card'], which is none of the types of 'Payment'. Did you mean 'Card'? "
            "Its types are Card, Transfer.",
            "says that 'other' is 'Other', which is none of the types of 'Payment'. "
            "Its types are Card, Transfer.",
        ],
    ),
    (
        "a single type",
        Transfer,
        PAYMENTS,
        [f"has a discriminator, but 'Transfer' is a single type. {SINGLE}"],
    ),
    ("a list", list[Transfer], PAYMENTS, [f"has a discriminator, but 'Transfer' is a single type. {SINGLE}"]),
    ("a scalar", str | None, PAYMENTS, [f"has a discriminator, but 'String' is a single type. {SINGLE}"]),
]


@pytest.mark.parametrize(
    ("kind", "discriminator", "messages"), [each[1:] for each in PROBLEMS], ids=[each[0] for each in PROBLEMS]
)
def test_what_is_wrong_with_a_discriminator_is_told(
    kind: Any, discriminator: Any, messages: list[str]
) -> None:
    payment = (kind, read_from("payment", discriminator=discriminator))
    assert problems_of(graph(payment=payment)) == [f"Order.payment: {each}" for each in messages]


def test_an_interface_that_nothing_implements_has_no_types() -> None:
    @strawberry.interface
    class Lonely:
        title: str

    lonely = read_from("x", discriminator=Discriminator("kind", {"pack": "Pack"}))
    assert problems_of(graph(lonely=(Lonely, lonely))) == [
        "Order.lonely: says that 'pack' is 'Pack', which is none of the types of 'Lonely'. "
        "It has none yet: name those that implement it in Graph(types=...)."
    ]


def test_a_type_without_a_discriminator_is_told_how_to_get_one_by_the_name_that_the_service_has() -> None:
    def say(path: str) -> str:
        example = f'read_from("{path}", discriminator=Discriminator("type", {{"card": "CardPayment"}}))'
        return f"Write {example}, or give it a single type."

    assert problems_of(
        graph(last_step=(Step, read_from("a.b")), first_payment=(Payment, strawberry.field()))
    ) == [
        "Order.first_payment: is of a union: nothing says yet which of its types a row has. "
        + say("firstPayment"),
        "Order.last_step: is of the interface 'Step': nothing says yet which type a row has. " + say("a.b"),
    ]


@strawberry.type
class Telling:
    kind: str


@strawberry.type
class Looping:
    again: list[Annotated[Looping | Telling, strawberry.union("Round")]] = read_from(
        "again", discriminator=Discriminator("type", {"loop": "Looping"})
    )


def test_types_that_cannot_be_told_apart_or_never_end_are_told() -> None:
    either = Annotated[Telling | Transfer, strawberry.union("Either")]
    telling = Discriminator("kind", {"telling": "Telling", "transfer": "Transfer"})
    assert problems_of(
        graph(
            it=(either, read_from("it", discriminator=telling)),
            amount=(int, read_from("it.amount")),
            loop=(Looping, read_from("loop")),
        )
    ) == [
        "Looping.again: makes 'Looping' stand inside itself without end: Looping > Looping. "
        "Read one of them by a link, or leave the field out.",
        "Order.amount: is read from 'it.amount', beside 'it', but the object there may be of several types. "
        "Declare the field in each of these types, or remove one of the two.",
        "Telling.kind: is read from 'kind', which says the type of a row. "
        "Leave it out: `__typename` tells clients the type.",
    ]


@strawberry.type
class Hidden:
    payment: Payment = read_from("payment", discriminator=PAYMENTS)


def test_a_type_that_the_schema_does_not_show_has_no_types_to_name() -> None:
    assert problems_of(graph(id=(strawberry.ID, read_from("id")), it=(strawberry.Private[Hidden], None))) == [
        "Hidden.payment: has a discriminator, but no field of the schema has the type 'Hidden'. "
        "Show such a field, or give this one a single type."
    ]

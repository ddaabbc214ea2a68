"""The store's mutations: what is written is there, under ids that are texts here and numbers there."""

from collections.abc import Iterator

import pytest

from tests.support.gateway import Gateway, gateway


@pytest.fixture(scope="module")
def store() -> Iterator[Gateway]:
    with gateway() as running:
        yield running


@pytest.fixture(autouse=True)
def fresh(store: Gateway) -> None:
    store.reset()
    for service in store.services.values():
        service.state.reset()


def bodies(store: Gateway, service: str) -> list[object]:
    return [call.body for call in store.calls(service) if call.method == "POST"]


def test_rating_is_there_for_the_next_reader(store: Gateway) -> None:
    rate = """mutation Rate($input: RatingInput!) {
      rateTrack(input: $input) { stars comment customer { fullName } }
    }"""
    rating = {"trackId": "7", "customerId": "2", "stars": 5, "comment": "Loud."}

    assert store.data(rate, {"input": rating})["rateTrack"] == {
        "stars": 5,
        "comment": "Loud.",
        "customer": {"fullName": "Leonie Köhler"},
    }
    assert bodies(store, "ratings") == [{"trackId": 7, "customerId": 2, "stars": 5, "comment": "Loud."}]
    read = store.data("{ track(id: 7) { ratings(first: 50) { comment } } }")
    assert {"comment": "Loud."} in read["track"]["ratings"]


def test_invoice_is_sold_and_billed_to_its_customer(store: Gateway) -> None:
    place = """mutation Place($input: InvoiceInput!) {
      placeInvoice(input: $input) {
        total { amount currency } customer { id } lines(first: 5) { quantity track { id } }
      }
    }"""
    lines = [{"trackId": "1", "quantity": 2}, {"trackId": "2"}]

    assert store.data(place, {"input": {"customerId": "5", "lines": lines}})["placeInvoice"] == {
        "total": {"amount": "2.97", "currency": "USD"},
        "customer": {"id": "5"},
        "lines": [{"quantity": 2, "track": {"id": "1"}}, {"quantity": 1, "track": {"id": "2"}}],
    }


def test_second_invoice_finds_the_first_and_the_customer_is_read_once(store: Gateway) -> None:
    place = """mutation Place($input: InvoiceInput!) {
      one: placeInvoice(input: $input) { ...Sold } two: placeInvoice(input: $input) { ...Sold }
    }
    fragment Sold on Invoice { id customer { fullName invoices(first: 2) { id lines(first: 5) { id } } } }"""
    lines = [{"trackId": "1", "quantity": 2}]

    data = store.data(place, {"input": {"customerId": "5", "lines": lines}})
    one, two = data["one"], data["two"]
    assert [each["id"] for each in two["customer"]["invoices"]] == [two["id"], one["id"]]
    assert len(store.calls("customers")) == 1


def test_second_purchase_of_a_document_is_among_the_sales_that_it_shows(store: Gateway) -> None:
    twice = """mutation Twice($input: InvoiceInput!) { one: placeInvoice(input: $input) { ...Sold }
      two: placeInvoice(input: $input) { ...Sold } }
    fragment Sold on Invoice { copies lines(first: 1) { track { name sales { copies } } } }"""
    lines = [{"trackId": "7", "quantity": 2}, {"trackId": "1"}]

    data = store.data(twice, {"input": {"customerId": "5", "lines": lines}})
    sold = [(each["copies"], each["lines"][0]["track"]["sales"]["copies"]) for each in data.values()]
    assert sold == [(3, 2), (3, 4)]
    assert sum(call.path == "/tracks" for call in store.calls("catalog")) == 1


def test_track_goes_to_the_end_of_a_playlist_once(store: Gateway) -> None:
    add = 'mutation { addToPlaylist(playlistId: "2", trackId: "3") { position track { name } } }'

    assert store.data(add)["addToPlaylist"] == {"position": 1, "track": {"name": "Fast As a Shark"}}
    again = store.post(add).json()
    assert again["data"] == {"addToPlaylist": None}
    assert [error["extensions"]["code"] for error in again["errors"]] == ["SERVICE_HTTP_ERROR"]


@pytest.mark.parametrize("track_id", ["abc", "1.5", "", "../1", "1 or 1"])
def test_id_that_is_no_number_is_told_and_not_sent(store: Gateway, track_id: str) -> None:
    answer = store.post(
        "mutation Add($id: ID!) { addToPlaylist(playlistId: 2, trackId: $id) { position } }", {"id": track_id}
    ).json()

    (error,) = answer["errors"]
    assert (error["extensions"]["code"], error["path"]) == ("BAD_USER_INPUT", ["addToPlaylist"])
    assert store.calls("playlists") == []

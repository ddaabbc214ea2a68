"""Starting and stopping: nothing is left behind, and what cannot start says why."""

import socket
import threading
from urllib.parse import urlsplit

import httpx2
import pytest
from fastapi import APIRouter

from mocks import CATALOG, RATINGS, SERVICES, CannotStart, Service, refused_url, running


def is_listening(url: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((urlsplit(url).hostname or "", urlsplit(url).port or 0)) == 0


def mock_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "mocks"]


def test_services_accept_calls_inside_the_block_and_are_gone_after_it() -> None:
    with running(SERVICES) as servers:
        assert list(servers) == ["catalog", "customers", "ratings", "billing", "playlists", "stock"]
        with httpx2.Client() as client:
            assert [client.get(each.url + "/healthz").status_code for each in servers.values()] == [200] * 6
    assert [is_listening(server.url) for server in servers.values()] == [False] * 6
    assert mock_threads() == []


def test_an_exception_in_the_block_stops_the_services_and_passes_through() -> None:
    with pytest.raises(KeyError, match="mine"), running([CATALOG]) as servers:
        raise KeyError("mine")
    assert not is_listening(servers["catalog"].url)


def test_calls_held_by_faults_do_not_hold_the_end() -> None:
    with httpx2.Client(timeout=30) as client:
        failures: list[Exception] = []

        def call(url: str) -> None:
            try:
                client.get(url)
            except httpx2.TransportError as failure:
                failures.append(failure)

        with running([CATALOG, RATINGS]) as servers:
            servers["catalog"].faults.add("hang")
            servers["ratings"].faults.add("slow_body", interval_s=30.0)
            callers = [
                threading.Thread(target=call, args=(server.url + "/healthz",)) for server in servers.values()
            ]
            for caller in callers:
                caller.start()
            while not all(server.ledger.calls() for server in servers.values()):
                pass
        for caller in callers:
            caller.join(timeout=5)
        assert len(failures) == 2
    assert mock_threads() == []


def test_a_chosen_port_is_used_and_free_again_afterwards() -> None:
    port = urlsplit(refused_url()).port or 0
    for _ in range(2):
        with running([CATALOG], {"catalog": port}) as servers:
            assert servers["catalog"].url == f"http://127.0.0.1:{port}"
            assert httpx2.get(servers["catalog"].url + "/genres?ids=1").status_code == 200


def test_a_port_in_use_is_a_clear_error_and_nothing_is_left_running() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart) as failure, running(SERVICES, {"ratings": port}):
            pass
    assert str(failure.value) == (
        f"Cannot start 'ratings' on 127.0.0.1:{port}: Address already in use. "
        "Free the port, or choose another one."
    )
    assert mock_threads() == []


@pytest.mark.parametrize(
    ("ports", "message"),
    [
        ({"catalog": 70_000}, "there is no such port"),
        ({"catlog": 8101}, "There is a port for 'catlog', which is not among: catalog"),
    ],
)
def test_ports_that_make_no_sense_are_refused(ports: dict[str, int], message: str) -> None:
    with pytest.raises(CannotStart, match=message), running([CATALOG], ports):
        pass


def test_two_services_of_one_name_are_refused() -> None:
    with pytest.raises(CannotStart, match="same name"), running([CATALOG, CATALOG]):
        pass


def test_a_service_that_fails_in_its_start_up_is_a_clear_error() -> None:
    async def fail() -> None:
        raise RuntimeError("no data")

    doomed = Service("doomed", 8199, "Never starts.", APIRouter(on_startup=[fail]))
    with pytest.raises(CannotStart, match="failed while it started"), running([doomed]):
        pass
    assert mock_threads() == []


def test_two_runs_of_one_service_share_neither_ledger_nor_faults() -> None:
    with running([CATALOG]) as first, running([CATALOG]) as second:
        first["catalog"].faults.add("status")
        assert httpx2.get(first["catalog"].url + "/genres?ids=1").status_code == 500
        assert httpx2.get(second["catalog"].url + "/genres?ids=1").status_code == 200
        assert len(first["catalog"].ledger.calls()) == 1


def test_a_reply_on_a_kept_connection_does_not_wait_for_an_acknowledgement() -> None:
    with running([CATALOG]) as servers, httpx2.Client(base_url=servers["catalog"].url) as client:
        client.get("/genres?ids=1")
        fastest_s = min(client.get("/genres?ids=1").elapsed.total_seconds() for _ in range(10))
    assert fastest_s < 0.03  # with Nagle's delay each takes 40 ms

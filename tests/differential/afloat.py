"""What the yard and the lookout hold: good, and worse.

As in `data`: what is wrong is wrong for an endpoint or for a key, never for a batch. Where a row says whose
it is, a row that cannot be read may be anybody's, so such rows stand where a call has one key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["KINDS", "PORTS", "Afloat", "bad_afloat", "good_afloat", "mild_afloat"]

Row = dict[str, Any]

PORTS = ("AA", "BB", "CC")
KINDS = ("in", "out", "storm")
_SUBJECTS = (("ship", "1"), ("person", "2"), ("port", "AA"), ("tug", "t3"), ("whale", "4"), (None, None))


@dataclass(frozen=True, slots=True)
class Afloat:
    """The rows, each under its key; what stands for one may be anything."""

    events: Mapping[int, Any]
    tugs: Mapping[str, Any]
    berths: Mapping[tuple[str, int], Row]
    pilots: Mapping[int, Any]
    badges: Mapping[int, Any]
    has_wrong_pages: bool = False
    """True: some pages say wrong things of themselves, and some are empty though others follow."""
    has_wrong_lengths: bool = False
    """True: a list in the order of its keys has one entry too many."""


def good_afloat() -> Afloat:
    """Return what is as declared."""
    return Afloat(_events(), _tugs(), _berths(), _pilots(), _badges())


def mild_afloat() -> Afloat:
    """Return what is wrong in nullable places only."""
    events, tugs, berths, pilots, badges = _events(), _tugs(), _berths(), _pilots(), _badges()
    events[3] |= {"about_kind": 5}
    events[4] |= {"cargo": "tons"}
    events[6] |= {"place": 5}
    events[7] = {"id": 7, "at": "7:00", "kind": "ghost", "place": {"ship": 1, "port": "AA"}}
    events[8] = "no event"
    tugs["t2"] |= {"engine": 5}
    tugs["t3"] |= {"home": {"address": "x"}, "owner": {"kind": 9, "id": "1"}}
    tugs["t4"] |= {"engine": {"power": "strong", "maker": None}, "owner": {"kind": "2", "id": 3}}
    berths["AA", 1] |= {"length": "long"}
    berths["BB", 2] |= {"meta": {"port": "BB", "guest": 2}}
    pilots[4] = "nobody"
    pilots[6] |= {"licence": "x", "mentor_id": 99}
    badges[3] = 5
    return Afloat(events, tugs, berths, pilots, badges, has_wrong_pages=True)


def bad_afloat() -> Afloat:
    """Return what is wrong everywhere."""
    mild = mild_afloat()
    events, tugs, pilots, badges = dict(mild.events), dict(mild.tugs), dict(mild.pilots), dict(mild.badges)
    events[1] |= {"at": None}
    events[9] = {"id": 9, "at": "9:00", "place": None}
    events[10] |= {"place": {"ship": 99, "port": "AA"}}
    tugs["t1"] |= {"name": None}
    tugs["t5"] |= {"meta": {"id": "t5", "rank": "high"}}
    tugs["t6"] = [1]
    mild.berths["AA", 2] |= {"meta": {"port": "AA", "guest": 99}}
    pilots[2] |= {"name": None}
    badges[4] = {"colour": 5, "hero_id": 4}
    return Afloat(events, tugs, mild.berths, pilots, badges, has_wrong_pages=True, has_wrong_lengths=True)


def _events() -> dict[int, Any]:
    rows = {}
    for number in range(1, 13):
        kind, identity = _SUBJECTS[number % 6]
        rows[number] = {
            "id": number,
            "at": f"{number}:00",
            "kind": KINDS[number * 3 % 7 % 3],
            "place": {"ship": number % 5 + 1, "port": PORTS[number // 2 % 3]},
            "cargo": number / 2,
            "force": number,
            "about_kind": kind,
            "about_id": identity,
        }
    return rows


def _tugs() -> dict[str, Any]:
    return {
        f"t{number}": {
            "meta": {"id": f"t{number}", "rank": number} if number % 2 else {"id": f"t{number}"},
            "name": f"tug {number}",
            "home": {"address": {"city": f"city {number}"}} if number % 3 else None,
            "engine": {"power": number * 100, "maker": {"id": number}} if number % 4 else None,
            "owner": {"kind": number % 3 + 1, "id": ("2", "3", "t1")[number % 3]} if number < 7 else None,
        }
        for number in range(1, 8)
    }


def _berths() -> dict[tuple[str, int], Row]:
    return {
        (port, number): {
            "number": number,
            "length": number * 10 if number % 2 else None,
            "meta": {"port": port, "guest": number + 2},
        }
        for port in PORTS
        for number in range(1, 4)
    }


def _pilots() -> dict[int, Any]:
    return {
        number: {"name": f"pilot {number}", "licence": number, "mentor_id": number - 1 or None}
        for number in range(1, 10)
    }


def _badges() -> dict[int, Any]:
    return {number: {"colour": "red", "hero_id": number} for number in range(1, 11) if number % 5}

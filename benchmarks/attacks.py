"""Hostile documents, each with the code that it must be refused with."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Attack", "attacks"]


@dataclass(frozen=True, slots=True)
class Attack:
    """A document that must be refused, and the code that must be given for it."""

    name: str
    document: str
    code: str


def attacks() -> list[Attack]:
    """Return the attacks on parsing, the linear pass, validation and the price."""
    return [
        Attack("16 levels deep", _chain_of_fields(7), "MAX_DEPTH_LIMIT"),
        Attack("three nested first: 100", _NESTED_LISTS, "COST_ESTIMATED_TOO_EXPENSIVE"),
        Attack("100 doubling fragments", _doubling(100), "MAX_TOKENS_LIMIT"),
        Attack("18 doubling fragments", _doubling(18), "MAX_ALIASES_LIMIT"),
        Attack("chain of 3 000 fragments", _chain_of_fragments(3_000), "BODY_TOO_LARGE"),
        Attack("chain of 1 500 fragments", _chain_of_fragments(1_500), "MAX_TOKENS_LIMIT"),
        Attack("chain of 200 fragments", _chain_of_fragments(200), "GRAPHQL_VALIDATION_FAILED"),
        Attack("cycle of fragments", _CYCLE, "GRAPHQL_VALIDATION_FAILED"),
        Attack("400 aliases", _many(400, "a{}:__typename"), "MAX_ALIASES_LIMIT"),
        Attack("60 kB of brackets", "{" * 60_000, "MAX_DEPTH_LIMIT"),
        Attack("1 900 unknown fields", _many(1_900, "f{}"), "MAX_ROOT_FIELDS_LIMIT"),
        Attack(
            "400 unknown fields below", f"{{album(id:1){_many(400, 'f{}')}}}", "GRAPHQL_VALIDATION_FAILED"
        ),
    ]


_NESTED_LISTS = "{albums(first:100){tracks(first:100){genre{tracks(first:100){album{artist{id}}}}}}}"
_CYCLE = "{...A}fragment A on Query{...B}fragment B on Query{...A}"


def _chain_of_fields(pairs: int) -> str:
    return "{album(id:1){" + "artist{albums{" * pairs + "id" + "}}" * pairs + "}}"


def _doubling(levels: int) -> str:
    fragments = "".join(
        f"fragment F{n} on Artist{{a:albums{{artist{{...F{n + 1}}}}}b:albums{{artist{{...F{n + 1}}}}}}}"
        for n in range(levels)
    )
    return f"{{artist(id:1){{...F0}}}}{fragments}fragment F{levels} on Artist{{id}}"


def _chain_of_fragments(length: int) -> str:
    fragments = "".join(f"fragment F{n} on Query{{...F{n + 1}}}" for n in range(length))
    return f"{{...F0}}{fragments}fragment F{length} on Query{{__typename}}"


def _many(count: int, field: str) -> str:
    return "{" + " ".join(field.format(n) for n in range(count)) + "}"

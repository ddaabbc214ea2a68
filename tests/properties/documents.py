"""Valid documents over the music store's graph: aliases, fragments, variables, conditions, any sizes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from bff.declare.fields.global_id import encode_global_id

__all__ = ["Document", "documents"]

_PAGED = ("Album", "Artist", "Customer", "Invoice", "Playlist", "SearchHit")
"""What there are connections of."""
_SCALARS: dict[str, tuple[str, ...]] = {
    "Album": ("id", "title", "label", "__typename"),
    "Artist": ("id", "name"),
    "Track": ("id", "name", "composer", "duration", "sizeBytes", "nodeId"),
    "Genre": ("id", "name"),
    "MediaType": ("name",),
    "Money": ("amount", "currency"),
    "Rating": ("id", "stars", "comment"),
    "RatingSummary": ("average", "count"),
    "TrackSales": ("copies", "lastSoldOn"),
    "StockLevel": ("region", "available", "availability"),
    "Customer": ("id", "fullName", "email"),
    "Employee": ("id", "lastName", "title"),
    "Person": ("fullName", "email"),
    "Address": ("city", "country"),
    "Invoice": ("id", "date", "nodeId", "copies"),
    "InvoiceLine": ("id", "quantity"),
    "Playlist": ("id", "name"),
    "PlaylistEntry": ("position",),
    "SearchHit": ("name", "kind"),
    "Node": ("nodeId", "__typename"),
    "PageInfo": ("hasNextPage", "hasPreviousPage", "startCursor", "endCursor"),
    **{f"{row}Connection": ("totalCount",) for row in _PAGED},
    **{f"{row}Edge": ("cursor",) for row in _PAGED},
}
_OBJECTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "Query": (
        ("album", "id", "Album"),
        ("albums", "page", "Album"),
        ("artist", "id", "Artist"),
        ("albumsConnection", "pages", "AlbumConnection"),
        ("artists", "pages", "ArtistConnection"),
        ("track", "id", "Track"),
        ("genres", "first", "Genre"),
        ("customer", "id", "Customer"),
        ("customers", "pages", "CustomerConnection"),
        ("employee", "id", "Employee"),
        ("invoice", "number", "Invoice"),
        ("playlist", "id", "Playlist"),
        ("playlists", "first", "PlaylistConnection"),
        ("search", "words", "SearchHitConnection"),
        ("node", "global", "Node"),
    ),
    "Album": (("artist", "", "Artist"), ("tracks", "first", "Track")),
    "Artist": (("albums", "first", "Album"),),
    "Track": (
        ("album", "", "Album"),
        ("genre", "", "Genre"),
        ("mediaType", "", "MediaType"),
        ("ratings", "first", "Rating"),
        ("ratingSummary", "", "RatingSummary"),
        ("unitPrice", "", "Money"),
        ("sales", "", "TrackSales"),
        ("stock", "region", "StockLevel"),
        ("playlistMemberships", "first", "PlaylistMembership"),
    ),
    "TrackSales": (("revenue", "", "Money"),),
    "StockLevel": (("price", "", "Money"),),
    "Genre": (("tracks", "first", "Track"),),
    "Rating": (("customer", "", "Customer"),),
    "Customer": (
        ("address", "", "Address"),
        ("supportRep", "", "Employee"),
        ("invoices", "first", "Invoice"),
        ("invoicesConnection", "first", "InvoiceConnection"),
    ),
    "Employee": (
        ("reportsTo", "", "Employee"),
        ("customers", "first", "Customer"),
        ("address", "", "Address"),
    ),
    "Invoice": (
        ("total", "", "Money"),
        ("customer", "", "Customer"),
        ("lines", "first", "InvoiceLine"),
    ),
    "InvoiceLine": (("track", "", "Track"), ("total", "", "Money")),
    "Playlist": (("entries", "first", "PlaylistEntry"),),
    "PlaylistEntry": (("track", "", "Track"),),
    "PlaylistMembership": (("playlist", "", "Playlist"),),
    "SearchHit": (("item", "", "SearchResult"),),
    "SearchResult": tuple(("...", "on", name) for name in ("Artist", "Album", "Track", "Node")),
    "Node": tuple(("...", "on", name) for name in ("Artist", "Album", "Track", "Person", "Invoice")),
    **{
        f"{row}Connection": (
            ("nodes", "", row),
            ("edges", "", f"{row}Edge"),
            ("pageInfo", "", "PageInfo"),
        )
        for row in _PAGED
    },
    **{f"{row}Edge": (("node", "", row),) for row in _PAGED},
}
_MAX_DEPTH = 5
_KINDS = ("Artist", "Album", "Track", "Genre", "Customer", "Employee", "Invoice", "Playlist")
_GLOBAL_IDS = tuple(encode_global_id(kind, number) for kind in _KINDS for number in (1, 7))
_WORDS = ("black", "love", "an", "no such words")
_REGIONS = ("EU", "US", "JP")
_CURSORS = ("MW8x", "MW8y", "MW8yMA")
"""Of places in a list that is counted: behind rows 1, 2 and 20."""


@dataclass
class Document:
    """A text and the variables that go with it."""

    query: str = ""
    variables: dict[str, Any] = field(default_factory=dict)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Draw a document that validates: response keys never conflict, every variable and fragment is used."""
    return _Writer(draw).write()


class _Writer:
    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._variables: dict[str, tuple[str, Any]] = {}
        self._fragments: list[str] = []
        self._alias_count = 0

    def write(self) -> Document:
        body = self._selection("Query", _MAX_DEPTH)
        declared = ", ".join(f"${name}: {type_}" for name, (type_, _) in self._variables.items())
        head = f"query Generated({declared})" if declared else "query Generated"
        values = {name: value for name, (_, value) in self._variables.items()}
        return Document(" ".join((head, body, *self._fragments)), values)

    def _selection(self, type_name: str, depth: int) -> str:
        scalars = _SCALARS.get(type_name, ("__typename",))
        parts = list(self._draw(st.lists(st.sampled_from(scalars), min_size=1, max_size=2)))
        objects = _OBJECTS.get(type_name, ())
        if objects and depth > 0:
            chosen = self._draw(st.lists(st.sampled_from(objects), min_size=depth == _MAX_DEPTH, max_size=3))
            parts += [self._object(*each, depth) for each in chosen]
        return "{ " + " ".join(self._wrapped(part, type_name) for part in parts) + " }"

    def _object(self, name: str, arguments: str, type_name: str, depth: int) -> str:
        if arguments == "on":
            return f"... on {type_name}{self._condition()} {self._selection(type_name, depth - 1)}"
        self._alias_count += 1
        head = f"a{self._alias_count}: {name}{self._arguments(arguments)}"
        return f"{head}{self._condition()} {self._selection(type_name, depth - 1)}"

    def _wrapped(self, part: str, type_name: str) -> str:
        """Return the field as it is, or inside a fragment on its type."""
        kind = self._draw(st.sampled_from(("plain", "plain", "plain", "inline", "named")))
        if kind == "inline":
            return f"... on {type_name}{self._condition()} {{ {part} }}"
        if kind == "named":
            name = f"F{len(self._fragments)}"
            self._fragments.append(f"fragment {name} on {type_name} {{ {part} }}")
            return f"...{name}"
        return part

    def _arguments(self, kind: str) -> str:
        if kind == "id":
            return f"(id: {self._value('ID!', st.integers(0, 60), '{}')})"
        if kind == "number":
            return f"(id: {self._value('ID!', st.integers(1, 60), '{}')})"
        if kind == "global":
            return f"(id: {self._value('ID!', st.sampled_from(_GLOBAL_IDS), '{!r}')})".replace("'", '"')
        if kind == "words":
            words = self._value("String!", st.sampled_from(_WORDS), "{!r}").replace("'", '"')
            return f"(query: {words}, first: {self._size()})"
        if kind == "region":
            return f"(region: {self._value('Region!', st.sampled_from(_REGIONS), '{}')})"
        if kind == "pages":
            after = self._value("String", st.sampled_from(_CURSORS), "{!r}").replace("'", '"')
            return f"(first: {self._size()}, after: {after})"
        if kind == "page":
            return f"(offset: {self._draw(st.integers(0, 30))}, first: {self._size()})"
        if kind == "first" and self._draw(st.booleans()):
            return f"(first: {self._size()})"
        return "(first: 2)" if kind == "first" else ""

    def _size(self) -> str:
        return self._value("Int!", st.integers(0, 4), "{}")

    def _condition(self) -> str:
        if self._draw(st.integers(0, 4)):
            return ""
        directive = self._draw(st.sampled_from(("include", "skip")))
        return f" @{directive}(if: {self._value('Boolean!', st.booleans(), '{}').lower()})"

    def _value(self, type_name: str, values: st.SearchStrategy[Any], form: str) -> str:
        """Return a literal, or a variable that has the value."""
        value = self._draw(values)
        if self._draw(st.booleans()):
            return form.format(value)
        name = f"v{len(self._variables)}"
        self._variables[name] = (type_name, value)
        return f"${name}"

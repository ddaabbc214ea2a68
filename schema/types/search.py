"""What a search of the catalog finds: hits that name artists, albums and tracks by kind and id."""

from enum import Enum
from typing import Annotated

import strawberry

from bff import Discriminator, reference

from .album import Album
from .artist import Artist
from .track import Track

SearchResult = Annotated[
    Artist | Album | Track,
    strawberry.union("SearchResult", description="What a search may find."),
]


@strawberry.enum(description="What kind of thing a hit is.")
class SearchKind(Enum):
    ARTIST = "artist"
    ALBUM = "album"
    TRACK = "track"


@strawberry.type(description="Something that was found by its name.")
class SearchHit:
    id: strawberry.Private[int]
    name: str = strawberry.field(description="Enough for a line of the list; no call is made for it.")
    kind: SearchKind
    item: SearchResult | None = reference(
        Discriminator("kind", {"artist": "Artist", "album": "Album", "track": "Track"}),
        key="id",
        description="What was found; null where it has gone since.",
    )

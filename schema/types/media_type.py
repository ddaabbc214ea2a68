"""The file format of a track, from the catalog."""

import strawberry


@strawberry.type(description="The file format that a track is sold in.")
class MediaType:
    id: strawberry.ID
    name: str

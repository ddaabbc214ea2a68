"""The file format of a track, from the catalog."""

import strawberry

from bff import node_id
from schema.services import media_types_by_id

from .node import Node


@strawberry.type(description="The file format that a track is sold in.")
class MediaType(Node):
    id: strawberry.ID
    node_id: strawberry.ID = node_id(media_types_by_id)
    name: str

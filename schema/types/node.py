"""What everything has that the graph can fetch again by a key alone."""

import strawberry


@strawberry.interface(
    description="Something that can be asked for again by its global id: `node(id:)` has it."
)
class Node:
    node_id: strawberry.ID

"""A GraphQL aggregation layer over REST services: the public names, and nothing else."""

from bff.declare import (
    Connection,
    Cost,
    Cursor,
    Edge,
    Graph,
    Key,
    ListSize,
    ListSizeDirective,
    NextUrl,
    Offset,
    PageInfo,
    Service,
    argument,
    link,
    read_from,
)

__all__ = [
    "Connection",
    "Cost",
    "Cursor",
    "Edge",
    "Graph",
    "Key",
    "ListSize",
    "ListSizeDirective",
    "NextUrl",
    "Offset",
    "PageInfo",
    "Service",
    "argument",
    "link",
    "read_from",
]

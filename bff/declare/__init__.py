"""START-UP: what a schema author declares, and the check that turns it into a blueprint."""

from .blueprint import Blueprint, blueprint
from .connection import Connection, Edge, PageInfo
from .context import Caller, Context
from .cost_model import CostModel, SizeRule
from .directives import Cost, ListSizeDirective
from .discriminator import Discriminator
from .graph import Graph
from .link import Argument, Link, ListSize, Parameter, argument, link
from .loads import Load, loads
from .node import Reference, node, node_id, reference
from .paging import Cursor, NextUrl, Offset
from .read_from import read_from
from .service import Endpoint, Key, Service
from .source import Source

__all__ = [
    "Argument",
    "Blueprint",
    "Caller",
    "Connection",
    "Context",
    "Cost",
    "CostModel",
    "Cursor",
    "Discriminator",
    "Edge",
    "Endpoint",
    "Graph",
    "Key",
    "Link",
    "ListSize",
    "ListSizeDirective",
    "Load",
    "NextUrl",
    "Offset",
    "PageInfo",
    "Parameter",
    "Reference",
    "Service",
    "SizeRule",
    "Source",
    "argument",
    "blueprint",
    "link",
    "loads",
    "node",
    "node_id",
    "read_from",
    "reference",
]

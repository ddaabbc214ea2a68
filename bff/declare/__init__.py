"""START-UP: what a schema author declares, and the check that turns it into a blueprint."""

from .blueprint import Blueprint, blueprint
from .connection import Connection, Edge, PageInfo
from .context import Caller, Context
from .costs.cost_model import CostModel, SizeRule
from .endpoints.paging import Cursor, NextUrl, Offset
from .endpoints.service import Endpoint, Key, Service
from .fields.directives import Cost, ListSizeDirective
from .fields.link import Argument, Link, ListSize, Parameter, argument, link
from .fields.loads import Load, loads
from .fields.node import Reference, node, node_id, reference
from .graph import Graph
from .rows.discriminator import Discriminator
from .rows.read_from import read_from
from .rows.source import Source

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

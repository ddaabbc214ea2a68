"""The reference graph is as large as an example must be, and its operations use what it has."""

from graphql import GraphQLObjectType, is_input_object_type, is_interface_type, is_object_type, is_scalar_type

from bff.declare import blueprint
from bff.declare.connection import is_connection_type
from schema.root import graph
from tests.house.test_repository import ROOT

SCHEMA = blueprint(graph).schema
OWN = [
    kind
    for name, kind in SCHEMA.type_map.items()
    if not name.startswith("__")
    and not is_scalar_type(kind)
    and not is_connection_type(kind)
    and not name.endswith("Edge")
    and name not in ("PageInfo", "Query", "Mutation")
]
"""Without scalars, and without what pages are made of."""


def test_there_are_at_least_25_types_and_60_fields() -> None:
    fields = [
        (kind.name, name)
        for kind in OWN
        if is_object_type(kind) or is_interface_type(kind) or is_input_object_type(kind)
        for name in kind.fields
    ]

    assert len(OWN) >= 25
    assert len(fields) >= 60


def test_whatever_a_query_fetches_by_its_id_has_a_global_id_too() -> None:
    query = SCHEMA.query_type
    assert query is not None
    fetched = {
        field.type
        for name, field in query.fields.items()
        if set(field.args) == {"id"} and isinstance(field.type, GraphQLObjectType)
    }

    assert len(fetched) >= 6
    assert {kind.name for kind in fetched if "nodeId" not in kind.fields} == set()


def test_operations_reach_every_service() -> None:
    operations = sorted(path.stem for path in (ROOT / "schema" / "operations").glob("*.graphql"))
    calls = [
        line.split()[0]
        for name in operations
        for line in (ROOT / "tests" / "goldens" / name / "calls.txt").read_text().splitlines()
    ]

    assert len(operations) >= 10
    assert set(calls) == {"billing", "catalog", "customers", "playlists", "ratings", "stock"}

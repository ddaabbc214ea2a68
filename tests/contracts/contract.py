"""A service's OpenAPI document as the checks read it: operations, and schemas without references."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openapi_schema_validator import OAS31Validator

from bff.declare.endpoints.template import Placeholder, Template

__all__ = ["FOLDER", "JSON_TYPE", "PROBLEM_TYPE", "Contract", "Operation", "Parameter", "Schema", "stored"]

FOLDER = Path(__file__).parents[2] / "schema" / "contracts"
JSON_TYPE, PROBLEM_TYPE = "application/json", "application/problem+json"

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value beside the body: where it stands, and what it may be."""

    name: str
    place: str
    """`path`, `query` or `header`."""
    is_required: bool
    schema: Schema


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    name: str
    path: str
    parameters: tuple[Parameter, ...]
    body: Schema | None
    responses: Mapping[str, Any]
    security: tuple[str, ...]
    """The names of the schemes that it asks for."""

    def parameter(self, place: str, name: str) -> Parameter | None:
        """Return the parameter of this name at this place."""
        return next((each for each in self.parameters if (each.place, each.name) == (place, name)), None)

    def reply(self, status: int) -> Schema | None:
        """Return the schema of replies with this status; a range such as 4XX stands for those not named."""
        found = self.responses.get(str(status)) or self.responses.get(f"{status // 100}XX") or {}
        content = found.get("content", {})
        schema: Schema | None = content.get(JSON_TYPE if status < 400 else PROBLEM_TYPE, {}).get("schema")
        return schema


class Contract:
    """One document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self._components = document.get("components", {})

    @property
    def security_schemes(self) -> Mapping[str, Any]:
        """The ways to show a credential, by name."""
        schemes: Mapping[str, Any] = self._components.get("securitySchemes", {})
        return schemes

    def operations(self) -> Iterator[Operation]:
        """Yield all operations."""
        for path, methods in self.document["paths"].items():
            yield from (_operation(path, each) for each in methods.values())

    def operation(self, template: Template) -> Operation | None:
        """Return the operation that an endpoint's template asks for: literal parts are the same in both."""
        wanted = [None if isinstance(part, Placeholder) else part for part in template.segments]
        for path, methods in self.document["paths"].items():
            parts = [None if part.startswith("{") else part for part in path[1:].split("/")]
            if parts == wanted and template.method.lower() in methods:
                return _operation(path, methods[template.method.lower()])
        return None

    def options(self, schema: Schema) -> list[Schema]:
        """Return what a value may be, one plain schema for each: references followed, alternatives apart."""
        if "$ref" in schema:
            return self.options(self._components["schemas"][schema["$ref"].rpartition("/")[2]])
        alternatives = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
        if alternatives:
            return [option for each in alternatives for option in self.options(each)]
        kinds = schema.get("type")
        return [{**schema, "type": kind} for kind in kinds] if isinstance(kinds, list) else [schema]

    def faults(self, value: object, schema: Schema) -> list[str]:
        """Return what a value has that its schema does not allow; fields that it does not name among them."""
        whole = _closed({**schema, "components": self._components})
        return [f"{error.json_path}: {error.message}" for error in OAS31Validator(whole).iter_errors(value)]


def stored(service: str) -> Contract:
    """Return the document of a service that lies beside the schema."""
    return Contract(json.loads((FOLDER / f"{service}.openapi.json").read_text(encoding="utf-8")))


def _operation(path: str, written: Mapping[str, Any]) -> Operation:
    return Operation(
        name=written["operationId"],
        path=path,
        parameters=tuple(
            Parameter(each["name"], each["in"], each.get("required", False), each["schema"])
            for each in written.get("parameters", ())
        ),
        body=written.get("requestBody", {}).get("content", {}).get(JSON_TYPE, {}).get("schema"),
        responses=written["responses"],
        security=tuple(name for each in written.get("security", ()) for name in each),
    )


def _closed(schema: Any) -> Any:
    """Return the schema with every object closed to fields that it does not name."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(each) for name, each in schema.items()}
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
        closed.setdefault("additionalProperties", False)
    return closed

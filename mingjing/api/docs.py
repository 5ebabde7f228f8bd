"""接口文档: the schema as a page, without script and from nobody else's server."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mingjing.api.problems import TITLES
from mingjing.api.version1 import api

EXAMPLE = {
    "events": [
        {"power": "130600JT-0001", "matter": "2026-0001", "activity": "受理", "at": "2026-03-02T09:00:00+08:00",
         "key": "oa-881"},
        {"power": "130600JT-0001", "matter": "2026-0001", "activity": "审查", "at": "2026-03-03T15:30:00+08:00",
         "key": "oa-882"},
        {"power": "130600JT-0001", "matter": "2026-0001", "activity": "审查", "at": "2026-03-03T16:30:00+08:00",
         "key": "oa-883", "kind": "correction", "corrects": "oa-882", "note": "时间录错"},
    ]
}  # fmt: skip


@dataclass(frozen=True)
class FieldDoc:
    """One field of a schema, or one parameter."""

    name: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True)
class OperationDoc:
    """One thing that the API does."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    secured: bool
    parameters: tuple[FieldDoc, ...]
    answers: tuple[tuple[str, str, str], ...]
    body: str


@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """Everything a programmer of a unit needs."""
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    context = {
        "info": schema["info"],
        "operations": [
            _operation(method, path, operation)
            for path, operations in schema["paths"].items()
            for method, operation in operations.items()
        ],
        "schemas": [
            (name, found.get("description", ""), _fields(found))
            for name, found in schema["components"]["schemas"].items()
        ],
        "example": json.dumps(EXAMPLE, ensure_ascii=False, indent=2),
        "titles": sorted(TITLES.items()),
    }
    return render(request, "api/docs.html", context)


def _operation(method: str, path: str, operation: dict[str, Any]) -> OperationDoc:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return OperationDoc(
        operation["operationId"], method.upper(), path, operation["summary"], operation.get("description", ""),
        "security" in operation, tuple(map(_parameter, operation["parameters"])),
        tuple(_answer(status, answer) for status, answer in operation["responses"].items()), _kind(body),
    )  # fmt: skip


def _parameter(found: dict[str, Any]) -> FieldDoc:
    said = found["schema"]
    description = found.get("description") or said.get("description", "")
    return FieldDoc(found["name"], _kind(said), found.get("required", False), description)


def _answer(status: int | str, answer: dict[str, Any]) -> tuple[str, str, str]:
    schemas = [content["schema"] for content in answer.get("content", {}).values()]
    return str(status), TITLES.get(int(status), ""), _kind(schemas[0]) if schemas else ""


def _fields(schema: dict[str, Any]) -> tuple[FieldDoc, ...]:
    required = schema.get("required", ())
    return tuple(
        FieldDoc(name, _kind(found), name in required, found.get("description", ""))
        for name, found in schema.get("properties", {}).items()
    )


def _kind(schema: dict[str, Any]) -> str:
    """A type in words: a schema's name, or what JSON calls it with its bounds."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " | ".join(_kind(part) for part in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return " | ".join(map(str, schema.get("enum", [schema.get("const")])))
    if schema.get("type") == "array":
        return f"[{_kind(schema['items'])}]"
    longest = f" ≤ {schema['maxLength']}" if "maxLength" in schema else ""
    return str(schema.get("format") or schema.get("type", "")) + longest

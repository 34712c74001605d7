"""Bodies checked against Google's published OpenAPI and the overlay with the newer image fields.

`THUMBWORKS_SPECS` names the folder that holds both; without it the simulator has its own rules alone.
"""

import json
import os
from pathlib import Path
from typing import Any

OPENAPI = "generativelanguage-openapi-2025-12.json"
OVERLAY = "generativelanguage-v1beta-overlay-2026-08.json"
KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int, float),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
WIDEST_INT32 = 2**31 - 1


class Spec:
    """Errors are sentences of the shape `place: what is wrong`."""

    def __init__(self, folder: Path) -> None:
        self._schemas: dict[str, Any] = json.loads((folder / OPENAPI).read_text())["components"]["schemas"]
        overlay = json.loads((folder / OVERLAY).read_text())["schemas"]
        for name, change in overlay.items():
            self._extend(self._schemas.setdefault(name, {"type": "object", "properties": {}}), change)

    @classmethod
    def found(cls) -> "Spec | None":
        folder = os.environ.get("THUMBWORKS_SPECS")
        return cls(Path(folder)) if folder and (Path(folder) / OPENAPI).is_file() else None

    @staticmethod
    def _extend(schema: dict[str, Any], change: dict[str, Any]) -> None:
        schema.setdefault("properties", {}).update(change.get("properties", {}))
        if "required_override" in change:
            schema["required"] = change["required_override"]
        more = change.get("finishReason_enum_add", []) + change.get("finishReason_enum_add_from_sdk", [])
        if more:
            schema["properties"]["finishReason"]["enum"] += more

    def errors(self, name: str, value: Any) -> list[str]:
        return self._check(self._schemas[name], value, name)

    def _check(self, schema: dict[str, Any], value: Any, place: str) -> list[str]:
        schema = self._resolved(schema)
        kind = schema.get("type")
        if kind and not fits(kind, value):
            return [f"{place}: {type(value).__name__} instead of {kind}"]
        if "enum" in schema and value not in schema["enum"]:
            return [f"{place}: {value!r} is none of {schema['enum']}"]
        if schema.get("format") == "int32" and abs(value) > WIDEST_INT32:
            return [f"{place}: {value} does not fit into 32 bits"]
        if isinstance(value, list):
            inner = schema.get("items", {})
            return [error for i, item in enumerate(value) for error in self._check(inner, item, f"{place}[{i}]")]
        return self._check_object(schema, value, place) if isinstance(value, dict) else []

    def _check_object(self, schema: dict[str, Any], value: dict[str, Any], place: str) -> list[str]:
        known = schema.get("properties", {})
        if not known:
            return []
        errors = [f"{place}: no field {name}" for name in value if name not in known]
        errors += [f"{place}: {name} is missing" for name in schema.get("required", []) if name not in value]
        for name, item in value.items():
            errors += self._check(known.get(name, {}), item, f"{place}.{name}")
        return errors

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema or "allOf" in schema:
            schema = schema["allOf"][0] if "allOf" in schema else self._schemas[schema["$ref"].rpartition("/")[2]]
        return schema


def fits(kind: str, value: Any) -> bool:
    """Whether JSON `value` is of that kind; a whole number may be written with a point, a bool is no number."""
    if isinstance(value, bool) and kind != "boolean":
        return False
    return isinstance(value, KINDS[kind]) and (kind != "integer" or float(value).is_integer())

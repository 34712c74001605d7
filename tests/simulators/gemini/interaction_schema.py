"""Bodies of interactions checked against Google's published OpenAPI, grown by what its SDK 3.4 declares since.

The overlay is what the SDK's own types name and the published revision of December 2025 does not have yet.
"""

import json
import os
from pathlib import Path
from typing import Any

from tests.simulators.gemini.spec import Spec

OPENAPI = "interactions-openapi-2025-12.json"
BODY = "CreateModelInteractionParams"

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def words(*allowed: str) -> Schema:
    return {"type": "string", "enum": list(allowed)}


def many(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def record(required: str, **properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": required.split()}


def one_of(**kinds: str) -> Schema:
    mapping = {kind: f"#/components/schemas/{name}" for kind, name in kinds.items()}
    return {"type": "object", "oneOf": [], "discriminator": {"propertyName": "type", "mapping": mapping}}


TEXT: Schema = {"type": "string"}
NEW: dict[str, Schema] = {
    "Step": one_of(
        user_input="SaidStep", model_output="SaidStep", thought="ThoughtStep", google_search_call="SearchCallStep",
        google_search_result="SearchResultStep",
    ),
    "SaidStep": record("type", type=TEXT, content=many(ref("Content"))),
    "ThoughtStep": record("type", type=TEXT, signature=TEXT, summary=many(ref("Content"))),
    "SearchCallStep": record(
        "type id arguments", type=TEXT, id=TEXT, arguments=ref("GoogleSearchCallArguments"), search_type=TEXT,
        signature=TEXT,
    ),
    "SearchResultStep": record(
        "type call_id result", type=TEXT, call_id=TEXT, result=many(ref("GoogleSearchResult")), signature=TEXT,
        is_error={"type": "boolean"},
    ),
    "Format": one_of(image="ImageFormat", text="TextFormat"),
    "ImageFormat": record(
        "type", type=TEXT, delivery=words("inline", "uri"), image_size=words("512", "1K", "2K", "4K"),
        mime_type=words("image/jpeg"),
        aspect_ratio=words(
            "1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9", "1:8", "8:1", "1:4", "4:1"
        ),
    ),
    "TextFormat": record("type", type=TEXT, mime_type=TEXT, schema={"type": "object"}),
    "SafetySetting": record(
        "type threshold",
        type=words(
            "hate_speech", "dangerous_content", "harassment", "sexually_explicit", "civic_integrity", "jailbreak"
        ),
        threshold=words("block_low_and_above", "block_medium_and_above", "block_only_high", "block_none", "off"),
    ),
    "WebhookConfig": record("", uris=many(TEXT), user_metadata={"type": "object"}),
    "StaticProcessing": record(
        "type", type=words("static"), start_offset=TEXT, end_offset=TEXT, fps={"type": "number"},
        content_layers=many(TEXT),
    ),
}  # fmt: skip
GROWN: dict[str, dict[str, Schema]] = {
    BODY: {
        "input": many(ref("Step")), "response_format": {"anyOf": [ref("Format"), many(ref("Format"))]},
        "safety_settings": many(ref("SafetySetting")), "service_tier": words("flex", "standard", "priority"),
        "labels": {"type": "object"}, "webhook_config": ref("WebhookConfig"), "continuation_token": TEXT,
    },
    "GoogleSearch": {"search_types": many(words("web_search", "image_search"))},
    "GoogleSearchResult": {"search_suggestions": TEXT},
    "VideoContent": {"processing": ref("StaticProcessing")},
    "DocumentContent": {"resolution": ref("MediaResolution")},
    "ThinkingLevel": {},
}  # fmt: skip


class InteractionSpec(Spec):
    """Closed objects: what is not named is refused, and so is what only Google may write."""

    def __init__(self, folder: Path) -> None:
        self._schemas: dict[str, Any] = json.loads((folder / OPENAPI).read_text())["components"]["schemas"]
        self._schemas |= NEW
        for name, properties in GROWN.items():
            self._schemas[name].setdefault("properties", {}).update(properties)
        self._schemas["TextContent"]["required"] = ["type", "text"]
        self._schemas[BODY]["type"] = "object"

    @classmethod
    def found(cls) -> "InteractionSpec | None":
        folder = os.environ.get("THUMBWORKS_SPECS")
        return cls(Path(folder)) if folder and (Path(folder) / OPENAPI).is_file() else None

    def refusals(self, body: Any) -> list[str]:
        return self.errors(BODY, body)

    def _check(self, schema: Schema, value: Any, place: str) -> list[str]:
        schema = self._resolved(schema)
        if schema.get("readOnly"):
            return [f"{place}: only Google writes it"]
        if "const" in schema and value != schema["const"]:
            return [f"{place}: {value!r} instead of {schema['const']!r}"]
        if "discriminator" in schema:
            return self._check_kind(schema["discriminator"]["mapping"], value, place)
        if "anyOf" in schema:
            tried = [self._check(branch, value, place) for branch in schema["anyOf"]]
            return [] if [] in tried else min(tried, key=len)
        return super()._check(schema, value, place)

    def _check_kind(self, mapping: dict[str, str], value: Any, place: str) -> list[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in mapping:
            return [f"{place}: {kind!r} is none of {sorted(mapping)}"]
        return self._check({"$ref": mapping[kind]}, value, f"{place}({kind})")

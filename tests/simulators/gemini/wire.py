"""The request as it comes in: camelCase and snake_case side by side, base64 in either alphabet."""

import base64
import binascii
import hashlib
import re
from typing import Any

from tests.simulators.gemini.errors import invalid

AS_GIVEN = {"labels", "metadata", "partMetadata", "responseSchema", "responseJsonSchema", "user_metadata"}


def camel(name: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)


def normal(value: Any) -> Any:
    """Every field name in camelCase; what users name themselves stays as it is."""
    if isinstance(value, list):
        return [normal(item) for item in value]
    if not isinstance(value, dict):
        return value
    named = {camel(name): item for name, item in value.items()}
    return {name: item if name in AS_GIVEN else normal(item) for name, item in named.items()}


def from_base64(text: str, field: str) -> bytes:
    """The SDK writes the URL-safe alphabet; others the standard one. Padding may be missing."""
    try:
        padded = text + "=" * (-len(text) % 4)
        return base64.b64decode(padded.translate(str.maketrans("-_", "+/")), validate=True)
    except (binascii.Error, ValueError) as error:
        raise invalid(f"Invalid value at '{field}' (TYPE_BYTES), Base64 decoding failed.", field) from error


def to_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def without_bytes(value: Any) -> Any:
    """For the record of what was asked: pictures by digest and length."""
    if isinstance(value, list):
        return [without_bytes(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: _summary(item) if name == "data" else without_bytes(item) for name, item in value.items()}


def _summary(data: Any) -> Any:
    if not isinstance(data, str):
        return without_bytes(data)
    return {"sha256": hashlib.sha256(data.encode()).hexdigest(), "characters": len(data)}

"""Answers of the newer interface, as tests make them up."""

import base64
from typing import Any


def given(*items: dict[str, Any], status: str = "completed", **fields: Any) -> dict[str, Any]:
    return {"status": status, "steps": [{"type": "model_output", "content": list(items)}], **fields}


def image(data: bytes) -> dict[str, Any]:
    return {"type": "image", "mime_type": "image/jpeg", "data": base64.b64encode(data).decode()}


def thought(signature: str = "c2lnbmVk", **fields: Any) -> dict[str, Any]:
    return {"type": "thought", "signature": signature, **fields}

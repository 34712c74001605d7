"""Requests as the shared handler makes them, and answers as Google's SDK reads them."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from google.genai import types

from common.blobs import ObjectBlobs
from common.catalog import Size
from common.generation import ImageRequest, request_from
from common.wishes import LabeledReference, Wishes
from gen_gemini.cards import BY_ID, Model, card_of

NewRequest = Callable[..., ImageRequest]


def encoded(w: int = 1376, h: int = 768, kind: str = ".jpg") -> bytes:
    pixels = np.full((h, w, 3), 90, np.uint8)
    pixels[: h // 2] = (10, 200, 40)
    return cv2.imencode(kind, pixels)[1].tobytes()


@pytest.fixture(scope="session")
def jpeg() -> bytes:
    return encoded()


@pytest.fixture
def banana() -> Model:
    return BY_ID["gemini-nano-banana-2.1"]


@pytest.fixture
def lite() -> Model:
    return BY_ID["gemini-3.1-flash-lite-image"]


@pytest.fixture
def pro() -> Model:
    return BY_ID["gemini-3-pro-image"]


@pytest.fixture
def blobs() -> ObjectBlobs:
    return ObjectBlobs("memory:///")


@pytest.fixture
def new_request(new_ticket: Callable[..., Any]) -> NewRequest:
    """A request for one variant; `wishes` by name, everything else replaces a field of the request."""
    from dataclasses import replace

    from common.events import ImageRequested

    def make(model: str = "gemini-nano-banana-2.1", size: Size | None = None, **given: Any) -> ImageRequest:
        fields = {name: given.pop(name) for name in tuple(given) if name in ImageRequest.__dataclass_fields__}
        ticket = new_ticket(wishes=Wishes(**given))
        event = ImageRequested(next="gen-studio", job_id=ticket.job_id, variant=1, ticket=ticket)
        request = request_from(event, card_of(BY_ID[model]))
        return replace(request, **({"size": size} if size else {}), **fields)

    return make


def picture(data: bytes, **fields: Any) -> types.Part:
    return types.Part(inline_data=types.Blob(data=data, mime_type="image/jpeg"), **fields)


def answer(*parts: types.Part, finish: str | None = "STOP", **fields: Any) -> types.GenerateContentResponse:
    candidate = {"content": types.Content(role="model", parts=list(parts)), "finish_reason": finish}
    return types.GenerateContentResponse.model_validate({"candidates": [candidate], **fields})


def reference(key: str = "refs/1.jpg", role: str = "object", **fields: Any) -> LabeledReference:
    return LabeledReference.model_validate({"key": key, "role": role, **fields})

"""The simulator and Google's own SDK in front of it."""

import io
from collections.abc import AsyncIterator
from typing import Any

import cv2
import numpy as np
import pytest
from google import genai
from google.genai import types
from PIL import Image
from tests.simulators.gemini.serving import served
from tests.simulators.gemini.spec import Spec
from tests.simulators.gemini.world import World

Client = genai.client.AsyncClient
MODEL = "gemini-nano-banana-2.1"


def jpeg(w: int = 320, h: int = 240, shade: int = 90) -> types.Part:
    _, data = cv2.imencode(".jpg", np.full((h, w, 3), shade, np.uint8))
    return types.Part.from_bytes(data=data.tobytes(), mime_type="image/jpeg")


def config(ratio: str | None = "16:9", size: str | None = None, **more: Any) -> types.GenerateContentConfig:
    image = types.ImageConfig(aspect_ratio=ratio, image_size=size)
    return types.GenerateContentConfig(image_config=image, automatic_continuation=False, **more)


def picture_in(response: types.GenerateContentResponse) -> Image.Image:
    data = [part.inline_data.data for part in response.parts or [] if part.inline_data and not part.thought][-1]
    assert data is not None
    return Image.open(io.BytesIO(data))


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
async def url(world: World) -> AsyncIterator[str]:
    async with served(world) as address:
        yield address


@pytest.fixture
async def sdk(url: str) -> AsyncIterator[genai.client.AsyncClient]:
    options = types.HttpOptions(base_url=url, api_version="v1beta", timeout=20_000)
    async with genai.Client(api_key="simulator", http_options=options).aio as client:
        yield client


@pytest.fixture
def spec() -> Spec:
    found = Spec.found()
    if found is None:
        pytest.skip("THUMBWORKS_SPECS does not name the folder with Google's published schemas")
    return found

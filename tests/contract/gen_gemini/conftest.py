"""The simulator and Google's own SDK in front of it."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from google import genai
from google.genai import types
from tests.simulators.gemini.serving import served
from tests.simulators.gemini.spec import Spec
from tests.simulators.gemini.world import World

SHARED_SPECS = os.environ.get("THUMBWORKS_SPECS", "")


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
    if not SHARED_SPECS:
        pytest.skip("THUMBWORKS_SPECS does not name the folder with Google's published schemas")
    return Spec(Path(SHARED_SPECS))

"""Checklist item 35: Google's other door."""

import asyncio

from pydantic import SecretStr
from tests.e2e.gen_gemini.conftest import MODEL, Booth

from common.errors import Code


async def test_item_35_vertex_is_spoken_to_in_its_own_terms(booth: Booth, url: str) -> None:
    await booth.open(gemini_backend="vertex", vertex_base_url=url)

    page = await booth.page(await booth.ticket())

    image = booth.config()["imageConfig"]
    assert booth.world.requests[-1]["path"] == f"/v1beta1/publishers/google/models/{MODEL}:generateContent"
    assert image["imageOutputOptions"] == {"mimeType": "image/jpeg", "compressionQuality": 95}
    assert image["personGeneration"] == "ALLOW_ADULT"
    assert page.width == 1365


async def test_item_35_vertex_filters_pictures_by_severity_and_keeps_no_files(booth: Booth, url: str) -> None:
    await booth.open(gemini_backend="vertex", vertex_base_url=url)

    await booth.page(await booth.ticket())

    settings = booth.asked[-1]["safetySettings"]
    assert {one["method"] for one in settings} == {"SEVERITY"}
    assert any("IMAGE_" in one["category"] for one in settings)
    assert any("inlineData" in part for part in booth.parts())
    assert not [request for request in booth.world.requests if request["method"] == "upload"]


async def test_item_35_the_reason_of_a_refusal_is_read_there_too(booth: Booth, url: str) -> None:
    booth.world.script.always = booth.world.script.always.read("celebrity")
    await booth.open(gemini_backend="vertex", vertex_base_url=url)

    failure = await booth.failure(await booth.ticket())

    assert "a well-known person" in failure.message


async def test_item_35_nothing_of_vertex_reaches_the_developer_backend(booth: Booth) -> None:
    await booth.open()

    await booth.page(await booth.ticket())

    assert set(booth.config()["imageConfig"]) == {"aspectRatio", "imageSize"}
    assert not any("method" in one for one in booth.asked[-1]["safetySettings"])
    assert "labels" not in booth.asked[-1]


async def test_a_wrong_key_takes_every_model_off_the_offer(booth: Booth) -> None:
    await booth.open(gemini_api_key=SecretStr("wrong"))

    failure = await booth.failure(await booth.ticket())

    assert failure.code == Code.PROVIDER_KEY_REJECTED
    async with asyncio.timeout(booth.patience):
        while await booth.stream.bus.recall("MODELS", MODEL):  # noqa: ASYNC110 - the bucket is watched from outside
            await asyncio.sleep(0.02)

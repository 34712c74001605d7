"""What stands around drawing: files, batches, the models' list, interactions, Vertex."""

import asyncio
import io
import json
from typing import Any

import cv2
import numpy as np
import pytest
from google import genai
from google.genai import errors, types
from tests.contract.gen_gemini.conftest import MODEL, Client, config, picture_in
from tests.simulators.gemini.world import World


async def test_a_file_of_several_chunks_is_uploaded_used_and_deleted(sdk: Client, world: World) -> None:
    pixels = np.random.default_rng(1).integers(0, 255, (2200, 2200, 3), np.uint8)
    _, data = cv2.imencode(".png", pixels)
    assert len(data) > 8 * 1024 * 1024
    file = await sdk.files.upload(file=io.BytesIO(data.tobytes()), config={"mime_type": "image/png"})
    assert file.name is not None
    assert file.uri is not None

    part = types.Part.from_uri(file_uri=file.uri, mime_type="image/png")
    await sdk.models.generate_content(model=MODEL, contents=[part, "x"], config=config())
    await sdk.files.delete(name=file.name)

    assert len(world.bought) == 1
    with pytest.raises(errors.ClientError, match="permission to access the File"):
        await sdk.models.generate_content(model=MODEL, contents=[part, "x"], config=config())


async def test_what_is_under_way_at_a_reset_is_booked_to_nobody(sdk: Client, world: World) -> None:
    world.script.then("slow:0.5")
    asking = asyncio.create_task(sdk.models.generate_content(model=MODEL, contents="x", config=config()))
    while not world.requests or "played" not in world.requests[-1]:  # noqa: ASYNC110 - a simulator has no events
        await asyncio.sleep(0.01)

    world.reset()

    with pytest.raises(errors.ServerError, match="reset"):
        await asking
    assert world.bought == []


async def test_a_batch_inline_answers_item_by_item(sdk: Client, world: World) -> None:
    items = [types.InlinedRequest(contents="x", metadata={"n": str(n)}, config=config("16:9")) for n in range(2)]
    items.append(types.InlinedRequest(contents="x", metadata={"n": "2"}, config=config("9:21")))
    job = await sdk.batches.create(model=MODEL, src=items, config={"display_name": "test"})  # type: ignore[arg-type]
    assert job.name is not None
    job = await sdk.batches.get(name=job.name)

    assert job.dest is not None
    answers = job.dest.inlined_responses or []
    assert [bool(answer.response) for answer in answers] == [True, True, False]
    assert answers[0].metadata == {"n": "0"}
    assert [sale["batch"] for sale in world.bought] == [True, True]


async def test_a_batch_in_a_file_answers_in_a_file(sdk: Client) -> None:
    lines = [json.dumps({"key": f"k{n}", "request": {"contents": [{"parts": [{"text": f"cat {n}"}]}]}}) for n in (1, 2)]
    source = await sdk.files.upload(file=io.BytesIO("\n".join(lines).encode()), config={"mime_type": "jsonl"})
    job = await sdk.batches.create(model=MODEL, src=source.name, config={"display_name": "test"})  # type: ignore[arg-type]
    assert job.name is not None
    job = await sdk.batches.get(name=job.name)
    assert job.dest is not None
    assert job.dest.file_name is not None
    answers = [json.loads(line) for line in (await sdk.files.download(file=job.dest.file_name)).splitlines()]

    assert [answer["key"] for answer in answers] == ["k1", "k2"]
    assert all("response" in answer for answer in answers)


@pytest.mark.parametrize(("play", "state"), [("batch_expired", "EXPIRED"), ("batch_failed", "FAILED")])
async def test_a_batch_may_end_without_answers(sdk: Client, world: World, play: str, state: str) -> None:
    world.script.then(play)
    items = [types.InlinedRequest(contents="x")]
    job = await sdk.batches.create(model=MODEL, src=items, config={"display_name": "test"})  # type: ignore[arg-type]
    assert job.name is not None
    job = await sdk.batches.get(name=job.name)

    assert job.state == types.JobState(f"JOB_STATE_{state}")
    assert world.bought == []


async def test_a_retired_model_is_gone_from_the_list_and_answers_404(sdk: Client, world: World) -> None:
    world.retired.add(MODEL)

    assert f"models/{MODEL}" not in [model.name async for model in await sdk.models.list()]
    with pytest.raises(errors.ClientError, match="Call ListModels"):
        await sdk.models.generate_content(model=MODEL, contents="A cat", config=config())


async def test_interactions_go_on_where_they_were(sdk: Client, world: World) -> None:
    wanted: Any = {"type": "image", "aspect_ratio": "16:9", "image_size": "1K", "mime_type": "image/jpeg"}
    first: Any = await sdk.interactions.create(model=MODEL, input="A cat", response_format=wanted)
    second: Any = await sdk.interactions.create(
        model=MODEL, input="Blue", previous_interaction_id=first.id, response_format=wanted
    )

    assert (first.status, second.status) == ("completed", "completed")
    assert isinstance(second.output_image.data, str)
    assert len(world.bought) == 2


async def test_vertex_takes_what_the_developer_backend_refuses(url: str, world: World) -> None:
    image = types.ImageConfig(
        aspect_ratio="16:9",
        person_generation="ALLOW_ADULT",
        output_mime_type="image/jpeg",
        output_compression_quality=90,
    )
    options = types.HttpOptions(base_url=url)
    async with genai.Client(enterprise=True, api_key="k", http_options=options).aio as client:
        response = await client.models.generate_content(
            model=MODEL, contents="A cat", config=types.GenerateContentConfig(image_config=image)
        )

    assert picture_in(response).size == (1376, 768)
    assert world.requests[-1]["path"] == f"/v1beta1/publishers/google/models/{MODEL}:generateContent"

"""The simulator tells the truth: Google's SDK takes it for Google."""

import base64
import json
from typing import Any

import httpx2
import numpy as np
import pytest
from google.genai import errors, types
from tests.contract.gen_gemini.conftest import MODEL, Client, config, jpeg, picture_in
from tests.simulators.gemini.models import MODELS
from tests.simulators.gemini.plays import CHANGES, REPLIES
from tests.simulators.gemini.spec import Spec
from tests.simulators.gemini.world import World


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("ratio", ["16:9", "9:16", "1:1", "4:5"])
async def test_a_picture_has_the_pixels_of_its_model_ratio_and_size(sdk: Client, model: str, ratio: str) -> None:
    response = await sdk.models.generate_content(model=model, contents="A cat", config=config(ratio))

    picture = picture_in(response)
    assert (picture.format, picture.size) == ("JPEG", MODELS[model].pixels[ratio])


async def test_two_requests_that_differ_give_two_pictures_and_the_same_gives_the_same(sdk: Client) -> None:
    def ask(prompt: str, seed: int) -> Any:
        return sdk.models.generate_content(model=MODEL, contents=[prompt, jpeg()], config=config(seed=seed))

    one, same, seed, words = [await ask(*given) for given in (("cat", 1), ("cat", 1), ("cat", 2), ("dog", 1))]
    seen = [picture_in(response).tobytes() for response in (one, same, seed, words)]

    assert seen[0] == seen[1]
    assert len(set(seen)) == 3


async def test_without_a_ratio_the_last_picture_decides(sdk: Client) -> None:
    contents: Any = [jpeg(300, 300), jpeg(1600, 900), "Make it blue"]
    response = await sdk.models.generate_content(model=MODEL, contents=contents, config=config(None))

    assert picture_in(response).size == (1376, 768)


async def test_thoughts_come_first_and_only_the_rest_is_signed(sdk: Client) -> None:
    thinking = types.ThinkingConfig(include_thoughts=True)
    response = await sdk.models.generate_content(model=MODEL, contents="A cat", config=config(thinking_config=thinking))

    parts = response.parts or []
    assert [bool(part.thought) for part in parts] == [True, True, False, False]
    assert [bool(part.thought_signature) for part in parts] == [False, False, True, True]


async def test_usage_counts_references_thoughts_and_the_picture(sdk: Client) -> None:
    thinking = types.ThinkingConfig(thinking_level=types.ThinkingLevel.HIGH)
    asked = config(size="2K", response_modalities=["IMAGE"], thinking_config=thinking)
    response = await sdk.models.generate_content(model=MODEL, contents=["A cat", jpeg(), jpeg()], config=asked)

    usage = response.usage_metadata
    assert usage is not None
    counted = {detail.modality: detail.token_count for detail in usage.prompt_tokens_details or []}
    assert counted[types.MediaModality.IMAGE] == 2 * 1120
    assert (usage.candidates_token_count, usage.thoughts_token_count) == (1680, 1200)


WRONG: dict[str, tuple[str, Any]] = {
    "a lower case size": (MODEL, config(size="1k")),
    "a size the model lacks": (MODEL, config(size="512")),
    "a size where none may be sent": ("gemini-2.5-flash-image", config(size="1K")),
    "more than the small model draws": ("gemini-3.1-flash-lite-image", config(size="2K")),
    "a ratio nobody has": (MODEL, config("9:21")),
    "a panorama of the model without": ("gemini-3-pro-image", config("8:1")),
    "two candidates": (MODEL, config(candidate_count=2)),
    "a seed of 33 bits": (MODEL, config(seed=2**31)),
    "sound": (MODEL, config(response_modalities=["AUDIO"])),
    "thinking where there is none": (
        "gemini-2.5-flash-image",
        config(thinking_config=types.ThinkingConfig(thinking_level=types.ThinkingLevel.HIGH)),
    ),
    "a level the model lacks": (
        MODEL,
        config(thinking_config=types.ThinkingConfig(thinking_level=types.ThinkingLevel.LOW)),
    ),
    "search on the model without": (
        "gemini-3.1-flash-lite-image",
        config(tools=[types.Tool(google_search=types.GoogleSearch())]),
    ),
    "image search on the model with web alone": (
        "gemini-3-pro-image",
        config(
            tools=[
                types.Tool(
                    google_search=types.GoogleSearch(search_types=types.SearchTypes(image_search=types.ImageSearch()))
                )
            ]
        ),
    ),
    "code execution": (MODEL, config(tools=[types.Tool(code_execution=types.ToolCodeExecution())])),
    "a cache": (MODEL, config(cached_content="cachedContents/1")),
    "a tier the model lacks": ("gemini-3.1-flash-lite-image", config(service_tier=types.ServiceTier.FLEX)),
    "more tokens than it writes": (MODEL, config(max_output_tokens=40_000)),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_what_google_would_refuse_is_refused(sdk: Client, world: World, wrong: str) -> None:
    model, asked = WRONG[wrong]

    with pytest.raises(errors.ClientError) as refused:
        await sdk.models.generate_content(model=model, contents="A cat", config=asked)

    assert (refused.value.code, refused.value.status) == (400, "INVALID_ARGUMENT")
    assert world.bought == []


BAD_CONTENTS: dict[str, Any] = {
    "fifteen pictures": ["A cat", *[jpeg()] * 15],
    "no picture at all": ["A cat", types.Part.from_bytes(data=b"\xff\xd8", mime_type="image/jpeg")],
    "an unknown kind": ["A cat", types.Part.from_bytes(data=b"BM", mime_type="image/bmp")],
    "too many words": ["cat " * 140_000],
    "nothing": [],
}


@pytest.mark.parametrize("wrong", BAD_CONTENTS)
async def test_contents_google_would_refuse_are_refused(sdk: Client, wrong: str) -> None:
    with pytest.raises((errors.ClientError, ValueError)):
        await sdk.models.generate_content(model=MODEL, contents=BAD_CONTENTS[wrong], config=config())


async def test_an_unknown_field_is_named(sdk: Client) -> None:
    options = types.HttpOptions(extra_body={"generationConfig": {"imageConfig": {"imageSizes": "1K"}}})

    with pytest.raises(errors.ClientError, match='Unknown name "imageSizes"'):
        await sdk.models.generate_content(model=MODEL, contents="A cat", config=config(http_options=options))


async def test_fields_in_snake_case_and_base64_in_either_alphabet_are_read(url: str, world: World) -> None:
    part = jpeg(40, 30)
    assert part.inline_data is not None
    assert part.inline_data.data is not None
    data = np.frombuffer(part.inline_data.data, np.uint8).tobytes()

    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        inline = {"mime_type": "image/jpeg", "data": encode(data).decode().rstrip("=")}
        body = {
            "contents": [{"parts": [{"inline_data": inline}, {"text": "x"}]}],
            "generation_config": {"image_config": {"aspect_ratio": "1:1"}},
        }
        async with httpx2.AsyncClient() as client:
            answer = await client.post(
                f"{url}/v1/models/{MODEL}:generateContent", json=body, headers={"x-goog-api-key": "k"}
            )
        assert answer.status_code == 200, answer.text

    assert len(world.bought) == 2


@pytest.mark.parametrize("name", sorted(CHANGES))
async def test_every_answer_it_can_give_is_read_by_the_sdk(sdk: Client, world: World, name: str) -> None:
    world.script.then(name)

    response = await sdk.models.generate_content(model=MODEL, contents="A cat", config=config())

    assert world.requests[-1]["played"] == name
    assert response.usage_metadata is not None


EXPECTED: dict[str, tuple[type[Exception], int | None]] = {
    "rate_limit:2": (errors.ClientError, 429),
    "quota_per_day": (errors.ClientError, 429),
    "no_free_tier": (errors.ClientError, 429),
    "overloaded": (errors.ServerError, 503),
    "deadline": (errors.ServerError, 504),
    "internal": (errors.ServerError, 500),
    "billing": (errors.ClientError, 400),
    "leaked_key": (errors.ClientError, 403),
    "wrong_key": (errors.ClientError, 400),
    "retired": (errors.ClientError, 404),
    "lost_signature": (errors.ClientError, 400),
    "bad_gateway": (errors.ServerError, 502),
    "html_200": (json.JSONDecodeError, None),
    "half_json": (json.JSONDecodeError, None),
    "dropped": (httpx2.RemoteProtocolError, None),
    "stream_error": (errors.ServerError, 503),
}


@pytest.mark.parametrize("name", EXPECTED)
async def test_every_error_it_can_play_arrives_as_googles_would(sdk: Client, world: World, name: str) -> None:
    kind, code = EXPECTED[name]
    world.script.then(name)

    with pytest.raises(kind) as raised:
        await sdk.models.generate_content(model=MODEL, contents="A cat", config=config())

    assert code is None or raised.value.code == code  # type: ignore[attr-defined]


def test_no_error_is_left_out() -> None:
    assert set(REPLIES) - {name.partition(":")[0] for name in EXPECTED} == {"empty_200", "empty_object"}


@pytest.mark.parametrize("name", ["empty_200", "empty_object"])
async def test_an_empty_answer_is_no_exception(sdk: Client, world: World, name: str) -> None:
    world.script.then(name)

    response = await sdk.models.generate_content(model=MODEL, contents="A cat", config=config())

    assert response.candidates is None


async def test_a_rate_limit_says_when_to_come_back(sdk: Client, world: World) -> None:
    world.script.then("rate_limit:37")

    with pytest.raises(errors.ClientError) as refused:
        await sdk.models.generate_content(model=MODEL, contents="A cat", config=config())

    details: Any = refused.value.details
    assert details["error"]["details"][-1]["retryDelay"] == "37s"


async def test_a_call_longer_than_its_deadline_ends_with_504(sdk: Client, world: World) -> None:
    world.script.then("slow:5")
    options = types.HttpOptions(headers={"X-Server-Timeout": "0.05"})

    with pytest.raises(errors.ServerError) as late:
        await sdk.models.generate_content(model=MODEL, contents="A cat", config=config(http_options=options))

    assert late.value.code == 504


async def test_a_mark_in_the_prompt_plays_a_failure(sdk: Client) -> None:
    response = await sdk.models.generate_content(model=MODEL, contents="A cat [[simulate:no_image]]", config=config())

    assert response.candidates is not None
    assert response.candidates[0].finish_reason == types.FinishReason.NO_IMAGE


async def test_a_stream_brings_the_parts_one_by_one_and_may_break_off(sdk: Client, world: World) -> None:
    whole = [c async for c in await sdk.models.generate_content_stream(model=MODEL, contents="x", config=config())]
    world.script.then("stream_error")
    broken = await sdk.models.generate_content_stream(model=MODEL, contents="x", config=config())

    assert (await anext(broken)).parts
    with pytest.raises(errors.ServerError):
        await anext(broken)
    assert len(whole) == 3
    assert whole[-1].usage_metadata is not None


async def test_a_conversation_goes_on_only_with_its_signatures(sdk: Client, world: World) -> None:
    chat = sdk.chats.create(model=MODEL, config=config())
    await chat.send_message("A cat")
    await chat.send_message("Make it blue")
    history = chat.get_history()
    for content in history:
        for part in content.parts or []:
            part.thought_signature = None

    with pytest.raises(errors.ClientError, match="missing a thought_signature in content position 2, part position 2"):
        await sdk.models.generate_content(model=MODEL, contents=[*history, types.UserContent("red")], config=config())

    assert len(world.bought) == 2


async def test_a_signature_of_another_model_is_corrupted(sdk: Client) -> None:
    first = await sdk.models.generate_content(model=MODEL, contents="A cat", config=config())
    assert first.candidates is not None
    told: Any = [types.UserContent("A cat"), first.candidates[0].content, types.UserContent("blue")]

    with pytest.raises(errors.ClientError, match="Corrupted thought signature"):
        await sdk.models.generate_content(model="gemini-3-pro-image", contents=told, config=config())


async def test_search_answers_with_what_must_be_shown(sdk: Client) -> None:
    types_of_search = types.SearchTypes(web_search=types.WebSearch(), image_search=types.ImageSearch())
    tool = types.Tool(google_search=types.GoogleSearch(search_types=types_of_search))
    response = await sdk.models.generate_content(model=MODEL, contents="A cat", config=config(tools=[tool]))

    assert response.candidates is not None
    found = response.candidates[0].grounding_metadata
    assert found is not None
    assert found.search_entry_point is not None
    assert [chunk.image is not None for chunk in found.grounding_chunks or []] == [False, True]


@pytest.mark.parametrize("name", sorted(set(CHANGES) - {"reason_of_tomorrow", "empty_candidate"}))
async def test_what_it_answers_is_in_the_published_schema(url: str, world: World, spec: Spec, name: str) -> None:
    world.script.then(name)
    body = {"contents": [{"parts": [{"text": "x"}]}]}
    async with httpx2.AsyncClient() as client:
        answer = await client.post(
            f"{url}/v1beta/models/{MODEL}:generateContent", json=body, headers={"x-goog-api-key": "k"}
        )

    assert spec.errors("GenerateContentResponse", answer.json()) == []

"""Items 9 and 13: one client, pinned, without retries, and what it hears that the SDK does not pass on."""

import asyncio
from typing import Any

import httpx2

from gen_gemini.client import listen, listening, open_client
from gen_gemini.settings import GeminiSettings


def settings(**given) -> GeminiSettings:
    return GeminiSettings(_env_file=None, **({"gemini_api_key": "k"} | given))  # type: ignore[call-arg]


def response(body: bytes, content_type: str = "application/json", **headers: str) -> httpx2.Response:
    return httpx2.Response(200, content=body, headers={"content-type": content_type, **headers})


async def test_item_13_the_version_is_pinned_and_the_endpoint_ours_to_choose():
    client = open_client(settings(gemini_base_url="http://127.0.0.1:9/"))

    options: Any = client._api_client._http_options
    assert (options.api_version, options.base_url) == ("v1beta", "http://127.0.0.1:9/")
    assert options.retry_options.attempts == 1
    assert options.timeout == 60_000
    await client.aio.aclose()


async def test_item_35_the_other_door_has_another_version_and_the_same_manners():
    client = open_client(settings(gemini_backend="vertex"))

    options: Any = client._api_client._http_options
    assert options.api_version == "v1beta1"
    assert options.retry_options.attempts == 1
    await client.aio.aclose()


async def test_item_09_the_sentence_that_the_sdk_drops_is_heard():
    with listening() as wire:
        await listen(response(b'{"candidates":[{"finishReason":"IMAGE_SAFETY","finishMessage":"no \\"way\\""}]}'))

    assert wire.finish_message == 'no "way"'


async def test_item_30_so_is_the_tier_that_was_served():
    with listening() as wire:
        await listen(response(b"{}", **{"x-gemini-service-tier": "standard"}))

    assert wire.headers is not None
    assert wire.headers["x-gemini-service-tier"] == "standard"


async def test_item_09_calls_side_by_side_hear_their_own_answer_only():
    async def one(word: str) -> str:
        with listening() as wire:
            await asyncio.sleep(0)
            await listen(response(b'{"finishMessage": "%s"}' % word.encode()))
            await asyncio.sleep(0)
            return wire.finish_message

    assert await asyncio.gather(*(one(f"word {n}") for n in range(20))) == [f"word {n}" for n in range(20)]


async def test_outside_a_call_nobody_listens():
    await listen(response(b"{}"))


async def test_item_28_a_stream_is_overheard_even_where_a_sentence_is_cut():
    async def chunks():
        for piece in (b'data: {"finishMes', b'sage": "Support codes: 393', b'22892"}\n\n'):
            yield piece

    with listening() as wire:
        streamed = httpx2.Response(200, content=chunks(), headers={"content-type": "text/event-stream"})
        await listen(streamed)
        body = b"".join([chunk async for chunk in streamed.aiter_bytes()])

    assert wire.finish_message == "Support codes: 39322892"
    assert body.endswith(b"\n\n")

"""Item 36: pictures that come as an address."""

import base64
from collections.abc import Callable

import httpx2
import pytest
from google import genai
from google.genai import types

from common.claims import AnswerLostError
from common.errors import Code, PermanentError
from gen_gemini.interactions.delivering import Delivery

HOME = "https://generativelanguage.googleapis.com"
Answer = Callable[[httpx2.Request], httpx2.Response]


@pytest.fixture
def delivery():
    def make(answer: Answer, most: int = 100) -> tuple[Delivery, list[httpx2.Request]]:
        asked: list[httpx2.Request] = []

        def hear(request: httpx2.Request) -> httpx2.Response:
            asked.append(request)
            return answer(request)

        options = types.HttpOptions(base_url=HOME, async_client_args={"transport": httpx2.MockTransport(hear)})
        client = genai.Client(api_key="secret", http_options=options)
        return Delivery(client, most, pause=0.0), asked

    return make


async def fetched(delivery: Delivery, uri: str) -> bytes:
    item = {"type": "image", "uri": uri}
    await delivery.fill({"steps": [{"type": "model_output", "content": [item]}]})
    return base64.b64decode(item["data"])


async def test_item_36_a_file_is_downloaded_with_the_key(delivery):
    ready, asked = delivery(lambda _: httpx2.Response(200, content=b"picture"))

    assert await fetched(ready, f"{HOME}/v1beta/files/1") == b"picture"
    assert str(asked[0].url) == f"{HOME}/v1beta/files/1:download?alt=media"
    assert asked[0].headers["x-goog-api-key"] == "secret"


async def test_item_36_the_key_stays_at_home(delivery):
    away = "https://storage.googleapis.com/bucket/signed"
    ready, asked = delivery(
        lambda request: (
            httpx2.Response(302, headers={"location": away})
            if request.url.host.startswith("generative")
            else httpx2.Response(200, content=b"picture")
        )
    )

    assert await fetched(ready, f"{HOME}/v1beta/files/1:download?alt=media") == b"picture"
    assert str(asked[1].url) == away
    assert "x-goog-api-key" not in asked[1].headers


@pytest.mark.parametrize(
    "uri",
    [
        "http://169.254.169.254/latest",
        "https://evil.example/x",
        "https://evilgoogle.com/x",
        "gs://bucket/x",
        "file:///x",
    ],
)
async def test_item_36_nobody_else_is_asked(delivery, uri):
    ready, asked = delivery(lambda _: httpx2.Response(200, content=b"picture"))

    with pytest.raises(PermanentError):
        await fetched(ready, uri)

    assert asked == []


async def test_item_36_more_than_a_picture_is_not_read(delivery):
    ready, _ = delivery(lambda _: httpx2.Response(200, content=b"x" * 101))

    with pytest.raises(PermanentError) as caught:
        await fetched(ready, f"{HOME}/files/1")

    assert caught.value.code is Code.NO_PICTURE_MADE


@pytest.mark.parametrize("status", [404, 503])
async def test_item_36_a_picture_out_of_reach_was_bought_all_the_same(delivery, status):
    ready, asked = delivery(lambda _: httpx2.Response(status))

    with pytest.raises(AnswerLostError):
        await fetched(ready, f"{HOME}/files/1")

    assert len(asked) == 3


async def test_item_36_what_is_there_already_is_not_fetched(delivery):
    ready, asked = delivery(lambda _: httpx2.Response(200, content=b"other"))
    item = {"type": "image", "uri": f"{HOME}/files/1", "data": "cGljdHVyZQ=="}

    await ready.fill({"steps": [{"type": "model_output", "content": [item]}]})

    assert asked == []

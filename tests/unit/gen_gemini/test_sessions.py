"""Items 21 and 22: conversations survive the copy of the room that began them, byte for byte."""

import json

import pytest
from google.genai import types
from tests.unit.gen_gemini.conftest import encoded, picture, reference

from common.blobs import SealedBlobs
from gen_gemini.requests import Materials
from gen_gemini.sessions import MOST_TURNS, Sessions

MODEL = "gemini-nano-banana-2.1"
ANSWER = types.Content(
    role="model",
    parts=[
        types.Part(text="Let me think", thought=True),
        picture(encoded(64, 36), thought=True),
        types.Part(text="Here it is", thought_signature=b"\x00\xfftext"),
        picture(encoded(80, 45), thought_signature=b"\xfe\x01image"),
    ],
)


@pytest.fixture
def sealed(blobs) -> SealedBlobs:
    return SealedBlobs(blobs, "s" * 32)


@pytest.fixture
def turn(jpeg) -> Materials:
    return Materials(references=[(reference("refs/1.jpg", "person"), picture(jpeg))])


def reloading(data: bytes, asked: list[str] | None = None):
    async def reload(one):
        if asked is not None:
            asked.append(one.key)
        return picture(data)

    return reload


async def test_item_21_every_part_comes_back_as_it_was(sealed, turn, new_request, jpeg):
    key = await Sessions(sealed).save(new_request(), "", turn, ANSWER)
    asked: list[str] = []

    history = await Sessions(sealed).history(key, MODEL, reloading(jpeg, asked))

    assert [content.role for content in history] == ["user", "model"]
    assert history[1] == ANSWER
    assert asked == ["refs/1.jpg"]


async def test_item_21_the_users_words_and_pictures_keep_their_order(sealed, turn, new_request, jpeg):
    key = await Sessions(sealed).save(new_request(prompt="Draw."), "", turn, ANSWER)

    user = (await Sessions(sealed).history(key, MODEL, reloading(jpeg)))[0]

    assert [part.text for part in user.parts or ()] == ["Image 1: the presenter", None, "Draw."]


async def test_item_21_turns_are_added_at_the_end(sealed, turn, new_request, jpeg):
    first = await Sessions(sealed).save(new_request(), "", turn, ANSWER)
    history = await Sessions(sealed).history(first, MODEL, reloading(jpeg))
    later = Materials(references=(), history=history)

    second = await Sessions(sealed).save(new_request(), first, later, ANSWER)

    again = await Sessions(sealed).history(second, MODEL, reloading(jpeg))
    assert [content.role for content in again] == ["user", "model", "user", "model"]


async def test_item_21_an_edit_that_started_afresh_carries_no_old_turns(sealed, turn, new_request, jpeg):
    first = await Sessions(sealed).save(new_request(), "", turn, ANSWER)

    second = await Sessions(sealed).save(new_request(), first, Materials(), ANSWER)

    assert len(await Sessions(sealed).history(second, MODEL, reloading(jpeg))) == 2


async def test_item_21_signatures_are_one_models_own(sealed, turn, new_request, jpeg):
    key = await Sessions(sealed).save(new_request(), "", turn, ANSWER)

    assert await Sessions(sealed).history(key, "gemini-3-pro-image", reloading(jpeg)) == []


async def test_item_21_a_long_conversation_starts_afresh(sealed, turn, new_request, jpeg):
    key = await Sessions(sealed).save(new_request(), "", turn, ANSWER)
    document = json.loads(await sealed.get(key))
    await sealed.put(key, json.dumps(document | {"turns": document["turns"] * (MOST_TURNS + 1)}).encode())

    assert await Sessions(sealed).history(key, MODEL, reloading(jpeg)) == []


async def test_item_21_what_was_erased_starts_afresh(sealed, blobs, turn, new_request, jpeg):
    key = await Sessions(sealed).save(new_request(), "", turn, ANSWER)
    await blobs.delete(f"{key}-3")

    assert await Sessions(sealed).history(key, MODEL, reloading(jpeg)) == []
    assert await Sessions(sealed).history("jobs/none/sessions/1-1", MODEL, reloading(jpeg)) == []


async def test_item_21_nothing_of_it_can_be_read_unsealed(sealed, blobs, turn, new_request):
    key = await Sessions(sealed).save(new_request(prompt="a secret order"), "", turn, ANSWER)

    stored = [await blobs.get(name) for name in await blobs.list("jobs")]
    assert len(stored) == 3
    assert not any(b"secret" in data or data.startswith(b"\xff\xd8") for data in stored)
    assert key.startswith("jobs/")

"""Item 35: pictures that Vertex left in a bucket."""

import pytest
from google.genai import types
from tests.unit.gen_gemini.conftest import answer, encoded

from common.blobs import ObjectBlobs
from common.errors import Code, PermanentError
from gen_gemini.buckets import Bucket


def named(uri: str, mime_type: str | None = "image/jpeg") -> types.Part:
    return types.Part(file_data=types.FileData(file_uri=uri, mime_type=mime_type))


@pytest.fixture
def bucket() -> Bucket:
    return Bucket("gs://house/gemini", ObjectBlobs("memory:///"))


async def test_item_35_a_picture_is_put_into_the_answer_and_taken_out_of_the_bucket(bucket):
    await bucket.blobs.put("pictures/1.png", encoded(64, 36, ".png"))

    filled = await bucket.fetched(answer(types.Part(text="Here."), named(f"{bucket.address}/pictures/1.png", None)))

    words, picture = filled.parts or []
    assert words.text == "Here."
    assert picture.inline_data == types.Blob(data=encoded(64, 36, ".png"), mime_type="image/png")
    assert picture.file_data is None
    assert await bucket.blobs.list("pictures/") == []


async def test_item_35_what_is_somebody_elses_is_left_alone(bucket):
    part = named("gs://others/1.jpg")

    filled = await bucket.fetched(answer(part))

    assert filled.parts == [part]


async def test_item_35_a_picture_that_is_not_there_is_no_picture(bucket):
    with pytest.raises(PermanentError) as caught:
        await bucket.fetched(answer(named(f"{bucket.address}/pictures/1.png")))

    assert caught.value.code is Code.ASSET_MISSING

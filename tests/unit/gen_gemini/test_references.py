"""Items 4, 25 to 27, 33 and 41: what the model looks at, made ready."""

from typing import Any

import cv2
import numpy as np
import pytest
from google.genai import types
from PIL import Image
from tests.unit.gen_gemini.conftest import encoded, reference

from common.blobs import SealedBlobs
from common.errors import Code, PermanentError
from common.wishes import DocumentSource, VideoSource
from gen_gemini.references import LONGEST_SIDE, UNFETCHED, References, normalized

SECRET = "s" * 32


@pytest.fixture
def inline(blobs) -> References:
    return References(blobs, SealedBlobs(blobs, SECRET), None, "developer")


def size_of(data: bytes) -> tuple[int, int]:
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return image.shape[1], image.shape[0]


def test_item_41_what_is_fine_passes_byte_for_byte(jpeg):
    assert normalized(jpeg) == (jpeg, "image/jpeg")


def test_item_41_what_is_too_large_is_made_smaller():
    data, mime_type = normalized(encoded(4000, 1000))

    assert (size_of(data), mime_type) == ((LONGEST_SIDE, 512), "image/jpeg")


def test_item_41_metadata_is_dropped_and_the_picture_stands_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees
    path = tmp_path / "turned.jpg"
    Image.new("RGB", (80, 40), (200, 10, 10)).save(path, exif=exif)

    data, _ = normalized(path.read_bytes())

    assert size_of(data) == (40, 80)
    assert b"Exif" not in data


def test_item_41_a_mask_keeps_its_edges():
    assert normalized(encoded(64, 64, ".webp"), lossless=True)[1] == "image/png"


def test_item_42_encoded_anew_on_demand(jpeg):
    data, _ = normalized(jpeg, afresh=True)

    assert data != jpeg
    assert size_of(data) == size_of(jpeg)


@pytest.mark.parametrize("data", [b"", b"not a picture", encoded()[:200]])
def test_a_corrupt_reference_is_refused(data):
    with pytest.raises(PermanentError) as caught:
        normalized(data)

    assert caught.value.code is Code.IMAGE_UNREADABLE


def test_a_reference_of_too_many_pixels_is_refused_before_it_is_decoded():
    header = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (20_000).to_bytes(4, "big") * 2 + b"IEND"

    with pytest.raises(PermanentError) as caught:
        normalized(header)

    assert caught.value.code is Code.IMAGE_TOO_LARGE


async def test_item_04_the_order_of_the_request_is_kept(inline, blobs, new_request):
    keys = [f"refs/{n}.jpg" for n in range(5)]
    for n, key in enumerate(keys):
        await blobs.put(key, encoded(64 + n, 36))

    turn = await inline.materials(new_request(references=tuple(map(reference, keys))))

    assert [one.key for one, _ in turn.references] == keys
    assert [size_of(part.inline_data.data)[0] for _, part in turn.references] == [64, 65, 66, 67, 68]


async def test_a_sealed_face_is_opened_for_the_call(inline, blobs, new_request, jpeg):
    await SealedBlobs(blobs, SECRET).put("jobs/j/identity/face.jpg", jpeg)

    one = reference("jobs/j/identity/face.jpg", "person", sealed=True)
    turn = await inline.materials(new_request(references=(one,)))

    assert turn.references[0][1].inline_data.data == jpeg


async def test_item_25_a_youtube_address_is_passed_on_as_it_is(inline, new_request):
    video = VideoSource(uri="https://www.youtube.com/watch?v=abc", fps=0.5)

    turn = await inline.materials(new_request(references=(), video=video))

    assert turn.video.file_data.file_uri == video.uri
    assert turn.video.video_metadata.fps == 0.5


async def test_item_26_a_document_goes_along(inline, blobs, new_request):
    await blobs.put("docs/a.pdf", b"%PDF-1.7")

    turn = await inline.materials(new_request(references=(), document=DocumentSource(key="docs/a.pdf")))

    assert (turn.document.inline_data.mime_type, turn.document.inline_data.data) == ("application/pdf", b"%PDF-1.7")


async def test_item_27_a_file_too_large_to_go_inline_is_refused(inline, blobs, new_request):
    await blobs.put("v.mp4", bytes(21_000_000))

    with pytest.raises(PermanentError) as caught:
        await inline.materials(new_request(references=(), video=VideoSource(key="v.mp4")))

    assert caught.value.code is Code.PAYLOAD_TOO_LARGE


async def test_item_33_the_closest_look_is_asked_for_part_by_part(inline, blobs, new_request, jpeg):
    await blobs.put("refs/1.jpg", jpeg)

    turn = await inline.materials(new_request(references=(reference(),), media_resolution="ultra_high"))

    level = turn.references[0][1].media_resolution.level
    assert level is types.PartMediaResolutionLevel.MEDIA_RESOLUTION_ULTRA_HIGH


async def test_item_27_google_may_fetch_by_itself_but_never_a_sealed_face(blobs, new_request, jpeg):
    sealed = SealedBlobs(blobs, SECRET)
    await sealed.put("face.jpg", jpeg)

    async def address(key: str) -> str:
        return f"https://store.example/{key}?signature"

    await blobs.put("refs/1.jpg", jpeg)
    fetching = References(blobs, sealed, None, "developer", address)
    given = (reference("refs/1.jpg"), reference("face.jpg", "person", sealed=True))
    parts: list[Any] = [part for _, part in (await fetching.materials(new_request(references=given))).references]

    open_part, sealed_part = parts
    assert open_part.file_data.file_uri == "https://store.example/refs/1.jpg?signature"
    assert sealed_part.inline_data.data == jpeg

    unfetched = await fetching.materials(new_request(references=given), UNFETCHED)
    sent: list[Any] = [part for _, part in unfetched.references]
    assert [part.inline_data.data for part in sent] == [jpeg, jpeg]


async def test_what_the_variants_of_a_job_look_at_is_read_once(inline, blobs, new_request, jpeg):
    await blobs.put("refs/1.jpg", jpeg)
    request = new_request(references=(reference(),))
    first = await inline.materials(request)
    await blobs.delete("refs/1.jpg")

    again = await inline.materials(request)

    assert again.references[0][1].inline_data.data is first.references[0][1].inline_data.data

"""Checklist items 24 to 27 and 41: what the model may look up and look at beside the selfies."""

import asyncio

import cv2
import numpy as np
import pytest
from tests.e2e.gen_gemini.conftest import LITE, MODEL, SELFIE, Booth, photograph

from common.errors import Code
from common.wishes import DocumentSource, VideoSource, Wishes

YOUTUBE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


def uploads(booth: Booth) -> list[dict[str, object]]:
    return [request for request in booth.world.requests if request["method"] == "upload"]


@pytest.mark.parametrize(
    ("wanted", "types", "kinds"),
    [
        (("web",), {"webSearch"}, {"web", "suggestions"}),
        (("web", "image"), {"webSearch", "imageSearch"}, {"web", "image", "suggestions"}),
    ],
)
async def test_item_24_what_was_looked_up_is_carried_to_the_page(
    booth: Booth, wanted: tuple[str, ...], types: set[str], kinds: set[str]
) -> None:
    await booth.open()

    page = await booth.page(await booth.ticket(wishes=Wishes(grounding=wanted)))  # type: ignore[arg-type]

    assert set(booth.asked[-1]["tools"][0]["googleSearch"]["searchTypes"]) == types
    assert {source.kind for source in page.sources} == kinds
    assert all(source.uri or source.html for source in page.sources)


async def test_item_24_a_found_picture_links_to_the_page_that_shows_it(booth: Booth) -> None:
    await booth.open()

    page = await booth.page(await booth.ticket(wishes=Wishes(grounding=("web", "image"))))

    assert [s.uri for s in page.sources if s.kind == "image"] == ["https://example.com/page-with-the-picture"]


async def test_item_24_nothing_is_looked_up_unasked(booth: Booth) -> None:
    await booth.open()

    page = await booth.page(await booth.ticket())

    assert "tools" not in booth.asked[-1]
    assert page.sources == ()


async def test_item_25_a_public_video_is_watched_from_here_to_there(booth: Booth) -> None:
    await booth.open()
    video = VideoSource(uri=YOUTUBE, start=10, end=40.5, fps=0.5)

    await booth.page(await booth.ticket(wishes=Wishes(video=video)))

    watched = next(part for part in booth.parts() if part.get("fileData", {}).get("fileUri") == YOUTUBE)
    assert watched["videoMetadata"] == {"startOffset": "10s", "endOffset": "40.5s", "fps": 0.5}


async def test_item_25_a_video_of_ones_own_is_uploaded(booth: Booth) -> None:
    await booth.open()
    await booth.blobs.put("videos/1.mp4", b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 5000)

    await booth.page(await booth.ticket(wishes=Wishes(video=VideoSource(key="videos/1.mp4"))))

    assert any(part.get("fileData", {}).get("mimeType") == "video/mp4" for part in booth.parts())


async def test_item_25_a_model_that_sees_no_video_refuses_it(booth: Booth) -> None:
    await booth.open()

    failure = await booth.failure(
        await booth.ticket("gemini-2.5-flash-image", wishes=Wishes(video=VideoSource(uri=YOUTUBE)))
    )

    assert failure.code == Code.OPTION_UNAVAILABLE
    assert booth.asked == []


@pytest.mark.parametrize("model", [MODEL, LITE])
async def test_item_26_a_document_can_be_drawn_from(booth: Booth, model: str) -> None:
    await booth.open()
    await booth.blobs.put("documents/1.pdf", b"%PDF-1.7\n" + b"0" * 2000)

    await booth.page(await booth.ticket(model, wishes=Wishes(document=DocumentSource(key="documents/1.pdf"))))

    assert any(part.get("fileData", {}).get("mimeType") == "application/pdf" for part in booth.parts())


async def test_item_27_references_are_uploaded_once_per_project_not_once_per_variant(booth: Booth) -> None:
    await booth.open()
    given = tuple([await booth.put(f"refs/{n}.jpg") for n in range(3)])

    await booth.pages(await booth.ticket(wishes=Wishes(references=given)), variants=4)
    await booth.pages(await booth.ticket(wishes=Wishes(references=given)), variants=2)

    assert len(uploads(booth)) == 4
    assert len(booth.asked) == 6


async def test_item_27_two_copies_of_the_room_upload_once_together(booth: Booth) -> None:
    booth.world.latency = 0.1
    await booth.open(gemini_slots=1)
    await booth.open(gemini_slots=1)

    await booth.pages(await booth.ticket(), variants=4)

    assert len(uploads(booth)) == 1


async def test_item_27_an_upload_that_google_forgot_is_made_again(booth: Booth) -> None:
    await booth.open()
    await booth.page(await booth.ticket())
    booth.world.files.stored.clear()

    await booth.page(await booth.ticket())

    assert len(uploads(booth)) == 2


async def test_item_27_uploads_are_deleted_there_after_a_while(booth: Booth) -> None:
    first = await booth.open(gemini_keep_uploads_hours=1e-9)
    await booth.page(await booth.ticket())
    assert booth.world.files.stored
    await first.stop()
    booth.workers.remove(first)

    await booth.open(gemini_keep_uploads_hours=1e-9)
    await booth.until(lambda: not booth.world.files.stored)

    assert booth.world.files.stored == {}


async def test_item_27_without_uploads_pictures_travel_inside_the_request(booth: Booth) -> None:
    await booth.open(gemini_uploads=False)

    await booth.page(await booth.ticket())

    assert uploads(booth) == []
    assert any("inlineData" in part for part in booth.parts())


@pytest.fixture
def cloud(booth: Booth, url: str, monkeypatch: pytest.MonkeyPatch) -> Booth:
    """The house's blobs lie in an S3 bucket of the simulator, so that their links are signed and can be followed."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"{url}/store")
    for name, value in {"ACCESS_KEY_ID": "id", "SECRET_ACCESS_KEY": "key", "REGION": "eu-north-1"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    booth.settings = booth.settings.model_copy(update={"blobs_url": "s3://house/blobs"})
    return booth


async def test_item_27_google_follows_a_signed_link_to_a_reference(cloud: Booth) -> None:
    await cloud.open(gemini_fetches=True)
    style = await cloud.put("refs/style.png", role="style")

    await cloud.page(await cloud.ticket(wishes=Wishes(references=(style,))))

    files = [part["fileData"] for part in cloud.parts() if "fileData" in part]
    assert [file["mimeType"] for file in files] == ["image/jpeg", "image/png"]
    assert all("X-Amz-Signature" in file["fileUri"] for file in files)
    assert set(cloud.world.buckets.fetched) == {file["fileUri"] for file in files}
    assert uploads(cloud) == []


async def test_item_27_a_reference_that_google_cannot_fetch_is_uploaded(cloud: Booth) -> None:
    cloud.world.buckets.walled = True
    await cloud.open(gemini_fetches=True)

    page = await cloud.page(await cloud.ticket())

    assert len(uploads(cloud)) == 1
    assert len(cloud.asked) == 2
    assert len(cloud.world.bought) == 1
    assert page.provenance["calls"] == 2


async def test_item_27_a_batch_waits_longer_than_a_link_and_names_uploads(cloud: Booth) -> None:
    await cloud.open(gemini_fetches=True)

    await cloud.page(await cloud.ticket(wishes=Wishes(batch=True)))

    assert cloud.world.buckets.fetched == {}
    assert len(uploads(cloud)) == 1


async def test_item_27_what_a_batch_looks_at_is_kept_until_it_is_answered(booth: Booth) -> None:
    booth.world.batch_seconds = 10_000.0
    await booth.open(gemini_keep_uploads_hours=1e-9)
    ticket = await booth.ticket(wishes=Wishes(batch=True))
    await booth.ask(ticket)
    await booth.stream.until(ticket.job_id, "image.submitted")
    await booth.open(gemini_keep_uploads_hours=1e-9)  # tidies at once
    await asyncio.sleep(0.5)
    booth.world.batch_seconds = 0.0

    await booth.until_event(ticket, "image.generated")

    assert len(uploads(booth)) == 1
    assert booth.world.files.stored


async def test_item_41_a_large_picture_is_made_smaller_and_loses_what_it_told(booth: Booth) -> None:
    await booth.open()
    ticket = await booth.ticket()
    await booth.blobs.put(SELFIE, with_place(photograph(4000, 3000)))

    await booth.page(ticket)

    seen = next(iter(booth.world.files.stored.values())).data
    pixels = cv2.imdecode(np.frombuffer(bytes(seen), np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    assert max(pixels.shape) == 2048
    assert b"Exif" not in seen


def with_place(jpeg: bytes) -> bytes:
    """A JPEG that carries an (empty) EXIF segment, as a phone's does."""
    exif = b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    return jpeg[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + jpeg[2:]


async def test_a_reference_of_twenty_megabytes_is_taken(booth: Booth) -> None:
    await booth.open()
    ticket = await booth.ticket()
    noise = np.random.default_rng(1).integers(0, 255, (2600, 2600, 3), np.uint8)
    data = cv2.imencode(".png", noise)[1].tobytes()
    assert len(data) > 20_000_000
    await booth.blobs.put(SELFIE, data)

    await booth.page(ticket)

    assert max(int(file["bytes"]) for file in uploads(booth)) < 12_000_000  # type: ignore[call-overload]

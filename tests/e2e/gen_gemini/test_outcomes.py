"""Checklist items 7 to 9, 15, 40 and 42: what an answer is, and what the creator is told when it is no picture."""

import cv2
import numpy as np
import pytest
from tests.e2e.gen_gemini.conftest import MODEL, Booth

from common.errors import Code
from common.wishes import Wishes

FINAL_ONLY = "Output the final image only."


async def pixels_of(booth: Booth, key: str) -> tuple[int, int]:
    image = cv2.imdecode(np.frombuffer(await booth.blobs.get(key), np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return image.shape[1], image.shape[0]


@pytest.mark.parametrize("play", ["picture", "thoughts_first", "many_pictures", "url_safe", "unsigned"])
async def test_item_07_the_last_picture_that_is_no_thought_is_kept(booth: Booth, play: str) -> None:
    booth.world.script.always = booth.world.script.always.read("picture")
    await booth.open()
    expected = (await booth.page(await booth.ticket(job_id="job_same"))).provenance["sha256"]
    booth.world.script.then(play)

    page = await booth.page(await booth.ticket(job_id=f"job_{play}"))

    assert page.provenance["sha256"] == expected


async def test_item_07_what_says_jpeg_and_is_png_is_stored_as_png(booth: Booth) -> None:
    booth.world.script.then("png")
    await booth.open()

    page = await booth.page(await booth.ticket())

    assert page.key.endswith(".png")
    assert (await booth.blobs.get(page.key)).startswith(b"\x89PNG")


async def test_item_07_a_picture_of_another_shape_is_cut_and_its_pixels_are_what_the_page_says(booth: Booth) -> None:
    booth.world.script.then("wrong_ratio")
    await booth.open()

    page = await booth.page(await booth.ticket())

    assert abs(page.width / page.height - 16 / 9) < 0.003
    assert await pixels_of(booth, page.key) == (page.width, page.height)


async def test_item_07_a_draft_is_kept_when_there_is_nothing_else_and_says_so(booth: Booth) -> None:
    booth.world.script.then("thoughts_only", "thoughts_only")
    await booth.open()

    page = await booth.page(await booth.ticket())

    assert page.provenance["draft"] is True


@pytest.mark.parametrize("play", ["no_picture_bytes", "cut_short"])
async def test_item_07_bytes_that_are_no_picture_are_not_passed_on(booth: Booth, play: str) -> None:
    booth.world.script.then(play)
    await booth.open()

    page = await booth.page(await booth.ticket())

    assert await pixels_of(booth, page.key) == (page.width, page.height)
    assert len(booth.asked) == 2


# For ever: what the provider answers again and again.
NO_PICTURE: dict[str, Code] = {
    "blocked_prompt": Code.CONTENT_BLOCKED,
    "blocked_prohibited": Code.CONTENT_BLOCKED,
    "blocked_image": Code.CONTENT_BLOCKED,
    "blocked_list": Code.CONTENT_BLOCKED,
    "blocked_other": Code.CONTENT_BLOCKED,
    "image_safety": Code.CONTENT_BLOCKED,
    "image_prohibited": Code.CONTENT_BLOCKED,
    "celebrity": Code.CONTENT_BLOCKED,
    "prohibited_content": Code.CONTENT_BLOCKED,
    "safety": Code.CONTENT_BLOCKED,
    "blocklist": Code.CONTENT_BLOCKED,
    "spii": Code.CONTENT_BLOCKED,
    "language": Code.CONTENT_BLOCKED,
    "reason_of_tomorrow": Code.CONTENT_BLOCKED,
    "recitation": Code.CONTENT_TOO_SIMILAR,
    "image_recitation": Code.CONTENT_TOO_SIMILAR,
    "image_other": Code.NO_PICTURE_MADE,
    "other": Code.NO_PICTURE_MADE,
    "no_image": Code.NO_PICTURE_MADE,
    "no_image_silent": Code.NO_PICTURE_MADE,
    "soft_refusal": Code.NO_PICTURE_MADE,
    "empty_candidate": Code.NO_PICTURE_MADE,
    "empty_200": Code.NO_PICTURE_MADE,
    "empty_object": Code.NO_PICTURE_MADE,
    "max_tokens": Code.NO_PICTURE_MADE,
    "malformed": Code.NO_PICTURE_MADE,
    "unexpected_tool": Code.NO_PICTURE_MADE,
    "continuation": Code.NO_PICTURE_MADE,
    "missing_signature": Code.EDIT_SESSION_GONE,
}


@pytest.mark.parametrize("play", NO_PICTURE)
async def test_item_08_every_answer_without_a_picture_has_its_own_outcome(booth: Booth, play: str) -> None:
    booth.world.script.always = booth.world.script.always.read(play)
    await booth.open()

    failure = await booth.failure(await booth.ticket())

    assert failure.code == NO_PICTURE[play]
    assert len(booth.asked) <= 2
    assert booth.world.bought == []


@pytest.mark.parametrize(
    ("play", "said"),
    [
        ("image_safety", "a person's face"),
        ("celebrity", "a well-known person"),
        ("image_prohibited", "prohibited content"),
        ("soft_refusal", "I can't create that image"),
    ],
)
async def test_item_09_the_reason_reaches_the_creator_in_plain_words(booth: Booth, play: str, said: str) -> None:
    booth.world.script.always = booth.world.script.always.read(play)
    await booth.open()

    failure = await booth.failure(await booth.ticket())

    assert said in failure.message
    assert "not charged" in failure.message


@pytest.mark.parametrize(
    "play", ["no_image", "soft_refusal", "empty_candidate", "empty_200", "malformed", "image_other"]
)
async def test_item_15_a_model_that_talks_instead_is_told_once_to_draw(booth: Booth, play: str) -> None:
    booth.world.script.then(play)
    await booth.open()

    page = await booth.page(await booth.ticket())

    assert page.model == MODEL
    assert [booth.words(n).rstrip().endswith(FINAL_ONLY) for n in range(2)][1]
    assert len(booth.asked) == 2


async def test_item_15_being_told_again_would_not_help(booth: Booth) -> None:
    booth.world.script.always = booth.world.script.always.read("no_image")
    await booth.open()

    await booth.failure(await booth.ticket())

    assert len(booth.asked) == 2


async def test_item_15_a_blocked_prompt_is_not_asked_again(booth: Booth) -> None:
    booth.world.script.always = booth.world.script.always.read("blocked_prompt")
    await booth.open()

    await booth.failure(await booth.ticket())

    assert len(booth.asked) == 1


async def test_item_40_watermark_and_credentials_are_recorded(booth: Booth) -> None:
    await booth.open()

    page = await booth.page(await booth.ticket())

    assert page.provenance["watermark"] == "SynthID"
    assert page.provenance["c2pa"] == "lost_in_crop"
    assert page.provenance["model_version"] == MODEL
    assert page.provenance["photographic"] is False


async def test_item_42_a_block_without_a_reason_is_tried_once_with_every_picture_encoded_anew(booth: Booth) -> None:
    booth.world.script.then("blocked_other")
    await booth.open()

    await booth.page(await booth.ticket())

    assert len(booth.asked) == 2
    assert any("fileData" in part for part in booth.parts(0))
    assert any("inlineData" in part for part in booth.parts(1))


@pytest.mark.parametrize("play", ["picture", "wrong_ratio"])
async def test_item_45_the_shape_is_exact_to_the_pixel(booth: Booth, play: str) -> None:
    """1376x768 is 1.79, not 1.78: eleven columns go."""
    booth.world.script.then(play)
    await booth.open()

    page = await booth.page(await booth.ticket())

    assert page.height == round(page.width * 9 / 16)
    assert await pixels_of(booth, page.key) == (page.width, page.height)


async def test_item_49_a_page_names_the_answer_it_came_from(booth: Booth) -> None:
    await booth.open()

    page = await booth.page(await booth.ticket())

    assert len(page.provenance["response_id"]) > 10
    assert page.provenance["model_version"] == MODEL


async def test_item_06_what_the_model_said_is_kept_with_the_picture(booth: Booth) -> None:
    await booth.open()

    page = await booth.page(await booth.ticket(wishes=Wishes(commentary=True)))

    assert "thumbnail you asked for" in page.provenance["said"]

"""Checklist items 4 to 6, 12, 18 and 19: what exactly is asked of the model."""

import hashlib

import pytest
from tests.e2e.gen_gemini.conftest import LITE, MODEL, PRO, SELFIE, Booth, anywhere, photograph

from common.catalog import Size
from common.errors import Code
from common.wishes import Wishes

HARMS = {"HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT"}


@anywhere
async def test_item_04_words_and_a_selfie_become_a_picture_of_the_asked_shape(booth: Booth) -> None:
    await booth.open()
    ticket = await booth.ticket()

    page = await booth.page(ticket)

    assert (page.model, page.draws) == (MODEL, "picture")
    assert abs(page.width / page.height - 16 / 9) < 0.002
    assert hashlib.sha256(await booth.blobs.get(page.key)).hexdigest()


async def test_item_04_words_alone_are_enough(booth: Booth) -> None:
    await booth.open()

    page = await booth.page(await booth.ticket(references=()))

    assert page.width == 1365
    assert [*booth.parts()[0]] == ["text"]


async def test_item_04_references_keep_their_order_their_numbers_and_their_roles(booth: Booth) -> None:
    await booth.open(gemini_uploads=False)
    given = [
        await booth.put("refs/phone.jpg", label="the phone"),
        await booth.put("refs/desk.jpg", role="scene"),
        await booth.put("refs/look.jpg", role="style", label="my brand"),
    ]

    await booth.page(await booth.ticket(wishes=Wishes(references=tuple(given))))

    parts = booth.parts()
    assert [part["text"].split(":")[0] for part in parts[:-1:2]] == ["Image 1", "Image 2", "Image 3", "Image 4"]
    assert [part["text"].split(": ", 1)[1] for part in parts[:-1:2]] == [
        "the presenter",
        "an object (the phone)",
        "the place",
        "style only (my brand)",
    ]
    assert all("inlineData" in part for part in parts[1::2])
    assert all(f"image {n}" in booth.words().lower() for n in range(1, 5))


async def test_item_04_fourteen_pictures_are_looked_at(booth: Booth) -> None:
    await booth.open()
    given = tuple([await booth.put(f"refs/{n}.jpg") for n in range(10)])
    selfies = tuple(
        [(await booth.ticket()).references[0].model_copy(update={"asset_id": f"ast_{n}"}) for n in range(4)]
    )

    await booth.page(await booth.ticket(references=selfies, wishes=Wishes(references=given)))

    assert sum("fileData" in part for part in booth.parts()) == 14


async def test_item_05_more_pictures_than_it_looks_at_are_refused_before_anything_is_sent(booth: Booth) -> None:
    await booth.open()
    given = tuple([await booth.put(f"refs/{n}.jpg") for n in range(15)])

    failure = await booth.failure(await booth.ticket(wishes=Wishes(references=given)))

    assert failure.code == Code.TOO_MANY_REFERENCES
    assert booth.asked == []


@pytest.mark.parametrize(
    ("model", "size", "ratio", "imagesize"),
    [
        (MODEL, Size(w=1280, h=720), "16:9", "1K"),
        (MODEL, Size(w=1080, h=1920), "9:16", "2K"),
        (MODEL, Size(w=1500, h=500), "21:9", "1K"),
        (MODEL, Size(w=3840, h=2160), "16:9", "4K"),
        (PRO, Size(w=1080, h=1350), "4:5", "1K"),
        (LITE, Size(w=1280, h=720), "16:9", "1K"),
        ("gemini-2.5-flash-image", Size(w=1280, h=720), "16:9", None),
    ],
)
async def test_item_05_ratio_and_size_follow_the_canvas_in_the_models_own_words(
    booth: Booth, model: str, size: Size, ratio: str, imagesize: str | None
) -> None:
    await booth.open()

    page = await booth.page(await booth.ticket(model, size=size))

    asked = booth.config()["imageConfig"]
    assert (asked["aspectRatio"], asked.get("imageSize")) == (ratio, imagesize)
    assert abs(page.width / page.height - size.w / size.h) < 0.005


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        (Wishes(image_size="512"), Code.SIZE_OUT_OF_RANGE),
        (Wishes(image_size="4K"), Code.SIZE_OUT_OF_RANGE),
        (Wishes(thinking="medium"), Code.OPTION_UNAVAILABLE),
        (Wishes(grounding=("web",)), Code.OPTION_UNAVAILABLE),
        (Wishes(tier="flex"), Code.OPTION_UNAVAILABLE),
    ],
)
async def test_item_05_what_the_model_lacks_is_refused_with_its_choices_and_costs_nothing(
    booth: Booth, wishes: Wishes, code: Code
) -> None:
    await booth.open()

    failure = await booth.failure(await booth.ticket(LITE, wishes=wishes))

    assert failure.code == code
    assert "Nano Banana 2 Lite" in failure.message
    assert booth.asked == []


@pytest.mark.parametrize(("commentary", "modalities"), [(False, ["IMAGE"]), (True, ["TEXT", "IMAGE"])])
async def test_item_06_a_picture_alone_or_with_words(booth: Booth, commentary: bool, modalities: list[str]) -> None:  # noqa: FBT001 - a parameter of the test
    await booth.open()

    page = await booth.page(await booth.ticket(wishes=Wishes(commentary=commentary)))

    assert booth.config()["responseModalities"] == modalities
    assert ("said" in page.provenance) is commentary


@pytest.mark.parametrize(
    ("model", "size", "least", "most"),
    [
        (LITE, None, 20, 45),
        (MODEL, "1K", 60, 120),
        (MODEL, "2K", 120, 180),
        (MODEL, "4K", 240, 330),
        (PRO, "1K", 240, 330),
    ],
)
async def test_item_12_a_call_has_a_limit_by_model_and_size(
    booth: Booth, model: str, size: str | None, least: int, most: int
) -> None:
    await booth.open()

    await booth.page(await booth.ticket(model, wishes=Wishes(image_size=size)))  # type: ignore[arg-type]

    assert least <= int(booth.world.requests[-1]["headers"]["x-server-timeout"]) <= most


async def test_item_18_thinking_is_asked_for_and_its_drafts_are_kept_only_on_request(booth: Booth) -> None:
    await booth.open()
    first = await booth.ticket(wishes=Wishes(thinking="high"))
    await booth.page(first)
    assert await booth.blobs.list(f"{first.prefix}/thoughts") == []
    plain = booth.config()["thinkingConfig"]

    ticket = await booth.ticket(wishes=Wishes(thinking="minimal", keep_thoughts=True))
    await booth.page(ticket)

    assert plain == {"thinkingLevel": "HIGH"}
    assert booth.config()["thinkingConfig"] == {"thinkingLevel": "MINIMAL", "includeThoughts": True}
    kept = await booth.blobs.list(f"{ticket.prefix}/thoughts")
    assert sorted(key.rpartition(".")[2] for key in kept) == ["jpg", "txt"]
    assert b"Composing" in await booth.sealed.get(next(key for key in kept if key.endswith("txt")))


@pytest.mark.parametrize(
    ("wishes", "threshold"),
    [
        (Wishes(), "BLOCK_MEDIUM_AND_ABOVE"),
        (Wishes(safety="strict"), "BLOCK_LOW_AND_ABOVE"),
        (Wishes(safety="open"), "BLOCK_ONLY_HIGH"),
    ],
)
async def test_item_19_four_kinds_of_harm_are_filtered_by_one_profile(
    booth: Booth, wishes: Wishes, threshold: str
) -> None:
    await booth.open()

    await booth.page(await booth.ticket(wishes=wishes))

    settings = booth.asked[-1]["safetySettings"]
    assert {one["category"].removeprefix("HARM_CATEGORY_") for one in settings} == HARMS
    assert {one["threshold"] for one in settings} == {threshold}


async def test_a_picture_that_is_none_is_refused_before_it_is_sent(booth: Booth) -> None:
    await booth.open()
    ticket = await booth.ticket()
    await booth.blobs.put(SELFIE, photograph()[:200])

    failure = await booth.failure(ticket)

    assert failure.code == Code.IMAGE_UNREADABLE
    assert booth.asked == []

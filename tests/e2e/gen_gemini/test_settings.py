"""Checklist items 31 to 34 and 37 to 39: the finer settings of what is asked, and how much at once."""

import pytest
from tests.e2e.gen_gemini.conftest import Booth

from common.errors import Code
from common.wishes import Wishes


async def test_item_31_seed_and_sampling_are_sent_and_nothing_is_kept_there(booth: Booth) -> None:
    await booth.open()
    wishes = Wishes(temperature=0.4, top_p=0.9, max_output_tokens=8_000, stop=("END",))

    page = await booth.page(await booth.ticket(seed=2**32 - 5, wishes=wishes))

    config = booth.config()
    assert (config["temperature"], config["topP"], config["maxOutputTokens"]) == (0.4, 0.9, 8_000)
    assert config["stopSequences"] == ["END"]
    assert 0 <= config["seed"] < 2**31
    assert page.seed & 0x7FFFFFFF == config["seed"]
    assert booth.asked[-1]["store"] is False


async def test_item_31_what_was_not_asked_for_is_not_sent(booth: Booth) -> None:
    await booth.open()

    await booth.page(await booth.ticket())

    assert not {"temperature", "topP", "topK", "maxOutputTokens", "candidateCount"} & booth.config().keys()


async def test_item_32_a_house_style_is_a_standing_instruction(booth: Booth) -> None:
    await booth.open()

    await booth.page(await booth.ticket(wishes=Wishes(house_style="Always matte film, never neon.")))

    instruction = booth.asked[-1]["systemInstruction"]["parts"][0]["text"]
    assert "Always matte film, never neon." in instruction


@pytest.mark.parametrize("level", ["low", "medium", "high"])
async def test_item_33_how_closely_pictures_are_looked_at_can_be_chosen(booth: Booth, level: str) -> None:
    await booth.open()

    await booth.page(await booth.ticket(wishes=Wishes(media_resolution=level)))  # type: ignore[arg-type]

    assert booth.config()["mediaResolution"] == f"MEDIA_RESOLUTION_{level.upper()}"


async def test_item_33_the_closest_look_is_asked_for_part_by_part(booth: Booth) -> None:
    await booth.open(gemini_uploads=False)

    await booth.page(await booth.ticket(wishes=Wishes(media_resolution="ultra_high")))

    looked_at = [part for part in booth.parts() if "inlineData" in part]
    assert [part["mediaResolution"]["level"] for part in looked_at] == ["MEDIA_RESOLUTION_ULTRA_HIGH"]


async def test_item_34_variants_are_requests_of_their_own_with_seeds_of_their_own(booth: Booth) -> None:
    await booth.open()

    pages = await booth.pages(await booth.ticket(), variants=4)

    assert len({page.seed for page in pages}) == 4
    assert len({config["generationConfig"]["seed"] for config in booth.asked}) == 4
    assert len({page.provenance["sha256"] for page in pages}) == 4


async def test_item_34_no_more_calls_are_in_flight_than_the_model_is_allowed(booth: Booth) -> None:
    booth.world.latency = 0.3
    await booth.open(gemini_concurrency=2)

    await booth.pages(await booth.ticket(), variants=4)

    assert most_at_once([request["at"] for request in booth.world.requests if request["method"] == "generate"]) <= 2


def most_at_once(starts: list[float], lasting: float = 0.28) -> int:
    return max(sum(start <= other < start + lasting for other in starts) for start in starts)


async def test_item_37_a_new_field_can_be_sent_before_anybody_knows_it(booth: Booth) -> None:
    await booth.open()
    extra = {"generationConfig": {"responseFormat": {"image": {"mimeType": "IMAGE_JPEG"}}}}

    await booth.page(await booth.ticket(wishes=Wishes(extra=extra)))

    assert booth.config()["responseFormat"] == {"image": {"mimeType": "IMAGE_JPEG"}}
    assert booth.config()["imageConfig"]["aspectRatio"] == "16:9"


async def test_item_38_what_the_model_counts_as_too_long_is_not_bought(booth: Booth) -> None:
    booth.world.counts_more = 131_072
    await booth.open(gemini_count_tokens=True)

    failure = await booth.failure(await booth.ticket())

    assert failure.code == Code.PROMPT_TOO_LONG
    assert booth.asked == []


async def test_item_38_the_model_can_be_asked_to_count_first(booth: Booth) -> None:
    await booth.open(gemini_count_tokens=True)

    await booth.page(await booth.ticket())

    assert [request["method"] for request in booth.world.requests if request["method"] in {"count", "generate"}] == [
        "count",
        "generate",
    ]


async def test_item_39_nothing_is_bought_twice_to_continue(booth: Booth) -> None:
    booth.world.script.then("continuation")
    await booth.open()

    failure = await booth.failure(await booth.ticket())

    assert failure.code == Code.NO_PICTURE_MADE
    assert len(booth.asked) == 1

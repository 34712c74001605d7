"""Items 4, 6, 18, 19, 24, 25, 31 to 33, 35, 37 and 39: the request in Google's terms."""

from typing import Any

import pytest
from google.genai import types
from tests.unit.gen_gemini.conftest import picture, reference

from common.wishes import VideoSource
from gen_gemini.cards import Backend
from gen_gemini.choices import choose
from gen_gemini.requests import FINAL_ONLY, Materials, config_of, contents_of, turn_of, video_metadata


@pytest.fixture
def config(new_request, banana):
    def make(backend: Backend = "developer", model=banana, **wishes) -> Any:
        request = new_request(model.id, **wishes)
        return config_of(request, choose(request, model), backend)

    return make


def test_item_04_every_picture_stands_behind_its_number_and_role_and_the_order_comes_last(new_request, jpeg):
    given = [reference("a", "person"), reference("b", "object", label="the phone")]
    turn = Materials(references=[(one, picture(jpeg)) for one in given])

    parts = turn_of(new_request(prompt="Draw."), turn)

    words = [part.text for part in parts if part.text]
    assert words == ["Image 1: the presenter", "Image 2: an object (the phone)", "Draw."]
    assert [bool(part.inline_data) for part in parts] == [False, True, False, True, False]


def test_item_05_the_size_is_left_out_where_the_model_has_none(config):
    from gen_gemini.cards import BY_ID

    assert config().image_config.image_size == "1K"
    assert config(model=BY_ID["gemini-2.5-flash-image"]).image_config.image_size is None


@pytest.mark.parametrize(("commentary", "modalities"), [(False, ["IMAGE"]), (True, ["TEXT", "IMAGE"])])
def test_item_06_words_are_asked_for_only_where_they_are_wanted(config, commentary, modalities):
    assert config(commentary=commentary).response_modalities == modalities


def test_item_15_the_second_time_the_order_is_repeated(new_request):
    parts = turn_of(new_request(prompt="Draw."), Materials(), insist=True)

    assert str(parts[-1].text).endswith(FINAL_ONLY)


def test_item_18_a_level_is_sent_never_a_budget(config):
    thinking = config(thinking="high", keep_thoughts=True).thinking_config

    assert thinking.thinking_level is types.ThinkingLevel.HIGH
    assert thinking.thinking_budget is None
    assert thinking.include_thoughts is True


def test_item_18_nothing_is_said_about_thinking_unless_asked(config):
    assert config().thinking_config is None


@pytest.mark.parametrize(("backend", "kinds"), [("developer", 4), ("vertex", 8)])
def test_item_19_each_backend_is_told_the_kinds_of_harm_it_knows(config, backend, kinds):
    settings = config(backend, safety="strict").safety_settings

    assert len(settings) == kinds
    assert {one.threshold for one in settings} == {types.HarmBlockThreshold.BLOCK_LOW_AND_ABOVE}
    assert all((one.method is not None) is (backend == "vertex") for one in settings)


def test_item_21_history_goes_before_the_turn(new_request, jpeg):
    earlier = types.Content(role="model", parts=[picture(jpeg, thought_signature=b"sig")])

    contents = contents_of(new_request(), Materials(history=[earlier]))

    assert [content.role for content in contents] == ["model", "user"]
    first: Any = contents[0].parts
    assert first[0].thought_signature == b"sig"


@pytest.mark.parametrize(
    ("grounding", "web", "image"), [(("web",), True, False), (("web", "image"), True, True), (("image",), False, True)]
)
def test_item_24_search_is_asked_for_by_kind(config, grounding, web, image):
    kinds = config(grounding=grounding).tools[0].google_search.search_types

    assert (kinds.web_search is not None, kinds.image_search is not None) == (web, image)


def test_item_25_a_video_is_cut_to_the_seconds_that_matter():
    metadata: Any = video_metadata(VideoSource(uri="https://youtu.be/x", start=12.5, end=40, fps=0.5))

    assert (metadata.start_offset, metadata.end_offset, metadata.fps) == ("12.5s", "40s", 0.5)


def test_item_30_the_tier_is_sent_only_when_it_is_not_the_usual(config):
    assert config().service_tier is None
    assert config(tier="flex").service_tier is types.ServiceTier.FLEX


def test_item_31_seeds_fit_the_wire(new_request, banana):
    request = new_request(seed=2**32 - 1)

    assert config_of(request, choose(request, banana), "developer").seed == 2**31 - 1


def test_item_32_the_standing_instruction_is_the_compilers(config):
    assert "thumbnails that people click" in config().system_instruction


def test_item_33_media_resolution_globally(config):
    assert config(media_resolution="high").media_resolution is types.MediaResolution.MEDIA_RESOLUTION_HIGH


def test_item_35_vertex_is_told_what_only_vertex_takes(config):
    vertex, developer = config("vertex").image_config, config("developer").image_config

    assert (vertex.person_generation, vertex.image_output_options.mime_type) == ("ALLOW_ADULT", "image/jpeg")
    assert developer.person_generation is None
    assert developer.image_output_options is None


def test_item_37_new_fields_travel_beside_ours(config):
    extra = {"generationConfig": {"responseFormat": {"image": {"mimeType": "IMAGE_JPEG"}}}}

    assert config(extra=extra).http_options.extra_body == extra


def test_item_39_nothing_is_continued_unasked(config):
    assert config().automatic_continuation is False


def test_item_12_the_server_is_told_the_limit_in_milliseconds(config):
    assert config().http_options.timeout == 90_000


def test_item_11_a_call_brings_no_retries_of_its_own(config):
    assert config().http_options.retry_options is None


def test_a_developer_request_can_be_sent_at_all(config):
    """The SDK raises for fields that only Vertex has: a config for one must not reach the other."""
    from google.genai import models

    made: Any = models._GenerateContentConfig_to_mldev(None, config(), {})  # type: ignore[arg-type]

    assert made["imageConfig"] == {"aspectRatio": "16:9", "imageSize": "1K"}

"""Item 36: the newer interface behind the same port: its words."""

import base64

import pytest
from google.genai import types
from pydantic import ValidationError
from tests.simulators.gemini.interaction_schema import InteractionSpec
from tests.unit.gen_gemini.conftest import picture, reference
from tests.unit.gen_gemini.interactions import given, image, thought

from common.errors import Code, PermanentError
from common.wishes import VideoSource
from gen_gemini.choices import choose
from gen_gemini.interactions.asking import INTERACTION, STEP, Manner, body_of, item_of, merged
from gen_gemini.interactions.background import looking
from gen_gemini.interactions.reading import content_of
from gen_gemini.requests import Materials, question_of
from gen_gemini.settings import GeminiSettings

KEPT = Manner(keep=True)


@pytest.fixture
def body(new_request, banana, jpeg):
    def make(manner=None, history=(), *, resume=True, **wishes):
        request = new_request(**wishes)
        choices = choose(request, banana)
        turn = Materials(references=[(reference(role="person"), picture(jpeg))], history=history)
        return body_of(question_of(request, choices, turn, "developer"), manner or Manner(), resume=resume)

    return make


@pytest.fixture
def history(jpeg):
    said = types.Content(role="user", parts=[types.Part(text="A cat")])
    answer = given(image(jpeg), id="int-1")
    answer["steps"].insert(0, thought())
    return [said, content_of(answer, kept=True)]


def test_item_36_everything_is_said_in_its_own_words_and_nothing_is_kept(body, jpeg):
    asked = body(thinking="high", grounding=("web", "image"), tier="flex")

    assert asked["store"] is False
    assert asked["response_format"] == {
        "type": "image", "aspect_ratio": "16:9", "image_size": "1K", "mime_type": "image/jpeg", "delivery": "inline",
    }  # fmt: skip
    assert asked["generation_config"]["thinking_level"] == "high"
    assert asked["tools"] == [{"type": "google_search", "search_types": ["web_search", "image_search"]}]
    assert asked["service_tier"] == "flex"
    content = asked["input"][0]["content"]
    assert [item["type"] for item in content] == ["text", "image", "text"]
    assert base64.b64decode(content[1]["data"]) == jpeg


def test_item_36_the_safety_profile_is_told_there_too(body):
    settings = body(safety="strict")["safety_settings"]

    assert {"type": "harassment", "threshold": "block_low_and_above"} in settings
    assert len(settings) == 4


@pytest.mark.parametrize("level", ["low", "medium", "high"])
def test_item_36_how_closely_to_look_is_told_picture_by_picture(body, level):
    assert body(media_resolution=level)["input"][0]["content"][1]["resolution"] == level


def test_item_36_thoughts_are_asked_for_only_where_they_are_kept(body):
    assert body(keep_thoughts=True)["generation_config"]["thinking_summaries"] == "auto"
    assert "thinking_summaries" not in body()["generation_config"]


def test_item_36_commentary_is_a_second_format(body):
    assert [one["type"] for one in body(commentary=True)["response_format"]] == ["text", "image"]


def test_item_36_what_was_not_asked_for_is_not_sent(body):
    assert not {"tools", "service_tier", "previous_interaction_id", "background", "labels"} & set(body())


def test_item_36_the_published_schema_accepts_all_of_it(body, history):
    spec = InteractionSpec.found()
    if spec is None:
        pytest.skip("THUMBWORKS_SPECS does not name the folder with Google's schema")
    fine = {"media_resolution": "ultra_high", "keep_thoughts": True, "stop": ("END",), "max_output_tokens": 900}

    asked = body(history=history, thinking="high", grounding=("web",), tier="priority", commentary=True, **fine)

    assert spec.refusals(asked) == []
    assert spec.refusals(asked | {"updated": "now"}) == [
        f"{'CreateModelInteractionParams'}.updated: only Google writes it"
    ]


@pytest.mark.parametrize(("mime", "kind"), [("video/quicktime", "video"), ("application/pdf", "document")])
def test_item_36_files_are_named_as_google_names_them(mime, kind):
    item = item_of(types.Part(file_data=types.FileData(file_uri="https://files.example/1", mime_type=mime)))

    assert (item["type"], item["uri"]) == (kind, "https://files.example/1")


@pytest.mark.parametrize("mime", ["text/plain", "audio/mpeg", "video/ogg", "application/zip"])
def test_item_36_a_file_it_has_no_word_for_is_refused_not_dropped(mime):
    part = types.Part(file_data=types.FileData(file_uri="https://files.example/1", mime_type=mime))

    with pytest.raises(PermanentError) as caught:
        item_of(part)

    assert caught.value.code is Code.OPTION_UNAVAILABLE


def test_item_36_a_cut_of_a_film_is_told():
    cut = VideoSource(uri="https://youtu.be/x", start=1.5, fps=2)
    metadata = types.VideoMetadata(start_offset="1.5s", fps=2)
    file = types.FileData(file_uri=cut.uri, mime_type=cut.mime_type)

    item = item_of(types.Part(file_data=file, video_metadata=metadata))

    assert item["processing"] == {"type": "static", "start_offset": "1.5s", "fps": 2.0}


def test_item_36_more_is_laid_over_and_takes_nothing_away():
    over = merged({"generation_config": {"seed": 1}, "store": False}, {"generation_config": {"new": 2}, "other": 3})

    assert over == {"generation_config": {"seed": 1, "new": 2}, "other": 3}


def test_item_36_history_goes_back_as_the_steps_it_came_as(body, history):
    asked = body(history=history)

    assert [step["type"] for step in asked["input"]] == ["user_input", "thought", "model_output", "user_input"]
    assert asked["input"][1] == thought()
    assert [item["type"] for item in asked["input"][2]["content"]] == ["image"]


def test_item_36_what_google_keeps_is_named_only_where_it_may_keep_it(body, history):
    assert body(KEPT, history)["previous_interaction_id"] == "int-1"
    assert len(body(KEPT, history)["input"]) == 1
    assert "previous_interaction_id" not in body(history=history)
    assert "previous_interaction_id" not in body(KEPT, history, resume=False)


def test_item_36_a_turn_survives_being_stored(history):
    stored = types.Content.model_validate(history[1].model_dump(mode="json"))

    assert [part.part_metadata for part in stored.parts or ()] == [{INTERACTION: "int-1"}, {STEP: thought()}, None]


def test_item_36_one_copy_looks_at_a_time():
    record = {"event": {}, "looked": 0.0}

    mine = looking(record, 100.0, 18.0)

    assert mine == {"event": {}, "looked": 100.0}
    assert looking(mine, 110.0, 18.0) is None
    assert looking(mine, 110.0, 0.9) == {"event": {}, "looked": 110.0}
    assert looking(None, 110.0, 18.0) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"gemini_interactions_background": True},
        {"gemini_adapter": "interactions", "gemini_backend": "vertex"},
    ],
)
def test_item_36_settings_that_cannot_be_met_are_refused_at_the_start(wrong, tmp_path):
    with pytest.raises(ValidationError):
        GeminiSettings(home=tmp_path, **wrong)

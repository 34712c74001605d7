"""Item 36: the newer interface behind the same port."""

import base64
from types import SimpleNamespace

import pytest
from google.genai import types
from tests.unit.gen_gemini.conftest import encoded, picture, reference

from common.claims import AnswerLostError
from common.errors import Code, PermanentError
from gen_gemini.choices import choose
from gen_gemini.interactions import body_of, check_expressible, outcome_of, refused, usage_of
from gen_gemini.outcomes import Kind
from gen_gemini.requests import Materials, config_of, contents_of


def given(*items, status: str = "completed", **fields) -> SimpleNamespace:
    step = SimpleNamespace(type="model_output", content=list(items))
    return SimpleNamespace(**({"status": status, "steps": [step], "errors": None} | fields))


def image(data: bytes) -> SimpleNamespace:
    return SimpleNamespace(type="image", data=base64.b64encode(data).decode())


@pytest.fixture
def body(new_request, banana, jpeg):
    def make(**wishes):
        request = new_request(**wishes)
        choices = choose(request, banana)
        turn = Materials(references=[(reference(role="person"), picture(jpeg))])
        return body_of(choices, contents_of(request, turn), config_of(request, choices, "developer"))

    return make


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


@pytest.mark.parametrize("wish", [{"media_resolution": "high"}, {"extra": {"generationConfig": {}}}])
def test_item_36_what_has_no_words_there_is_refused_not_dropped(new_request, banana, wish):
    request = new_request(**wish)
    config = config_of(request, choose(request, banana), "developer")

    with pytest.raises(PermanentError) as caught:
        check_expressible(contents_of(request, Materials()), config)

    assert caught.value.code is Code.OPTION_UNAVAILABLE


def test_item_36_what_was_not_asked_for_is_not_sent(body):
    assert not {"tools", "service_tier", "previous_interaction_id", "background"} & set(body())


def test_item_36_pictures_are_text_there(jpeg):
    found = outcome_of(given(image(encoded(64, 36)), image(jpeg)))

    assert (found.kind, found.data) == (Kind.PICTURE, jpeg)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("incomplete", Kind.TRUNCATED),
        ("requires_continuation", Kind.CONTINUATION),
        ("failed", Kind.BLOCKED_OUTPUT),
        ("budget_exceeded", Kind.UNKNOWN),
    ],
)
def test_item_36_every_other_status_is_no_success(status, kind, jpeg):
    assert outcome_of(given(image(jpeg), status=status)).kind is kind


def test_item_36_its_numbers_are_counted_alike():
    usage = SimpleNamespace(
        total_input_tokens=10, total_output_tokens=1_130, total_thought_tokens=5, total_tool_use_tokens=None,
        output_tokens_by_modality=[SimpleNamespace(modality="image", tokens=1_120)], grounding_tool_count=None,
    )  # fmt: skip

    counted = usage_of(usage)

    assert (counted.read, counted.image, counted.text, counted.thinking) == (10, 1_120, 10, 5)


def test_item_36_an_exception_without_a_status_is_a_lost_answer():
    from google.genai._gaos.lib.compat_errors import GeminiNextGenAPIClientError

    assert isinstance(refused(GeminiNextGenAPIClientError("gone")), AnswerLostError)


def test_item_36_history_keeps_its_order_and_leaves_thoughts_out(new_request, banana, jpeg):
    history = [types.Content(role="model", parts=[types.Part(text="hm", thought=True), picture(jpeg)])]
    request = new_request()
    choices = choose(request, banana)

    asked = body_of(choices, contents_of(request, Materials(history=history)), config_of(request, choices, "developer"))

    assert [step["type"] for step in asked["input"]] == ["model_output", "user_input"]
    assert [item["type"] for item in asked["input"][0]["content"]] == ["image"]

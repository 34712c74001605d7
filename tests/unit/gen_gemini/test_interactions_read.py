"""Item 36: the newer interface behind the same port: its answers, its streams, its errors."""

import base64
from typing import Any

import pytest
from tests.unit.gen_gemini.conftest import encoded
from tests.unit.gen_gemini.interactions import given, image, thought

from common.claims import AnswerLostError
from common.errors import TransientError
from gen_gemini.interactions.failing import broken_off, refused
from gen_gemini.interactions.reading import answer_of, failure_in, outcome_of, sources_of, usage_of
from gen_gemini.interactions.streaming import joined
from gen_gemini.outcomes import Kind


def test_item_36_pictures_are_text_there(jpeg):
    found = outcome_of(given(image(encoded(64, 36)), image(jpeg)))

    assert (found.kind, found.data) == (Kind.PICTURE, jpeg)


def test_item_36_either_alphabet_is_read(jpeg):
    data = base64.urlsafe_b64encode(jpeg).decode()

    assert outcome_of(given({"type": "image", "data": data})).data == jpeg


@pytest.mark.parametrize("data", ["", "%%%", base64.b64encode(b"no picture").decode()])
def test_item_36_what_is_no_picture_is_none(data):
    assert outcome_of(given({"type": "image", "data": data})).kind in {Kind.EMPTY, Kind.GLITCH}


def test_item_36_a_draft_is_taken_only_where_there_is_nothing_else(jpeg):
    draft = thought(summary=[{"type": "text", "text": "Hm."}, image(jpeg)])

    found = outcome_of({"status": "completed", "steps": [draft]})

    assert found.kind is Kind.DRAFT_ONLY
    assert [part.text for part in found.thoughts] == ["Hm.", None]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("incomplete", Kind.TRUNCATED),
        ("requires_continuation", Kind.CONTINUATION),
        ("requires_action", Kind.GLITCH),
        ("failed", Kind.UNKNOWN),
        ("cancelled", Kind.UNKNOWN),
        ("budget_exceeded", Kind.UNKNOWN),
        ("status_of_tomorrow", Kind.UNKNOWN),
        ("", Kind.UNKNOWN),
    ],
)
def test_item_36_every_other_status_is_no_success(status, kind, jpeg):
    assert outcome_of(given(image(jpeg), status=status)).kind is kind


@pytest.mark.parametrize(
    ("code", "message", "kind"),
    [
        ("image_safety", "", Kind.BLOCKED_OUTPUT),
        ("https://errors.example/image_prohibited_content", "", Kind.BLOCKED_OUTPUT),
        ("", "Support codes: 29310472", Kind.BLOCKED_OUTPUT),
        ("recitation", "", Kind.RECITATION),
        ("no_image", "", Kind.NO_IMAGE),
        ("cosmic_rays", "", Kind.UNKNOWN),
    ],
)
def test_item_36_a_failed_one_says_why(code, message, kind):
    failed = {"status": "failed", "errors": [{"code": code, "message": message}]}

    assert outcome_of(failed).kind is kind
    assert failure_in(failed) is None


@pytest.mark.parametrize("code", ["internal", "unavailable", "resource_exhausted", 14])
def test_item_36_trouble_of_google_is_no_refusal(code):
    assert isinstance(failure_in({"status": "failed", "errors": [{"code": code}]}), TransientError)


def test_item_36_an_error_on_a_step_counts_too():
    failed = {"status": "failed", "steps": [{"type": "model_output", "error": {"code": 13, "message": "Oops"}}]}

    assert isinstance(failure_in(failed), TransientError)


def test_item_36_its_numbers_are_counted_alike():
    counted = usage_of({
        "total_input_tokens": 10, "total_output_tokens": 1_130, "total_thought_tokens": 5,
        "output_tokens_by_modality": [{"modality": "image", "tokens": 1_120}],
        "input_tokens_by_modality": [{"modality": "text", "tokens": 10}],
        "grounding_tool_count": [{"type": "google_search", "count": 2}, {"type": "google_maps", "count": 9}],
    })  # fmt: skip

    assert (counted.read, counted.image, counted.text, counted.thinking, counted.searches) == (10, 1_120, 10, 5, 2)
    assert counted.by_modality == {"TEXT": 10}


def test_item_36_the_tier_that_served_is_the_one_that_is_booked(jpeg):
    answer = given(image(jpeg), service_tier="priority")

    assert answer_of(answer).trace.tier == "priority"
    assert answer_of(answer, {"x-gemini-service-tier": "standard"}).trace.tier == "standard"


def test_item_36_pages_are_told_once_and_suggestions_as_they_are():
    cited = {"type": "url_citation", "url": "https://a.example", "title": "A"}
    found = {"type": "google_search_result", "result": [{"search_suggestions": "<p>"}, {"url": "https://b.example"}]}
    answer = given({"type": "text", "text": "So", "annotations": [cited, cited]})
    answer["steps"].append(found)

    assert [(source.uri, source.html) for source in sources_of(answer)] == [
        ("https://a.example", ""), ("https://b.example", ""), ("", "<p>"),
    ]  # fmt: skip


def test_item_36_an_exception_without_a_status_is_a_lost_answer():
    from google.genai._gaos.lib.compat_errors import GeminiNextGenAPIClientError

    assert isinstance(refused(GeminiNextGenAPIClientError("gone")), AnswerLostError)


@pytest.mark.parametrize("status", [200, 204])
def test_item_36_a_success_that_nobody_can_read_was_bought(status):
    import httpx2
    from google.genai._gaos.lib.compat_errors import APIError

    response = httpx2.Response(status, request=httpx2.Request("POST", "https://api.example"))

    assert isinstance(refused(APIError.generate(status, "<html>", None, response)), AnswerLostError)


@pytest.mark.parametrize("code", ["unavailable", "word_of_tomorrow", ""])
def test_item_36_a_stream_that_ends_in_an_error_is_asked_again(code):
    assert isinstance(broken_off(code, ""), TransientError)


class Event:
    def __init__(self, **fields: Any) -> None:
        self._fields = fields

    def model_dump(self, **_: Any) -> dict[str, Any]:
        return self._fields


async def read(*events: Event) -> tuple[dict[str, Any], int]:
    ticks: list[None] = []

    async def tick() -> None:
        ticks.append(None)

    async def stream():
        for event in events:
            yield event

    return await joined(stream(), tick), len(ticks)


def delta(index: int, **fields: Any) -> Event:
    return Event(event_type="step.delta", index=index, delta=fields)


def done(**fields: Any) -> Event:
    return Event(event_type="interaction.completed", interaction={"status": "completed", "id": "int-1", **fields})


async def test_item_36_a_stream_is_put_together_from_what_it_said(jpeg):
    whole, ticks = await read(
        Event(event_type="interaction.created", interaction={"status": "in_progress"}),
        Event(event_type="step.start", index=0, step={"type": "thought"}),
        delta(0, type="thought_summary", content={"type": "text", "text": "Hm."}),
        delta(0, type="thought_signature", signature="c2ln"),
        Event(event_type="step.start", index=1, step={"type": "model_output"}),
        delta(1, type="text", text="Here "),
        delta(1, type="text", text="it is"),
        delta(1, type="text_annotation_delta", annotations=[{"url": "https://a.example"}]),
        delta(1, **image(jpeg)),
        Event(event_type="event.of.tomorrow"),
        done(),
    )

    found = outcome_of(whole)
    assert (found.kind, found.text, found.data) == (Kind.PICTURE, "Here it is", jpeg)
    assert whole["steps"][0] == {
        "type": "thought", "summary": [{"type": "text", "text": "Hm."}], "signature": "c2ln",
    }  # fmt: skip
    assert [source.uri for source in sources_of(whole)] == ["https://a.example"]
    assert ticks == 11


async def test_item_36_the_last_word_on_the_steps_is_the_end(jpeg):
    whole, _ = await read(delta(0, type="text", text="half"), done(steps=given(image(jpeg))["steps"]))

    assert outcome_of(whole).text == ""


async def test_item_36_a_stream_without_an_end_is_lost(jpeg):
    with pytest.raises(AnswerLostError):
        await read(delta(0, **image(jpeg)))

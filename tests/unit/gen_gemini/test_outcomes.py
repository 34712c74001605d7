"""Items 7 to 9: every shape of an answer is one outcome."""

import warnings

import pytest
from google.genai import types
from tests.unit.gen_gemini.conftest import answer, encoded, picture

from common.errors import Code
from gen_gemini.outcomes import FINISHES, Kind, classify, subject_of
from gen_gemini.refusals import SELF_HEALING, refusal_of

DRAFT, FIRST, LAST = (encoded(64, 36 + n) for n in range(3))


def test_item_07_the_last_picture_that_is_no_thought_wins():
    found = classify(answer(picture(DRAFT, thought=True), picture(FIRST), types.Part(text="and"), picture(LAST)))

    assert (found.kind, found.data, found.text) == (Kind.PICTURE, LAST, "and")


def test_item_07_a_thought_picture_is_the_last_resort_and_says_so():
    found = classify(answer(picture(FIRST, thought=True), picture(DRAFT, thought=True)))

    assert (found.kind, found.data) == (Kind.DRAFT_ONLY, DRAFT)


def test_item_07_type_and_size_are_the_bytes_own():
    part = types.Part(inline_data=types.Blob(data=encoded(80, 40, ".png"), mime_type="image/jpeg"))

    sniffed = classify(answer(part)).sniffed

    assert sniffed is not None
    assert (sniffed.mime_type, sniffed.width, sniffed.height) == ("image/png", 80, 40)


def test_item_07_bytes_that_are_no_picture_are_a_glitch():
    assert classify(answer(picture(b"<html>"))).kind is Kind.GLITCH


@pytest.mark.parametrize("finish", sorted(FINISHES))
def test_item_08_a_finish_that_is_no_stop_is_never_a_success_even_with_a_picture(finish):
    found = classify(answer(picture(LAST), finish=finish))

    assert found.kind is FINISHES[finish]
    assert not found.has_picture


def test_item_08_every_finish_the_sdk_knows_has_an_outcome():
    known = {one.value for one in types.FinishReason} - {"FINISH_REASON_UNSPECIFIED", "STOP"}

    assert known == set(FINISHES)


def test_item_08_a_reason_of_tomorrow_is_a_refusal():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = classify(answer(picture(LAST), finish="REASON_OF_TOMORROW"))

    assert found.kind is Kind.UNKNOWN
    assert refusal_of(found).code is Code.CONTENT_BLOCKED


@pytest.mark.parametrize(("parts", "kind"), [((types.Part(text="What color?"),), Kind.SOFT_REFUSAL), ((), Kind.EMPTY)])
def test_item_08_stopping_without_a_picture(parts, kind):
    assert classify(answer(*parts)).kind is kind


def test_item_08_an_answer_without_anything_is_empty():
    assert classify(types.GenerateContentResponse()).kind is Kind.EMPTY


def test_item_08_a_blocked_prompt_has_no_candidates():
    blocked = types.GenerateContentResponse.model_validate({"prompt_feedback": {"block_reason": "PROHIBITED_CONTENT"}})

    found = classify(blocked)

    assert (found.kind, found.reason) == (Kind.BLOCKED_PROMPT, "PROHIBITED_CONTENT")


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in {Kind.PICTURE, Kind.DRAFT_ONLY}])
def test_item_08_every_outcome_without_a_picture_is_an_error_with_a_sentence(kind):
    from gen_gemini.outcomes import Outcome

    error = refusal_of(Outcome(kind))

    assert error.message.endswith(".")
    assert error.code in {
        Code.CONTENT_BLOCKED, Code.CONTENT_TOO_SIMILAR, Code.NO_PICTURE_MADE, Code.EDIT_SESSION_GONE
    }  # fmt: skip


def test_item_09_support_codes_become_words():
    assert subject_of("Unable to show. Support codes: 39322892, 15236754.") == "a person's face, a well-known person"
    assert subject_of("no code here") == ""


def test_item_09_the_finish_message_reaches_the_creator():
    found = classify(answer(finish="IMAGE_SAFETY"), "filtered. Support codes: 39322892")

    assert "a person's face" in refusal_of(found).message


def test_item_15_only_what_may_be_mended_is_asked_again():
    assert Kind.NO_IMAGE in SELF_HEALING
    assert not {Kind.BLOCKED_PROMPT, Kind.BLOCKED_OUTPUT, Kind.RECITATION, Kind.CONTINUATION} & SELF_HEALING

from typing import Any

import pytest

from gateway.faces import FaceVerdict, read_reply


def reply(**changes) -> dict[str, Any]:
    return {"asset_id": "ast_1", "score": 0.8, "issues": [], "advice": ""} | changes


def test_a_good_selfie_is_usable():
    verdict = read_reply(reply())

    assert (verdict.status, verdict.usable, verdict.score) == ("checked", True, 0.8)


def test_advice_alone_does_not_make_a_selfie_useless():
    verdict = read_reply(reply(issues=["too_dark"], advice="Turn on a light."))

    assert (verdict.usable, verdict.code, verdict.advice) == (True, None, "Turn on a light.")


@pytest.mark.parametrize("code", ["no_face_found", "multiple_faces", "face_too_small", "face_unusable"])
def test_some_findings_make_it_useless(code):
    verdict = read_reply(reply(issues=["too_dark", code]))

    assert (verdict.usable, verdict.code) == (False, code)
    assert verdict.advice


def test_a_refusal_in_place_of_a_verdict_is_one():
    verdict = read_reply({"failure": {"code": "no_face_found", "message": "No face."}})

    assert (verdict.usable, verdict.code, verdict.advice) == (False, "no_face_found", "No face.")


@pytest.mark.parametrize("answer", [{"failure": {"code": "internal_error", "message": ""}}, {"strange": 1}, {}])
def test_an_answer_that_says_nothing_leaves_it_pending(answer):
    assert read_reply(answer) == FaceVerdict(status="pending", usable=None)

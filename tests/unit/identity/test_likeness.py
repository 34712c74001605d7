"""Receipts of real photographs, by the real detector; who is whom is decided by a fake that knows colors."""

import cv2
import numpy as np
import pytest

from common.brief import FaceLock
from identity.likeness.judging import LikenessJudge
from identity.testing import FakeRecognition

STANDARD, STRICT = FaceLock.STANDARD, FaceLock.STRICT


@pytest.fixture
def judge(inspector, matting, irises, palms):
    return LikenessJudge(inspector, matting, irises, palms, FakeRecognition())


def jpeg(rgb, quality=92):
    bgr = cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2BGR)
    return cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def toned(rgb, *gains):
    return np.clip(rgb.astype(np.float32) * np.array(gains, np.float32), 0, 255).astype(np.uint8)


def thumbnail(face, side=420):
    """The person pasted into a picture of YouTube's size."""
    picture = np.full((720, 1280, 3), (40, 60, 90), np.uint8)
    picture[150 : 150 + side, 700 : 700 + side] = cv2.resize(face, (side, side), interpolation=cv2.INTER_AREA)
    return picture


def test_the_persons_own_face_passes_and_pasted_pixels_are_noticed(judge, close_up):
    known = [judge.know(jpeg(close_up))]
    page = judge.judge(jpeg(thumbnail(close_up)), known, STANDARD)

    assert (page.status, page.engine, page.compared) == ("pass", "fake", 1)
    assert page.score > page.needed
    assert "too_identical" in page.reasons


def test_another_face_fails(judge, close_up):
    known = [judge.know(jpeg(close_up))]
    page = judge.judge(jpeg(thumbnail(toned(close_up, 0.6, 0.6, 0.6))), known, STANDARD)

    assert page.status == "fail"


def test_a_face_between_the_bands_has_to_be_looked_at_and_is_no_pass_when_strict(judge, close_up):
    known = [judge.know(jpeg(close_up))]
    almost = jpeg(thumbnail(toned(close_up, 0.92, 0.92, 0.92)))
    nearly = jpeg(thumbnail(toned(close_up, 0.955, 0.955, 0.955)))

    assert judge.judge(almost, known, STANDARD).status == "review"
    assert judge.judge(nearly, known, STANDARD).status == "pass"
    assert judge.judge(nearly, known, STRICT).status == "review"


def test_a_picture_without_a_face_fails_and_says_why(judge, close_up, brick):
    page = judge.judge(jpeg(brick), [judge.know(jpeg(close_up))], STANDARD)

    assert (page.status, page.reasons, page.score) == ("fail", ("no_face_in_picture",), None)


def test_a_face_too_small_to_tell_is_undetermined_not_somebody_else(judge, close_up):
    page = judge.judge(jpeg(thumbnail(close_up, side=72)), [judge.know(jpeg(close_up))], STANDARD)

    assert (page.status, page.score) == ("review", None)
    assert "face_too_small" in page.reasons


def test_without_an_engine_nothing_passes_by_silence_and_skin_is_looked_at(inspector, matting, irises, palms, close_up):
    judge = LikenessJudge(inspector, matting, irises, palms)
    known = judge.know(jpeg(close_up))
    assert known
    page = judge.judge(jpeg(thumbnail(close_up)), [known], STANDARD)

    assert (page.status, page.score, page.reasons[0]) == ("unavailable", None, "no_engine")
    assert page.skin
    assert page.skin.selfies.verdict == "ok"


def test_without_a_usable_selfie_there_is_nothing_to_compare_with(judge, close_up, brick):
    assert judge.know(jpeg(brick)) is None
    assert judge.judge(jpeg(close_up), [], STANDARD).reasons[0] == "no_usable_selfie"


def test_a_receipt_holds_no_measure_of_a_face(judge, close_up):
    page = judge.judge(jpeg(close_up), [judge.know(jpeg(close_up))], STANDARD)

    assert len(page.model_dump_json()) < 800

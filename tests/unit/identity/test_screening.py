"""What is found in a picture at the door: decency, refused identities, age."""

import cv2
import numpy as np
import pytest
from tests.unit.identity.engines import Fixed, Guess

from common.errors import Code, PermanentError
from identity.guards.ages import age_of
from identity.guards.faceapi_ages import FaceApiAges
from identity.guards.screening import Screener, refuses
from identity.photos import Glance
from identity.recognition.dlib import DlibRecognition
from identity.recognition.gallery import read_gallery


@pytest.fixture(scope="module")
def recognition(models):
    return DlibRecognition(models)


def jpeg(rgb):
    return cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))[1].tobytes()


@pytest.fixture
def folder(tmp_path, astronaut):
    (tmp_path / "eileen").mkdir()
    (tmp_path / "eileen" / "one.jpg").write_bytes(jpeg(astronaut))
    return tmp_path


def test_a_refused_identity_is_recognized_in_another_picture(inspector, recognition, folder, close_up):
    screener = Screener(inspector, gallery=read_gallery(folder, recognition, inspector.readable))
    darker = jpeg((close_up * 0.7).astype(np.uint8))

    assert {screener.screen(darker, kind).refused_identity for kind in ("selfie", "ref", "copy_target")} == {"eileen"}
    assert screener.screen(darker, "logo").refused_identity == ""
    with pytest.raises(PermanentError) as refused:
        screener.must_be_usable(darker)
    assert refused.value.code is Code.IDENTITY_REFUSED


def test_nobody_is_refused_for_a_picture_without_them(inspector, recognition, folder, coffee):
    screener = Screener(inspector, gallery=read_gallery(folder, recognition, inspector.readable))
    found = screener.screen(jpeg(coffee), "selfie")

    assert (found.refused_identity, found.gallery) == ("", recognition.made_by)


def test_somebody_else_is_not_the_refused_one(inspector, recognition, tmp_path, astronaut, cameraman):
    other = inspector.readable(cameraman)
    (tmp_path / "someone.png").write_bytes(cv2.imencode(".png", cameraman)[1].tobytes())
    if len(other) != 1:
        pytest.skip("his face is turned away too far to be read")
    gallery = read_gallery(tmp_path, recognition, inspector.readable)

    assert gallery.match(astronaut, inspector.readable(astronaut)) == ""


def test_a_gallery_without_an_engine_stops_the_room(inspector, folder):
    with pytest.raises(ValueError, match="THUMBWORKS_FACE_RECOGNITION"):
        read_gallery(folder, None, inspector.readable)


@pytest.mark.parametrize("wrong", ["missing", "empty", "no face", "not a picture"])
def test_a_gallery_that_cannot_be_read_stops_the_room(inspector, recognition, tmp_path, coffee, wrong):
    where = tmp_path / "faces"
    if wrong != "missing":
        where.mkdir()
    if wrong == "no face":
        (where / "x.jpg").write_bytes(jpeg(coffee))
    if wrong == "not a picture":
        (where / "x.jpg").write_bytes(b"nonsense")

    with pytest.raises((ValueError, PermanentError)):
        read_gallery(where, recognition, inspector.readable)


def test_what_is_not_looked_for_is_unchecked(inspector, astronaut):
    found = Screener(inspector).screen(jpeg(astronaut), "selfie")

    assert (found.decency.verdict, found.age, found.gallery) == ("unchecked", "unchecked", "")


def test_an_unsafe_picture_is_neither_used_nor_shown(inspector, astronaut):
    screener = Screener(inspector, decency=Fixed(0.9))

    assert screener.screen(jpeg(astronaut), "logo").decency.verdict == "unsafe"
    with pytest.raises(PermanentError) as refused:
        screener.must_be_usable(jpeg(astronaut))
    assert refused.value.code is Code.CONTENT_UNSAFE


def test_a_suggestive_picture_is_shown_unless_the_filter_is_strict(inspector, astronaut):
    screener = Screener(inspector, decency=Fixed(0.1, 0.9))

    page = screener.impression(jpeg(astronaut))

    assert (refuses(page), refuses(page, strict=True)) == (False, True)


@pytest.mark.parametrize(
    ("years", "verdict"), [(2, "minor"), (10, "minor"), (12, "minor_possible"), (16, "adult"), (70, "adult")]
)
def test_only_a_clear_guess_says_minor(inspector, close_up, years, verdict):
    assert age_of(Glance(b"", close_up), inspector.readable(close_up)[0], Guess(years)) == verdict


def test_a_face_too_small_to_tell_is_unchecked(inspector, astronaut):
    small = cv2.resize(astronaut, (256, 256))
    (face,) = inspector.readable(small)

    assert age_of(Glance(b"", small), face, Guess(3)) == "unchecked"


@pytest.mark.parametrize("gain", [1.0, 0.6, 1.3])
def test_a_grown_up_is_one_in_any_light(inspector, models, close_up, gain):
    lit = np.clip(close_up * gain, 0, 255).astype(np.uint8)
    years = FaceApiAges(models).years(lit, inspector.readable(lit)[0])

    assert 25 < years < 55  # she was 42

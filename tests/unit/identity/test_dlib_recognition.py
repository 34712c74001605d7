"""Real photographs: the same woman stands in `sample1` and in `sample3`, four others in `sample6`."""

from itertools import combinations

import cv2
import numpy as np
import pytest

from identity.faces import Box, Face
from identity.recognition.dlib import DlibRecognition
from identity.recognition.embeddings import Embedding


@pytest.fixture(scope="module")
def dlib(models) -> DlibRecognition:
    return DlibRecognition(models)


@pytest.fixture
def who(dlib, inspector):
    """The embedding of the largest face in a part of a picture."""

    def embedding(rgb, x=slice(None)):
        part = np.ascontiguousarray(rgb[:, x])
        return dlib.embedding(part, inspector.inspect(part).face)

    return embedding


def darker(rgb):
    return (rgb * 0.4).astype(np.uint8)


def smaller(rgb):
    return cv2.resize(rgb, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)


def softer(rgb):
    return cv2.GaussianBlur(rgb, (0, 0), 1.5)


def grainier(rgb):
    return np.clip(rgb + np.random.default_rng(1).normal(0, 12, rgb.shape), 0, 255).astype(np.uint8)


def turned(rgb):
    turn = cv2.getRotationMatrix2D((rgb.shape[1] / 2, rgb.shape[0] / 2), 20, 1)
    return cv2.warpAffine(rgb, turn, rgb.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)


def mirrored(rgb):
    return np.ascontiguousarray(rgb[:, ::-1])


@pytest.mark.parametrize("changed", [darker, smaller, softer, grainier, turned, mirrored])
def test_a_person_stays_the_same_under_other_conditions(dlib, who, astronaut, changed):
    likeness = dlib.similarity(who(astronaut), who(changed(astronaut)))

    assert likeness >= dlib.bands.strict


def test_one_person_is_recognized_in_two_photographs(dlib, who, photo):
    one, other = who(photo("sample1"), slice(1300, None)), who(photo("sample3"), slice(900, 1350))

    assert dlib.similarity(one, other) >= dlib.bands.strict


def test_strangers_are_told_apart(dlib, who, photo, astronaut):
    group = photo("sample6")
    places = [slice(0, 620), slice(620, 1010), slice(1010, 1420), slice(1420, None)]
    everybody = [who(astronaut), who(photo("sample1"), slice(1300, None)), *(who(group, x) for x in places)]
    nearest = max(dlib.similarity(one, other) for one, other in combinations(everybody, 2))

    assert nearest < dlib.bands.same


def test_embeddings_of_two_engines_are_never_compared(dlib, who, astronaut):
    with pytest.raises(ValueError, match="nothing in common"):
        dlib.similarity(who(astronaut), Embedding(np.zeros(128, np.float32), "another"))


def test_a_face_without_its_five_points_is_refused(dlib, astronaut):
    with pytest.raises(ValueError, match="five points"):
        dlib.embedding(astronaut, Face(Box(0, 0, 9, 9), np.zeros((4, 2)), 1.0))


def test_an_embedding_says_which_weights_made_it(dlib):
    assert dlib.made_by == "dlib-b413e420d684"


def test_missing_weights_are_reported_at_start_up(tmp_path):
    with pytest.raises(FileNotFoundError, match="doctor"):
        DlibRecognition(tmp_path)

"""Whether selfies show one person: pure arithmetic on how alike each two of them are."""

import numpy as np
import pytest

from common.errors import Code, PermanentError
from identity.recognition.embeddings import Bands, Embedding, vectors
from identity.recognition.people import UNVERIFIED, compared, the_person

BANDS = Bands(other=0.40, same=0.50, strict=0.55)


class Angles:
    """A face is the angle of its eyes in degrees; ten of them are a tenth of likeness."""

    made_by, license, bands = "angles", "none", BANDS

    def embedding(self, rgb, face):  # noqa: ARG002 - the port gives both
        return Embedding(np.array([face.roll], np.float32), self.made_by)

    def similarity(self, one, other):
        a, b = vectors(one, other)
        return 1 - abs(float(a[0] - b[0])) / 100


def faces(*degrees):
    return [None if angle is None else Embedding(np.array([angle], np.float32), "angles") for angle in degrees]


def test_pictures_of_one_person_are_the_same():
    found = compared(Angles(), faces(0, 20, 45))

    assert (found.certainty, found.strangers) == ("same", frozenset())


def test_a_chain_of_likenesses_is_one_person():
    assert compared(Angles(), faces(0, 45, 90)).certainty == "same"


def test_whoever_is_unlike_the_majority_is_a_stranger():
    found = compared(Angles(), faces(0, 90, 10, 20))

    assert found.strangers == {1}
    assert found.certainty == "same"


def test_a_picture_between_the_bands_is_kept_and_makes_it_unsure():
    found = compared(Angles(), faces(0, 10, 65))

    assert (found.certainty, found.strangers) == ("unsure", frozenset())


def test_selfies_without_a_readable_face_are_passed_over():
    found = compared(Angles(), faces(None, 0, None, 10, 99))

    assert found.strangers == {4}


@pytest.mark.parametrize("angles", [(0, 90), (0, 10, 90, 99), (0, 80, 160)])
def test_equally_many_pictures_of_different_people_are_an_error(angles):
    with pytest.raises(PermanentError) as caught:
        compared(Angles(), faces(*angles))
    assert caught.value.code is Code.DIFFERENT_PEOPLE


def test_one_selfie_is_like_itself_without_a_look_at_it():
    assert compared(Angles(), faces(None)).certainty == "same"


@pytest.mark.parametrize("found", [compared(None, faces(None, None)), compared(Angles(), faces(None, None))])
def test_without_an_engine_or_a_face_it_is_unverified(found):
    assert found == UNVERIFIED


def test_the_larger_group_is_the_person_whatever_the_order():
    likeness = np.array([[1, 0.1, 0.1], [0.1, 1, 0.8], [0.1, 0.8, 1]])

    assert the_person(likeness, BANDS) == ({1, 2}, {1, 2})

"""What is measured of a photograph's light, and of a face's."""

import numpy as np
import pytest

from common.tonality import face_tone, tonality_of

FACE = (20.0, 10.0, 80.0, 100.0)


def lit(skin, shade=0.5, size=120):
    """Skin from full light at the left to `shade` of it at the right."""
    light = np.linspace(1, shade, size)[None, :, None]
    return np.broadcast_to(np.array(skin) * light, (size, size, 3)).round().astype(np.uint8).copy()


def test_levels_of_a_ramp_are_shares_of_it():
    ramp = np.repeat(np.linspace(0, 1, 1001, dtype=np.float32)[:, None], 3, axis=1)
    found = tonality_of(ramp)

    assert found.levels == pytest.approx((0.02, 0.25, 0.5, 0.75, 0.98), abs=0.002)
    assert found.color < 0.005


def test_a_face_lit_from_one_side_is_contrasty_and_one_lit_from_the_front_is_not():
    side, front = face_tone(lit((220, 170, 140), 0.3), FACE), face_tone(lit((220, 170, 140), 0.95), FACE)

    assert side is not None
    assert front is not None
    assert side.light - side.dark > 5 * (front.light - front.dark)


def test_skin_of_every_tone_has_about_as_much_color():
    skins = ((244, 214, 190), (210, 160, 125), (120, 80, 55), (75, 50, 38))
    found = [face_tone(lit(skin, 0.8), FACE) for skin in skins]
    colors = [one.color for one in found if one]

    assert len(colors) == 4
    assert min(colors) > 0.03
    assert max(colors) < 0.1


def test_words_on_a_face_are_no_part_of_it():
    picture, free = lit((220, 170, 140), 0.9), np.ones((120, 120), bool)
    clean = face_tone(picture, FACE)
    picture[60:80], free[60:80] = (255, 0, 0), False

    assert face_tone(picture, FACE, free) != face_tone(picture, FACE)
    assert clean is not None
    assert (found := face_tone(picture, FACE, free)) is not None
    assert found.color == pytest.approx(clean.color, abs=0.005)


def test_of_a_face_off_the_picture_or_behind_words_nothing_is_said():
    picture = lit((220, 170, 140))

    assert face_tone(picture, (400.0, 10.0, 80.0, 100.0)) is None
    assert face_tone(picture, (-90.0, 10.0, 80.0, 100.0)) is None
    assert face_tone(picture, FACE, np.zeros((120, 120), bool)) is None


def test_a_face_that_reaches_beyond_the_picture_is_measured_where_it_is_seen():
    assert face_tone(lit((220, 170, 140)), (80.0, 40.0, 80.0, 100.0)) is not None

import numpy as np
import pytest

from identity.cutout import LONGEST, cut_out
from identity.detection.landmarks import CHIN, LIPS
from identity.faces import Box

FACE = Box(180, 160, 100, 100)


class Drawn:
    """`Matting` that always sees a head, 80 x 120 around the face, on shoulders down to the picture's edge."""

    def alpha(self, rgb, face, others=()):  # noqa: ARG002 - the port's shape
        h, w = rgb.shape[:2]
        x, y = face.center
        ys, xs = np.mgrid[0:h, 0:w]
        head = (np.abs(xs + 0.5 - x) < 0.4 * face.w) & (np.abs(ys + 0.5 - y) < 0.6 * face.w)
        shoulders = (np.abs(xs + 0.5 - x) < face.w) & (ys >= y + 0.6 * face.w)
        return np.where(head | shoulders, 255, 0).astype(np.uint8)


class Nobody:
    def alpha(self, rgb, face, others=()):  # noqa: ARG002 - the port's shape
        return np.zeros(rgb.shape[:2], np.uint8)


def cut(rgb, face=FACE, points=None):
    cutout = cut_out(rgb, face, landmarks() if points is None else points, (), Drawn())
    assert cutout
    return cutout


def photo(height=500, width=460):
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


def landmarks(chin=(230.0, 258.0)):
    points = np.zeros((468, 2), np.float32)
    points[CHIN] = chin
    points[LIPS[0]] = chin[0], chin[1] - 25
    return points


def test_it_is_cropped_to_the_person_and_knows_where_it_was():
    cutout = cut(photo())

    assert cutout.rgba.shape == (500 - 150, 200, 4)
    assert cutout.origin == (130, 150)
    assert cutout.scale == 1


def test_its_pixels_are_the_photo_where_the_person_is_and_nothing_elsewhere():
    rgb = photo()
    cutout = cut(rgb)
    solid = cutout.rgba[..., 3] == 255

    assert (cutout.rgba[..., :3] == rgb[150:, 130:330])[solid].all()
    assert not cutout.rgba[~solid].any()


def test_positions_on_the_selfie_can_be_placed_on_it():
    cutout = cut(photo())

    assert cutout.placed(np.array([[130.0, 150.0], [230.0, 210.0]])) == pytest.approx(np.array([[0, 0], [100, 60]]))


def test_the_head_is_from_the_hair_to_the_chin():
    head = cut(photo()).head

    assert (head.x, head.y, head.w, head.h) == (60, 0, 80, 108)


def test_it_says_where_the_frame_cuts_the_person():
    assert cut(photo()).cut_edges == ("bottom",)


def test_a_person_cut_on_three_sides_says_so():
    narrow = cut(photo(width=300), Box(100, 30, 100, 100), landmarks((150, 128)))

    assert "top" not in narrow.cut_edges
    assert cut(photo(300, 190), Box(45, 30, 100, 100), landmarks((95, 128))).cut_edges == (
        "left",
        "right",
        "bottom",
    )


def test_a_large_photo_is_reduced_and_says_by_how_much():
    cutout = cut(photo(4096, 1000), Box(300, 200, 700, 700), landmarks((650, 880)))

    assert max(cutout.rgba.shape) <= LONGEST
    assert cutout.scale == pytest.approx(LONGEST / 4096)
    assert cutout.face.w == pytest.approx(700 * cutout.scale)


def test_far_from_the_face_nothing_is_of_interest():
    cutout = cut(photo(2000, 460), FACE, landmarks())

    assert cutout.rgba.shape[0] < 800


def test_where_nobody_is_seen_there_is_no_cut_out():
    assert cut_out(photo(), FACE, landmarks(), (), Nobody()) is None


def test_a_face_is_never_larger_than_a_thumbnail_shows_it():
    wanted = FACE.w / 2

    cutout = cut_out(photo(), FACE, landmarks(), (), Drawn(), wanted)

    assert cutout is not None
    assert cutout.scale < 1
    assert cutout.face.w <= wanted + 1

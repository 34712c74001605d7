"""Outlines to signs: ours come back with their numbers, whatever else is drawn stays nameless."""

import cv2
import numpy as np
import pytest

from common.layout import Sign
from common.signs import placed
from layout_extractor.outlines import sign_in

SIGNS = [
    Sign(kind="arrow", thick=0.45, head=0.4),
    Sign(kind="arrow", thick=0.3, head=0.3, rotation=-145),
    Sign(kind="arrow", thick=0.4, head=0.35, bend=90),
    Sign(kind="arrow", thick=0.4, head=0.35, bend=-60, open=True, rotation=30),
    Sign(kind="arrow", thick=0.3, head=0.35, open=True),
    Sign(kind="ring", thick=0.1),
    Sign(kind="frame", thick=0.1),
    Sign(kind="star", thick=0.4, rotation=90),
    Sign(kind="cross", thick=0.25, rotation=45),
    Sign(kind="check", thick=0.35),
    Sign(kind="triangle", rotation=90),
    Sign(kind="heart", rotation=-90),
    Sign(kind="rectangle", rotation=15),
    Sign(kind="arrow", thick=0.28, head=0.2, rotation=7),
]


def painted(sign: Sign, box=(60, 80, 200, 130)) -> np.ndarray:
    sheet = np.zeros((320, 320), np.uint8)
    for points, filled in placed(sign, box):
        cv2.fillPoly(sheet, [points.round().astype(np.int32)], int(filled))
    return sheet == 1


def turned(one: Sign, other: Sign) -> float:
    """Degrees between the ways that two signs of one kind lie; a cross looks the same four times around."""
    apart = {"cross": 90, "star": 72, "ring": 180, "frame": 180, "rectangle": 180}.get(one.kind, 360)
    return (one.rotation - other.rotation + apart / 2) % apart - apart / 2


def letter(text: str) -> np.ndarray:
    sheet = np.zeros((160, 160), np.uint8)
    cv2.putText(sheet, text, (20, 140), cv2.FONT_HERSHEY_DUPLEX, 5, 1, 24)
    return sheet == 1


@pytest.mark.parametrize("sign", SIGNS, ids=[f"{one.kind} {one.rotation:g} {one.bend:g}" for one in SIGNS])
def test_a_sign_comes_back_with_the_way_it_lies_and_its_proportions(sign):
    found = sign_in(painted(sign))

    assert found is not None
    assert (found.sign.kind, found.sign.open) == (sign.kind, sign.open)
    assert abs(turned(found.sign, sign)) < 5
    assert found.sign.bend == pytest.approx(sign.bend, abs=15)
    assert found.sign.thick == pytest.approx(sign.thick, abs=0.08)
    assert sorted(found.box[2:]) == pytest.approx((130, 200), abs=8)


@pytest.mark.parametrize("points", [8, 12, 16])
def test_a_burst_is_a_star_of_many_points(points):
    found = sign_in(painted(Sign(kind="star", points=points, thick=0.75), (60, 80, 180, 180)))

    assert found is not None
    assert (found.sign.kind, found.sign.points) == ("star", points)


@pytest.mark.parametrize("text", list("ABGHKMNPQRTUXY5&"))
def test_letters_are_no_signs(text):
    assert sign_in(letter(text)) is None


def test_a_blot_is_called_nothing():
    sheet = np.zeros((400, 400), np.uint8)
    for x, y, radius in ((150, 150, 60), (230, 190, 50), (180, 250, 40)):
        cv2.circle(sheet, (x, y), radius, 1, -1)

    assert sign_in(sheet == 1) is None


def test_a_play_button_is_no_rectangle():
    sheet = np.zeros((160, 160), np.uint8)
    cv2.rectangle(sheet, (10, 40), (150, 120), 1, -1)
    cv2.fillPoly(sheet, [np.array([(65, 60), (65, 100), (100, 80)])], 0)

    assert sign_in(sheet == 1) is None


def test_a_bitten_apple_is_called_nothing():
    sheet = np.zeros((160, 160), np.uint8)
    cv2.circle(sheet, (80, 90), 60, 1, -1)
    cv2.circle(sheet, (140, 80), 25, 0, -1)
    cv2.ellipse(sheet, (90, 20), (8, 20), 30, 0, 360, 1, -1)

    assert sign_in(sheet == 1) is None

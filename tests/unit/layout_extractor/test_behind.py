"""Signs that somebody stands before, from what is seen of them."""

import cv2
import numpy as np
import pytest
from tests.unit.layout_extractor import targets
from tests.unit.layout_extractor.targets import H, W, drawn, person, sign, words

from common.layout import ImageLayer, Role, ShapeLayer
from layout_extractor.behind import sign_behind
from layout_extractor.guiding import guide_of
from layout_extractor.objects import objects_in
from layout_extractor.people import People
from layout_extractor.regions import Taken
from layout_extractor.reports import read_of
from layout_extractor.signs import Drawn

BLUE = ShapeLayer(bbox=(0, 0, W, H), color="#22407c")
SIGNS = [
    ("ellipse", (520, 60, 520, 520), {}),
    ("ring", (480, 360, 280, 280), {"thick": 0.12}),
    ("star", (400, 350, 280, 270), {"rotation": 90}),
    ("heart", (400, 380, 240, 260), {"rotation": -90}),
]


def shown(kind, box, about):
    """A sign, somebody before it, a title."""
    below = sign(kind, box, color="#ffde28", **about)
    return drawn(BLUE, below, person(560, 60, 660), words("BIG NEWS", (40, 60, 420, 140)))


@pytest.mark.parametrize(("kind", "box", "about"), SIGNS, ids=[kind for kind, _, _ in SIGNS])
def test_a_sign_behind_somebody_lies_below_them_where_it_was(extractor, kind, box, about):
    rgb = shown(kind, box, about)
    layers = extractor.extract(rgb, targets.people_in(rgb)).spec.layers
    (found,) = [one for one in layers if isinstance(one, ShapeLayer)]
    somebody = next(one for one in layers if isinstance(one, ImageLayer) and one.role is Role.SUBJECT)

    assert (found.sign.kind if found.sign else "ellipse") == kind
    assert found.bbox == pytest.approx(box, abs=20)
    assert layers.index(found) < layers.index(somebody)


def half_hidden(draw):
    """What is seen of a white drawing on a sheet whose right third somebody covers, and who."""
    sheet, worn = np.zeros((300, 300), np.uint8), np.zeros((300, 300), bool)
    worn[40:, 190:] = True
    draw(sheet)
    return (sheet > 0) & ~worn, worn


@pytest.mark.parametrize(
    "draw",
    [
        lambda sheet: cv2.ellipse(sheet, (150, 150), (110, 60), 30, 0, 240, 1, -1),
        lambda sheet: cv2.fillPoly(sheet, [np.array([(40, 60), (250, 40), (200, 260), (90, 150), (60, 240)])], 1),
        lambda sheet: cv2.rectangle(sheet, (60, 60), (240, 240), 1, -1),
    ],
    ids=["a mouth", "a blot", "a wall"],
)
def test_what_is_seen_of_anything_else_is_no_sign(draw):
    assert sign_behind(*half_hidden(draw)) is None


def test_a_disc_that_nobody_stands_before_and_one_on_a_coat_are_not_behind():
    disc, worn = half_hidden(lambda sheet: cv2.circle(sheet, (90, 150), 60, 1, -1))

    assert sign_behind(disc, worn) is None
    assert sign_behind(disc, np.ones_like(worn)) is None


def test_a_bare_disc_beside_somebody_is_behind_them_and_one_on_them_is_a_button():
    rgb, none = drawn(BLUE, sign("ellipse", (400, 300, 160, 160), color="#ffde28")), np.zeros((H, W), bool)
    beside, on = none.copy(), none.copy()
    beside[:, 550:] = True
    on[200:, 300:] = True
    found, worn = (objects_in(rgb, Taken(none, where, none)).kept for where in (beside, on))

    assert [one.behind for one in found if isinstance(one, Drawn)] == [True]
    assert not worn


def test_who_draws_the_person_sees_what_is_behind_them(extractor):
    rgb = shown(*SIGNS[0])
    people = targets.people_in(rgb)
    guide = guide_of(rgb, read_of(extractor.extract(rgb, people), people, "rapidocr"))

    assert np.abs(guide[540, 700:860].astype(int) - rgb[540, 700:860]).max() < 3
    assert isinstance(people, People)

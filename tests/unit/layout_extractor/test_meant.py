"""Things beside people that nobody would tell from what is worn, had not somebody pointed at them."""

import cv2
import numpy as np
import pytest
from skimage import data
from tests.unit.layout_extractor import targets
from tests.unit.layout_extractor.targets import H, W, drawn, person, sign

from common.layout import ImageLayer, Role, ShapeLayer
from compositor.geometry import Rect
from layout_extractor.people import People

BLUE = ShapeLayer(bbox=(0, 0, W, H), color="#2b5d8a")
BOX = (600, 300, 200, 260)


def with_a_thing(*signs):
    """A photograph right beside somebody, with signs."""
    rgb = drawn(BLUE, person(680, 60, 660)).copy()
    x, y, w, h = BOX
    rgb[y : y + h, x : x + w] = cv2.resize(data.coffee(), (w, h))
    return drawn(ImageLayer(role=Role.BACKGROUND, source="made"), *signs, made=rgb)


def things(extractor, rgb):
    spec = extractor.extract(rgb, targets.people_in(rgb)).spec
    images = [one for one in spec.layers if isinstance(one, ImageLayer) and one.role is Role.OBJECT]
    return [Rect.of(one.bbox) for one in images if one.bbox]


@pytest.mark.parametrize(
    "about",
    [
        sign("arrow", (340, 400, 230, 80), color="#ff1e1e", thick=0.4),
        sign("ring", (540, 270, 320, 320), color="#ff1e1e", thick=0.08),
    ],
    ids=["an arrow points at", "a ring holds"],
)
def test_what_a_sign_is_about_is_a_thing(extractor, about):
    (found,) = things(extractor, with_a_thing(about))

    assert found.clipped(Rect.of(BOX)).area > 0.6 * Rect.of(BOX).area


def test_beside_somebody_a_thing_that_nobody_points_at_may_be_worn(extractor):
    assert not things(extractor, with_a_thing())


def test_an_arrow_at_a_face_or_at_nothing_is_about_no_thing(extractor):
    empty = drawn(BLUE, sign("arrow", (340, 400, 230, 80), color="#ff1e1e", thick=0.4))

    assert not things(extractor, targets.pointed_at())
    assert not [one for one in extractor.extract(empty, People()).spec.layers if isinstance(one, ImageLayer)][1:]


def test_where_a_thing_stood_no_stain_stays_in_the_background(extractor):
    rgb = np.full((H, W, 3), (30, 90, 160), np.uint8)
    cv2.rectangle(rgb, (400, 250), (760, 520), (250, 240, 120), -1)
    cv2.putText(rgb, "?", (520, 430), cv2.FONT_HERSHEY_DUPLEX, 4, (20, 20, 20), 12)
    found = extractor.extract(rgb, People())

    assert [one.color for one in found.colors if one.share > 0.02] == ["#1e5aa0"]

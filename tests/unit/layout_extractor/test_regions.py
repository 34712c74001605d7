"""Other things in a target: where they stand, what color they have, what their outline says."""

import cv2
import numpy as np
import pytest
from tests.unit.layout_extractor import targets

from common.color import delta_e
from common.layout import ImageLayer, Role, ShapeLayer
from layout_extractor.outlines import kind_of
from layout_extractor.people import People
from layout_extractor.regions import regions_in
from layout_extractor.specs import object_layer


@pytest.fixture(scope="module")
def objects(extractor):
    spec = extractor.extract(targets.with_shapes(), People()).spec
    return [layer for layer in spec.layers if layer.role is Role.OBJECT]


def at(objects, x, y):
    inside = [one for one in objects if one.bbox[0] < x < one.bbox[0] + one.bbox[2]]
    return next(one for one in inside if one.bbox[1] < y < one.bbox[1] + one.bbox[3])


def test_a_flat_disc_is_a_live_shape(objects):
    disc = at(objects, 250, 250)

    assert isinstance(disc, ShapeLayer)
    assert disc.radius == pytest.approx(70, abs=4)
    assert delta_e(disc.color, "#ffde28") < 4


def test_an_arrow_is_called_one(objects):
    arrow = at(objects, 200, 520)

    assert isinstance(arrow, ImageLayer)
    assert arrow.kind == "arrow"
    assert delta_e(arrow.color or "", "#ff1e3c") < 6
    assert arrow.source is None


def test_a_ring_is_a_circle_that_is_not_filled(objects):
    ring = at(objects, 700, 560)

    assert isinstance(ring, ImageLayer)
    assert ring.kind == "circle"


def test_a_photographed_thing_has_a_place_and_no_name(objects):
    thing = at(objects, 1000, 480)

    assert isinstance(thing, ImageLayer)
    assert thing.kind is None
    assert thing.sure is not None
    assert thing.sure["bbox"] < 0.7


@pytest.mark.parametrize("name", ["without_text", "three_faces", "behind_the_person", "text_only"])
def test_people_and_words_are_no_objects(extractor, name):
    rgb = getattr(targets, name)()
    spec = extractor.extract(rgb, targets.people_in(rgb)).spec

    assert not [layer for layer in spec.layers if layer.role is Role.OBJECT]


def test_where_everything_is_taken_there_is_nothing_else():
    rgb = targets.with_shapes()

    assert regions_in(rgb, np.ones(rgb.shape[:2], bool)) == ()


@pytest.mark.parametrize("turned", [0, 35, 90, 200])
def test_an_arrow_is_one_whichever_way_it_points(turned):
    sheet = np.zeros((400, 400), np.uint8)
    arrow = np.array([(-74, -20), (26, -20), (26, -40), (76, 0), (26, 40), (26, 20), (-74, 20)], float)
    angle = np.radians(turned)
    matrix = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    cv2.fillPoly(sheet, [(arrow @ matrix.T + 200).round().astype(np.int32)], 1)

    assert kind_of(sheet == 1) == "arrow"


def test_a_blot_is_called_nothing():
    sheet = np.zeros((400, 400), np.uint8)
    for x, y, radius in ((150, 150, 60), (230, 190, 50), (180, 250, 40)):
        cv2.circle(sheet, (x, y), radius, 1, -1)

    assert kind_of(sheet == 1) is None


def test_a_rectangle_comes_back_as_a_shape_without_round_corners():
    rgb = np.full((360, 640, 3), (30, 30, 60), np.uint8)
    rgb[100:180, 200:420] = (255, 220, 30)
    (region,) = regions_in(rgb, np.zeros(rgb.shape[:2], bool))
    layer = object_layer(region)

    assert isinstance(layer, ShapeLayer)
    assert layer.radius == 0
    assert layer.bbox == pytest.approx((200, 100, 220, 80), abs=3)

"""Other things in a target: where they stand, what color they have, what their outline says."""

import numpy as np
import pytest
from tests.unit.layout_extractor import targets

from common.color import delta_e
from common.layout import ImageLayer, Role, ShapeLayer, TextLayer
from layout_extractor.objects import Objects, objects_in
from layout_extractor.people import People
from layout_extractor.regions import Taken
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


def test_an_arrow_is_a_live_sign(objects):
    arrow = at(objects, 200, 520)

    assert isinstance(arrow, ShapeLayer)
    assert arrow.sign is not None
    assert (arrow.sign.kind, arrow.sign.rotation, arrow.sign.bend) == ("arrow", 0, 0)
    assert arrow.bbox == pytest.approx((80, 440, 300, 160), abs=4)
    assert delta_e(arrow.color, "#ff1e3c") < 6


def test_a_ring_keeps_the_thickness_of_its_band(objects):
    ring = at(objects, 700, 560)

    assert isinstance(ring, ShapeLayer)
    assert ring.sign is not None
    assert ring.sign.kind == "ring"
    assert ring.sign.thick * ring.bbox[2] / 2 == pytest.approx(16, abs=2.5)


def test_a_photographed_thing_has_a_place_and_no_name(objects):
    thing = at(objects, 1000, 480)

    assert isinstance(thing, ImageLayer)
    assert thing.sure is not None
    assert thing.sure["bbox"] < 0.7


@pytest.mark.parametrize("name", ["without_text", "three_faces", "behind_the_person", "text_only"])
def test_people_and_words_are_no_objects(extractor, name):
    rgb = getattr(targets, name)()
    spec = extractor.extract(rgb, targets.people_in(rgb)).spec

    assert not [layer for layer in spec.layers if layer.role is Role.OBJECT]


def test_where_everything_is_taken_there_is_nothing_else():
    rgb = targets.with_shapes()
    every = np.ones(rgb.shape[:2], bool)

    assert objects_in(rgb, Taken(every, every, every)) == Objects()


def test_a_rectangle_comes_back_as_a_shape_without_round_corners():
    rgb = np.full((360, 640, 3), (30, 30, 60), np.uint8)
    rgb[100:180, 200:420] = (255, 220, 30)
    none = np.zeros(rgb.shape[:2], bool)
    (region,) = objects_in(rgb, Taken(none, none, none)).kept
    layer = object_layer(region)

    assert isinstance(layer, ShapeLayer)
    assert (layer.radius, layer.sign) == (0, None)
    assert layer.bbox == pytest.approx((200, 100, 220, 80), abs=3)


def test_an_arrow_that_touches_a_person_is_found_with_the_outline_it_wears(extractor):
    rgb = targets.pointed_at()
    spec = extractor.extract(rgb, targets.people_in(rgb)).spec
    (arrow,) = [layer for layer in spec.layers if isinstance(layer, ShapeLayer)]

    assert arrow.sign is not None
    assert arrow.sign.kind == "arrow"
    assert arrow.sign.rotation == pytest.approx(20, abs=3)
    assert arrow.outline is not None
    assert arrow.outline.width == pytest.approx(6, abs=2)
    assert arrow.bbox == pytest.approx((420, 420, 240, 120), abs=6)


def test_a_badge_is_a_sign_with_the_word_on_it(extractor):
    spec = extractor.extract(targets.with_a_badge(), People()).spec
    (burst,) = [layer for layer in spec.layers if isinstance(layer, ShapeLayer)]
    words = [layer.content for layer in spec.layers if isinstance(layer, TextLayer)]

    assert burst.sign is not None
    assert (burst.sign.kind, burst.sign.points) == ("star", 16)
    assert burst.bbox == pytest.approx((820, 300, 360, 360), abs=8)
    assert "FREE" in words

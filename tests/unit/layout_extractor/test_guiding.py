"""What models see of a target has no words, signs and possible logos in it."""

import numpy as np
import pytest
from tests.unit.layout_extractor import targets

from common.layout import Role, ShapeLayer, TextLayer
from common.prompts.scene import scene_of
from layout_extractor.guiding import guide_of
from layout_extractor.people import People


def test_in_what_models_see_nothing_can_be_read(extractor):
    rgb = targets.giving_orders()
    shown = guide_of(rgb, extractor.extract(rgb, People()).spec)

    assert extractor.reader.read(shown) == []


def test_the_rest_of_the_picture_stays(extractor):
    rgb = targets.over_the_person()
    spec = extractor.extract(rgb, targets.people_in(rgb)).spec
    shown = guide_of(rgb, spec)
    (box,) = (layer.bbox for layer in spec.layers if isinstance(layer, TextLayer))

    assert np.array_equal(shown[: int(box[1] - 90)], rgb[: int(box[1] - 90)])
    assert np.abs(shown[580].astype(int) - rgb[580]).max() > 50


def test_a_picture_of_nothing_but_words_becomes_its_ground():
    rgb = np.full((90, 160, 3), 200, np.uint8)
    from_edge_to_edge = TextLayer(content="WORDS", bbox=(0, 0, 160, 90))
    spec = targets.LayoutSpec(canvas=targets.Size(w=160, h=90), layers=(from_edge_to_edge,))

    assert guide_of(rgb, spec).shape == rgb.shape


def test_signs_are_hidden_with_the_words(extractor):
    rgb = targets.with_shapes()
    spec = extractor.extract(rgb, People()).spec
    shown = guide_of(rgb, spec)
    signs = [layer for layer in spec.layers if isinstance(layer, ShapeLayer)]

    assert len(signs) == 3
    for x, y in ((250, 250), (200, 520), (620, 470)):  # in the disc, the arrow and the ring
        assert rgb[y, x, 0] == 255
        assert shown[y, x, 0] < 60


def test_a_flat_drawing_that_is_no_sign_may_be_a_logo_and_is_hidden(extractor):
    rgb = targets.with_a_mark()
    spec = extractor.extract(rgb, People()).spec
    (mark,) = [layer for layer in spec.layers if layer.role is Role.LOGO]
    shown = guide_of(rgb, spec)
    x, y, w, h = (round(side) for side in mark.bbox or ())

    assert mark.bbox == pytest.approx((856, 376, 268, 216), abs=12)
    assert rgb[y : y + h, x : x + w, 0].max() > 240
    assert shown[y : y + h, x : x + w, 0].max() < 80
    assert "thing" not in scene_of(spec, None)

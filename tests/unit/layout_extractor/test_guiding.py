"""What models see of a target has no words, signs and possible logos in it."""

import numpy as np
import pytest
from tests.unit.layout_extractor import targets

from common.inspiration import Inspiration, Swatch
from common.layout import MOST_HIDDEN, LayoutRead, LayoutSpec, Role, ShapeLayer, TextLayer
from common.prompts.scene import scene_of
from layout_extractor.guiding import guide_of
from layout_extractor.people import People
from layout_extractor.reports import read_of


def told(spec: LayoutSpec) -> LayoutRead:
    """A layout of which nothing else was read."""
    return LayoutRead(spec=spec, look=Inspiration(colors=(Swatch(color="#808080", share=1.0),)))


@pytest.fixture(scope="module")
def read(extractor):
    return lambda rgb: read_of(extractor.extract(rgb, People()), People(), "engine")


def test_in_what_models_see_nothing_can_be_read(extractor):
    rgb = targets.giving_orders()
    shown = guide_of(rgb, told(extractor.extract(rgb, People()).spec))

    assert extractor.reader.read(shown) == []


def test_small_words_that_became_no_layer_are_hidden_too(extractor, read):
    rgb = targets.screenshot()
    found = read(rgb)

    assert len([layer for layer in found.spec.layers if isinstance(layer, TextLayer)]) == 1
    assert extractor.reader.read(guide_of(rgb, found)) == []


def test_a_correction_uncovers_no_word(extractor, read):
    rgb = targets.text_only()
    found = read(rgb)
    emptied = found.model_copy(update={"spec": found.spec.model_copy(update={"layers": found.spec.layers[:1]})})

    assert len(emptied.spec.layers) == 1
    assert extractor.reader.read(guide_of(rgb, emptied)) == []


def test_a_correction_covers_what_was_not_read(extractor):
    rgb = targets.text_only()
    title, other = (targets.words("WORDS", box) for box in ((100, 150, 1080, 220), (100, 390, 1080, 180)))
    found = told(LayoutSpec(canvas=targets.Size(w=1280, h=720), layers=(title, other)))

    assert extractor.reader.read(guide_of(rgb, found)) == []


def test_of_a_page_of_words_the_largest_are_hidden_first(read):
    assert 30 < len(read(targets.screenshot()).hidden) <= MOST_HIDDEN


def test_the_rest_of_the_picture_stays(extractor):
    rgb = targets.over_the_person()
    spec = extractor.extract(rgb, targets.people_in(rgb)).spec
    shown = guide_of(rgb, told(spec))
    (box,) = (layer.bbox for layer in spec.layers if isinstance(layer, TextLayer))

    assert np.array_equal(shown[: int(box[1] - 90)], rgb[: int(box[1] - 90)])
    assert np.abs(shown[580].astype(int) - rgb[580]).max() > 50


def test_a_picture_of_nothing_but_words_becomes_its_ground():
    rgb = np.full((90, 160, 3), 200, np.uint8)
    from_edge_to_edge = TextLayer(content="WORDS", bbox=(0, 0, 160, 90))
    spec = targets.LayoutSpec(canvas=targets.Size(w=160, h=90), layers=(from_edge_to_edge,))

    assert guide_of(rgb, told(spec)).shape == rgb.shape


def test_signs_are_hidden_with_the_words(extractor):
    rgb = targets.with_shapes()
    spec = extractor.extract(rgb, People()).spec
    shown = guide_of(rgb, told(spec))
    signs = [layer for layer in spec.layers if isinstance(layer, ShapeLayer)]

    assert len(signs) == 3
    for x, y in ((250, 250), (200, 520), (620, 470)):  # in the disc, the arrow and the ring
        assert rgb[y, x, 0] == 255
        assert shown[y, x, 0] < 60


def test_a_flat_drawing_that_is_no_sign_may_be_a_logo_and_is_hidden(extractor):
    rgb = targets.with_a_mark()
    spec = extractor.extract(rgb, People()).spec
    (mark,) = [layer for layer in spec.layers if layer.role is Role.LOGO]
    shown = guide_of(rgb, told(spec))
    x, y, w, h = (round(side) for side in mark.bbox or ())

    assert mark.bbox == pytest.approx((856, 376, 268, 216), abs=12)
    assert rgb[y : y + h, x : x + w, 0].max() > 240
    assert shown[y : y + h, x : x + w, 0].max() < 80
    assert "thing" not in scene_of(spec, None)

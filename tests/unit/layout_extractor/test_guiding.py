"""What models see of a target has no words in it."""

import numpy as np
from tests.unit.layout_extractor import targets

from common.layout import TextLayer
from layout_extractor.guiding import without_words
from layout_extractor.people import People


def test_in_what_models_see_nothing_can_be_read(extractor):
    rgb = targets.giving_orders()
    guide = without_words(rgb, extractor.extract(rgb, People()).spec)

    assert extractor.reader.read(guide) == []


def test_the_rest_of_the_picture_stays(extractor):
    rgb = targets.over_the_person()
    spec = extractor.extract(rgb, targets.people_in(rgb)).spec
    guide = without_words(rgb, spec)
    (box,) = (layer.bbox for layer in spec.layers if isinstance(layer, TextLayer))

    assert np.array_equal(guide[: int(box[1] - 90)], rgb[: int(box[1] - 90)])
    assert np.abs(guide[580].astype(int) - rgb[580]).max() > 50


def test_a_picture_of_nothing_but_words_becomes_its_ground():
    rgb = np.full((90, 160, 3), 200, np.uint8)
    from_edge_to_edge = TextLayer(content="WORDS", bbox=(0, 0, 160, 90))
    spec = targets.LayoutSpec(canvas=targets.Size(w=160, h=90), layers=(from_edge_to_edge,))

    assert without_words(rgb, spec).shape == rgb.shape

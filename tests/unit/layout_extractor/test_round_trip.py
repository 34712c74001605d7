"""What was read, drawn over an empty scene and read again, is the same arrangement.

A reading's boxes are those of the letters; the compositor's hold their strokes and plates too.
"""

import numpy as np
import pytest
from tests.bench.layout.samples import samples

from common.fonts.catalogue import FontCatalogue
from common.layout import ImageLayer, LayoutSpec, Role, TextLayer
from compositor.compose.copied.slots import reach
from compositor.geometry import Rect
from compositor.render import render
from layout_extractor.people import People
from thumbworks.home import assets_folder


def shared(one: TextLayer, other: TextLayer) -> float:
    """Intersection over union of two boxes."""
    first, second = Rect.of(one.bbox), Rect.of(other.bbox)
    common = first.clipped(second).area
    return common / (first.area + second.area - common)


def words_of(spec: LayoutSpec) -> list[TextLayer]:
    return [layer for layer in spec.layers if isinstance(layer, TextLayer)]


@pytest.mark.parametrize("seed", [3, 7, 13])
def test_an_extracted_layout_comes_back_from_the_compositor(extractor, seed):
    sample = next(iter(samples(assets_folder(), range(seed, seed + 1))))
    read = extractor.extract(sample.rgb, People()).spec
    scene = ImageLayer(role=Role.BACKGROUND, source="scene")
    words = [word.model_copy(update={"bbox": reach(word).box}) for word in words_of(read)]
    drawn = render(
        LayoutSpec(canvas=read.canvas, layers=(scene, *words)),
        {"scene": np.full((read.canvas.h, read.canvas.w, 3), 118, np.uint8)},
        FontCatalogue(assets_folder()),
    )
    again = words_of(extractor.extract(drawn.picture, People()).spec)
    overlaps = [max(shared(word, other) for other in again) for word in words_of(read)]

    assert words_of(read)
    assert sorted(word.content for word in again) == sorted(word.content for word in words_of(read))
    assert min(overlaps) > 0.75

"""What was read, drawn over an empty scene and read again, is the same arrangement: words, person and signs.

A reading's boxes are those of the letters; the compositor's hold their strokes and plates too.
"""

import numpy as np
import pytest
from tests.bench.layout.samples import presenter, samples
from tests.unit.layout_extractor import targets

from common.color import delta_e
from common.fonts.catalogue import FontCatalogue
from common.layout import Box, Glow, ImageLayer, Layer, LayoutSpec, Margins, Outline, Role, ShapeLayer, TextLayer
from compositor.compose.copied.slots import reach
from compositor.geometry import Rect
from compositor.render import render
from layout_extractor.people import People
from thumbworks.home import assets_folder


def shared(one: Box | None, other: Box | None) -> float:
    """Intersection over union of two boxes."""
    assert one
    assert other
    first, second = Rect.of(one), Rect.of(other)
    common = first.clipped(second).area
    return common / (first.area + second.area - common)


def words_of(spec: LayoutSpec) -> list[TextLayer]:
    return [layer for layer in spec.layers if isinstance(layer, TextLayer)]


def signs_of(spec: LayoutSpec) -> list[ShapeLayer]:
    return [layer for layer in spec.layers if isinstance(layer, ShapeLayer)]


def person_of(spec: LayoutSpec) -> ImageLayer:
    return next(one for one in spec.layers if isinstance(one, ImageLayer) and one.role is Role.SUBJECT)


def margins_in(layer: Layer) -> Margins:
    assert layer.margins
    return layer.margins


def glows_in(spec: LayoutSpec) -> list[Glow]:
    found = [words_of(spec)[0].style.glow, person_of(spec).style.glow]
    return [glow for glow in found if isinstance(glow, Glow)]


def drawn_again(read: LayoutSpec) -> np.ndarray:
    """Over gray, with the packaged person in the box of the one that was read."""
    scene = ImageLayer(role=Role.BACKGROUND, source="scene")
    gray = np.full((read.canvas.h, read.canvas.w, 3), 60, np.uint8)
    layers = [drawable(one) for one in read.layers if one.role is not Role.BACKGROUND]
    spec = LayoutSpec(canvas=read.canvas, layers=(scene, *(one for one in layers if one)))
    sources = {"scene": gray, "person": presenter(assets_folder())}
    return render(spec, sources, FontCatalogue(assets_folder())).picture


def drawable(layer: Layer) -> Layer | None:
    if isinstance(layer, TextLayer):
        return layer.model_copy(update={"bbox": reach(layer).box})
    if isinstance(layer, ImageLayer):
        return layer.model_copy(update={"source": "person"}) if layer.role is Role.SUBJECT else None
    return layer


@pytest.mark.parametrize("seed", [3, 7, 13])
def test_an_extracted_layout_comes_back_from_the_compositor(extractor, seed):
    sample = next(iter(samples(assets_folder(), range(seed, seed + 1))))
    read = extractor.extract(sample.rgb, People()).spec
    again = words_of(extractor.extract(drawn_again(read), People()).spec)
    pairs = [(word, max(again, key=lambda one: shared(word.bbox, one.bbox))) for word in words_of(read)]

    assert pairs
    assert all(one.content == other.content for one, other in pairs)
    assert min(shared(one.bbox, other.bbox) for one, other in pairs) > 0.75
    assert all(delta_e(one.style.fill or "", other.style.fill or "") < 8 for one, other in pairs)
    assert all(one.style.stroke == pytest.approx(other.style.stroke, rel=0.3, abs=1.5) for one, other in pairs)


@pytest.fixture(scope="module")
def pointed(extractor):
    rgb = targets.pointed_at()
    read = extractor.extract(rgb, targets.people_in(rgb)).spec
    again = drawn_again(read)
    return read, extractor.extract(again, targets.people_in(again)).spec


def test_signs_come_back_with_their_place_direction_color_and_outline(pointed):
    (one,), (other,) = (signs_of(spec) for spec in pointed)

    assert shared(one.bbox, other.bbox) > 0.9
    assert one.sign
    assert other.sign
    assert (other.sign.kind, other.sign.bend) == (one.sign.kind, one.sign.bend)
    assert other.sign.rotation == pytest.approx(one.sign.rotation, abs=3)
    assert delta_e(one.color, other.color) < 4
    assert isinstance(one.outline, Outline)
    assert isinstance(other.outline, Outline)
    assert other.outline.width == pytest.approx(one.outline.width, abs=2)


def test_the_person_comes_back_on_the_same_edges(pointed):
    one, other = (margins_in(person_of(spec)) for spec in pointed)

    assert (other.left, other.top, other.bottom) == pytest.approx((one.left, one.top, one.bottom), abs=0.02)


def test_the_margins_come_back(pointed):
    one, other = (margins_in(words_of(spec)[0]) for spec in pointed)

    assert (one.left, one.top, one.right) == pytest.approx((other.left, other.top, other.right), abs=0.01)
    assert (one.across, one.down) == (other.across, other.down)


def test_glows_come_back_around_words_and_people(extractor):
    rgb = targets.glowing()
    read = extractor.extract(rgb, targets.people_in(rgb)).spec
    picture = drawn_again(read)
    again = extractor.extract(picture, targets.people_in(picture)).spec
    pairs = list(zip(glows_in(read), glows_in(again), strict=True))

    assert len(pairs) == 2
    assert all(delta_e(one.color, other.color) < 15 for one, other in pairs)
    assert all(other.blur == pytest.approx(one.blur, rel=0.35) for one, other in pairs)

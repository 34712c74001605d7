"""Whether letters wear a stroke: thin ones, dark ones, ones nearly as dark as what is behind; and what is none."""

import numpy as np
import pytest
from tests.unit.layout_extractor import targets
from tests.unit.layout_extractor.targets import H, W, as_stored, drawn, words

from common.layout import Plate, ShapeLayer
from layout_extractor.glows import glow_of
from layout_extractor.people import People

BLUE = ShapeLayer(bbox=(0, 0, W, H), color="#1d3a5c")
NIGHT = ShapeLayer(bbox=(0, 0, W, H), color="#050507")


def line_in(extractor, *layers, **sources):
    (line,) = extractor.extract(as_stored(drawn(*layers, **sources)), People()).lines
    return line


@pytest.mark.parametrize(("fill", "edge"), [("#f6f1e4", "#000000"), ("#141414", "#ffffff")])
def test_a_thin_stroke_of_large_letters_is_seen(extractor, fill, edge):
    large = words("I QUIT", (60, 120, 1160, 330), fill=fill, stroke=4.5, stroke_color=edge)
    line = line_in(extractor, targets.WHOLE, large, photo=targets.photo("grass.png"))

    assert line.stroke == pytest.approx(4.5, abs=1.5)


def test_a_stroke_darker_than_its_background_is_no_light(extractor):
    title = words("THE TRUTH", (120, 120, 900, 170), fill="#35e06f", stroke=6, stroke_color="#5b0f14")
    line = line_in(extractor, BLUE, title)

    assert line.glow is None
    assert line.stroke == pytest.approx(6, abs=2)


def test_a_stroke_nearly_as_dark_as_the_night_is_seen(extractor):
    title = words("BIG MISTAKE", (120, 120, 1000, 170), fill="#ff8a1e", stroke=11, stroke_color="#101828")
    line = line_in(extractor, NIGHT, title)

    assert line.stroke == pytest.approx(11, abs=2)


@pytest.mark.parametrize(("fill", "plate"), [("#ffde28", "#5f5f64"), ("#ff3b30", "#2a0508"), ("#ff4fa3", "#10201f")])
def test_neither_a_plate_nor_the_smeared_edge_of_words_on_it_is_a_stroke(extractor, fill, plate):
    behind = Plate(color=plate, opacity=1.0, pad=0.18)
    line = line_in(extractor, targets.WHOLE, words("TOP 10", (200, 120, 700, 150), fill=fill, stroke=0, plate=behind))

    assert line.stroke == 0
    assert line.plate is not None


def test_letters_on_a_dark_ground_alone_wear_none(extractor):
    line = line_in(extractor, NIGHT, words("24 HOURS", (120, 120, 900, 170), fill="#ff8a1e", stroke=0))

    assert line.stroke == 0


def test_light_takes_nothing_away():
    ground, stroke = np.array([30, 60, 95]), np.array([91, 15, 20])
    shares = np.clip(1.3 - np.arange(40) / 5, 0, 1)[:, None]
    rings = [np.repeat(row[None], 20, axis=0).astype(np.uint8) for row in ground + shares * (stroke - ground)]

    assert glow_of(rings, 3.0) is None

"""Whether words stand on a plate: tight ones, with corners however round, behind words whose tops are one flat line."""

import pytest
from tests.unit.layout_extractor.targets import WHOLE, as_stored, drawn, photo, words

from common.layout import Plate
from layout_extractor.people import People


def line_in(extractor, text, picture, **style):
    layer = words(text, (200, 120, 700, 150), **style)
    (line,) = extractor.extract(as_stored(drawn(WHOLE, layer, photo=photo(picture))), People()).lines
    return line


@pytest.mark.parametrize(
    ("text", "font", "pad", "radius"),
    [
        ("WATCH", "Anton", 0.18, 0.12),
        ("TOP 10", "Anton", 0.15, 0.3),
        ("TITLE", "Anton", 0.12, 0.5),
        ("STOP", "Oswald", 0.18, 0.5),
        ("FREE", "Montserrat", 0.12, 0.18),
    ],
)
@pytest.mark.parametrize("picture", ["rocket.jpg", "coffee.png"])
def test_a_tight_plate_is_no_stroke_however_round_its_corners_are(extractor, text, font, pad, radius, picture):
    behind = Plate(color="#2a0508", pad=pad, radius=radius)
    line = line_in(extractor, text, picture, fill="#ffde28", stroke=0, font=font, plate=behind)

    assert line.stroke == 0
    assert line.plate is not None
    assert line.plate.pad == pytest.approx(pad, abs=0.09)  # of its letters' height, which is less than an em


@pytest.mark.parametrize("text", ["HUGE", "TITLE", "WATCH"])
@pytest.mark.parametrize("picture", ["rocket.jpg", "grass.png"])
def test_a_wide_stroke_of_flat_words_is_no_plate(extractor, text, picture):
    line = line_in(extractor, text, picture, fill="#ffde28", stroke=12, stroke_color="#2a0508", font="Anton")

    assert line.stroke == pytest.approx(12, abs=2)
    assert line.plate is None

"""Where a copy puts words and person, and what it does where there is no room."""

import numpy as np
import pytest
from tests.unit.compositor.copies import CANVAS, TWO, layout, line, words_of

from common.brief import Brief
from common.catalog import Size
from common.color import contrast
from common.direction import direct
from common.layout import Plate, Role
from common.palette import palette_for
from compositor.compose import Keys, Task, borrowed, compose, person_of
from compositor.geometry import Rect
from compositor.text.block import fit_text


def test_words_are_set_in_the_copied_boxes_and_styles(compose_copy):
    found = compose_copy(layout(*TWO))
    words = words_of(found)

    assert " ".join(layer.content for layer in words) == "MY OWN WORDS HERE"
    assert all(layer.style.font == "Anton" and layer.style.fill == "#ffde28" for layer in words)
    block = Rect(52, 112, 740, 306)  # the two boxes with their strokes, and what is free beside them
    assert all(block.grown(1).holds(Rect.of(layer.bbox)) for layer in words)


def test_the_head_stands_where_the_copied_one_stood_and_as_large(compose_copy):
    head = compose_copy(layout(*TWO)).head

    assert head.center[0] == pytest.approx(975, abs=2)
    assert head.h == pytest.approx(320, rel=0.36)


def test_no_word_covers_the_face(compose_copy):
    over = layout(line("RIGHT OVER THE FACE", 700, 200, 540, 200))
    found = compose_copy(over)
    ink = [Rect.of(layer.bbox) for layer in words_of(found)]

    assert sum(box.clipped(found.placement.face).area for box in ink) <= 0.02 * found.placement.face.area


def test_a_head_gives_way_to_words_beside_it_before_it_goes_elsewhere(compose_copy):
    two = line("BEFORE", 49, 68, 428, 145), line("AFTER", 698, 70, 357, 142)
    found = compose_copy(layout(*two, head=(950, 60, 200, 280)), headline="OLD NEW")
    after = max(words_of(found), key=lambda layer: layer.bbox[0])

    assert 1050 < found.head.center[0] < 1050 + 0.5 * found.head.w
    assert Rect.of(after.bbox).center[0] == pytest.approx(698 + 357 / 2, abs=6)


def test_where_nobody_stood_the_person_goes_beside_the_words(compose_copy):
    found = compose_copy(layout(*TWO, head=None))

    assert found.head.center[0] > 640


def test_a_layout_full_of_words_leaves_composing_to_the_solver(compose_copy):
    rows = [
        line("WORDS ALL OVER IT", 20, 20 + 175 * row, 1240, 160, fill=fill)
        for row, fill in enumerate(("#ffffff", "#ff0000", "#00ff00", "#0000ff"))
    ]

    full = "EVERYTHING HERE OVERFLOWS UNCONDITIONALLY WITHOUT REMAINING EMPTY AREAS"

    assert compose_copy(layout(*rows, head=None), headline=full) is None


def test_where_there_is_no_room_the_type_is_borrowed(catalogue, identity, cutout):
    brief = Brief.model_validate({"headline": "MY OWN WORDS", "refs": ["ast_1"]})
    direction = direct(brief, 1, 7)
    task = Task(brief, direction, palette_for(brief, direction), CANVAS, Keys("s", "c"), person_of(identity(), cutout))

    def fit(layer, size, /, *, stroke_em=None):
        return fit_text(layer, size, catalogue, stroke_em=stroke_em)

    worn = borrowed(layout(line("OLD", 0, 0, 1280, 300, font="Alfa Slab One", stroke=12), head=None), task)
    head = words_of(compose(worn, fit, lambda _: np.full((72, 128, 3), 40, np.uint8)))[0]

    assert (head.style.font, head.style.fill) == ("Alfa Slab One", "#ffde28")
    assert head.style.size is not None
    assert head.style.stroke / head.style.size == pytest.approx(12 / 300 * 0.72, rel=0.1)


def test_a_borrowed_type_brings_the_copied_colors(identity, cutout):
    brief = Brief.model_validate({"headline": "MY OWN WORDS", "refs": ["ast_1"]})
    direction = direct(brief, 1, 7)
    task = Task(brief, direction, palette_for(brief, direction), CANVAS, Keys("s", "c"), person_of(identity(), cutout))
    caption = line("small", 60, 560, 200, 40, Role.SUBTEXT, stroke=0, plate=Plate(color="#d12a5d"))
    one, two = (line("OLD", 60, 60, 600, 200), line("ONE", 60, 300, 500, 160, fill="#ff3b30"))
    plain, colored = (borrowed(layout(*words), task) for words in ((one,), (one, two, caption)))

    assert (plain.palette.text, plain.palette.accent) == ("#ffde28", "#ffde28")
    assert (colored.palette.accent, colored.palette.accent2) == ("#ff3b30", "#d12a5d")


def test_borrowed_letters_have_an_outline_that_they_read_on(identity, cutout):
    brief = Brief.model_validate({"headline": "MY OWN WORDS", "refs": ["ast_1"]})
    direction = direct(brief, 1, 7)
    task = Task(brief, direction, palette_for(brief, direction), CANVAS, Keys("s", "c"), person_of(identity(), cutout))
    dark = borrowed(layout(line("OLD", 0, 0, 900, 200, fill="#141414", stroke=0, stroke_color=None)), task)

    assert dark.palette.text == "#141414"
    assert contrast(dark.palette.text, dark.palette.ink) >= 7


def test_a_layout_without_words_leaves_composing_to_the_solver(compose_copy):
    assert compose_copy(layout()) is None


def test_another_size_keeps_relative_margins(compose_copy):
    small, large = compose_copy(layout(*TWO)), compose_copy(layout(*TWO), Size(w=2560, h=1440), quality="4k")
    one, other = words_of(small)[0].bbox, words_of(large)[0].bbox

    assert other == pytest.approx([2 * side for side in one], rel=0.03, abs=6)
    assert words_of(large)[0].style.stroke == pytest.approx(16)

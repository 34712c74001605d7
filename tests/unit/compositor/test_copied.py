"""Copy mode's composition: where the words and the person of a copied layout go."""

import numpy as np
import pytest

from common.brief import Brief
from common.catalog import Size
from common.color import contrast
from common.direction import direct
from common.layout import ImageLayer, LayoutSpec, Plate, Role, TextLayer, TextStyle
from common.palette import palette_for
from compositor.compose import Keys, Task, borrowed, compose, copied, person_of
from compositor.compose.slots import shared_out, slots_of
from compositor.geometry import Rect
from compositor.text.block import fit_text

CANVAS = Size(w=1280, h=720)


def line(text, x, y, w, h, role=Role.HEADLINE, **style):
    look = {"font": "Anton", "fill": "#ffde28", "stroke": 8.0, "stroke_color": "#000000", "max_lines": 1} | style
    return TextLayer(role=role, content=text, bbox=(x, y, w, h), style=TextStyle.model_validate(look))


def layout(*words, head=(850, 120, 250, 320), canvas=CANVAS):
    subject = ImageLayer(role=Role.SUBJECT, bbox=(760, 80, 460, 640), focus=head) if head else None
    background = ImageLayer(role=Role.BACKGROUND, ops=("blur:2",))
    return LayoutSpec(canvas=canvas, layers=(background, *([subject] if subject else []), *words))


TWO = (line("STOP DOING", 60, 120, 560, 130), line("THIS NOW", 60, 280, 480, 130))


@pytest.fixture
def compose_copy(catalogue, identity, cutout):
    def composed(target, canvas=CANVAS, **answers):
        brief = Brief.model_validate({"headline": "MY OWN WORDS HERE", "refs": ["ast_1"], **answers})
        direction = direct(brief, 1, 7)
        person = person_of(identity(), cutout)
        task = Task(brief, direction, palette_for(brief, direction), canvas, Keys("scene.png", "cutout.png"), person)

        def fit(layer, size, /, *, stroke_em=None):
            return fit_text(layer, size, catalogue, stroke_em=stroke_em)

        return copied(target, task, fit, lambda _: np.full((72, 128, 3), 40, np.uint8))

    return composed


def words_of(composition):
    return [layer for layer in composition.spec.layers if isinstance(layer, TextLayer)]


def test_words_are_set_in_the_copied_boxes_and_styles(compose_copy):
    found = compose_copy(layout(*TWO))
    words = words_of(found)

    assert " ".join(layer.content for layer in words) == "MY OWN WORDS HERE"
    assert all(layer.style.font == "Anton" and layer.style.fill == "#ffde28" for layer in words)
    block = Rect(52, 112, 576, 306)  # the two boxes with their strokes
    assert all(block.grown(12).holds(Rect.of(layer.bbox)) for layer in words)


def test_the_head_stands_where_the_copied_one_stood_and_as_large(compose_copy):
    head = compose_copy(layout(*TWO)).head

    assert head.center[0] == pytest.approx(975, abs=2)
    assert head.h == pytest.approx(320, rel=0.36)


def test_no_word_covers_the_face(compose_copy):
    over = layout(line("RIGHT OVER THE FACE", 700, 200, 540, 200))
    found = compose_copy(over)
    ink = [Rect.of(layer.bbox) for layer in words_of(found)]

    assert sum(box.clipped(found.placement.face).area for box in ink) <= 0.02 * found.placement.face.area


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


def test_a_subtext_goes_where_the_copied_one_was(compose_copy):
    small = line("a smaller line", 60, 460, 400, 50, Role.SUBTEXT, fill="#ffffff", plate=Plate(color="#101010"))
    sub = next(
        layer
        for layer in words_of(compose_copy(layout(*TWO, small), subtext="my own subtext"))
        if layer.role is Role.SUBTEXT
    )

    assert sub.content == "my own subtext"
    assert sub.style.plate is not None
    assert 440 < sub.bbox[1] < 520


def test_labels_of_the_copied_picture_are_not_taken_along(compose_copy):
    badge = line("12:34", 1180, 660, 60, 30, Role.LABEL)
    found = words_of(compose_copy(layout(*TWO, badge)))

    assert all("12:34" not in layer.content and layer.role is not Role.LABEL for layer in found)


def test_lines_in_two_colors_are_two_slots():
    slots = slots_of([line("ONE", 60, 100, 300, 100), line("TWO", 60, 220, 300, 100, fill="#ff0000")])

    assert [slot.lines for slot in slots] == [1, 1]


def test_few_words_go_to_the_largest_slots():
    slots = slots_of([line("SMALL", 60, 100, 200, 60, fill="#ffffff"), line("LARGE ONE", 60, 300, 600, 160)])

    assert shared_out(["WORD"], slots) == ["", "WORD"]


def test_every_word_is_set_once():
    slots = slots_of([line("A LONG LINE HERE", 60, 100, 700, 90, fill="#ffffff"), line("X", 60, 300, 90, 90)])
    words = ["one", "two", "three", "four", "five", "six"]

    assert " ".join(shared_out(words, slots)).split() == words

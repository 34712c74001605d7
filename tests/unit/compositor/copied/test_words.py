"""Copied words that would be read in another order, run into each other, or be lost."""

import numpy as np
import pytest
from tests.unit.compositor.copies import CANVAS, TWO, layout, line, size_of, words_of

from common.catalog import Size
from common.color import contrast
from common.layout import LayoutSpec, Plate, Role
from compositor.compose.copied.colors import loses_letters
from compositor.compose.copied.slots import slots_of
from compositor.geometry import Rect


def test_words_beside_each_other_are_read_from_the_left_and_keep_apart(compose_copy):
    before, after = line("BEFORE", 120, 52, 300, 110), line("AFTER", 880, 48, 280, 110, fill="#35e06e")
    words = words_of(compose_copy(layout(before, after, head=(520, 240, 250, 320)), headline="WHY I STOPPED RUNNING"))
    left, right = (Rect.of(layer.bbox) for layer in words)

    assert " ".join(layer.content for layer in words) == "WHY I STOPPED RUNNING"
    assert right.x - left.right > 20


def test_a_broken_line_keeps_off_the_words_below_it(compose_copy):
    target = layout(line("DON'T", 40, 60, 600, 250), line("BUY THIS", 40, 330, 620, 200, fill="#ff3b30"))
    words = words_of(compose_copy(target, headline="WHY I STOPPED RUNNING MARATHONS"))
    upper, lower = (Rect.of(layer.bbox) for layer in words)

    assert upper.y >= 30
    assert not upper.meets(lower)


def test_a_caption_takes_no_word_of_the_headline(compose_copy):
    caption = line("the full story", 60, 440, 380, 70, Role.SUBTEXT, fill="#ffffff", case="as-is")
    words = words_of(compose_copy(layout(*TWO, caption), headline="WHY I STOPPED RUNNING"))

    assert " ".join(layer.content for layer in words) == "WHY I STOPPED RUNNING"
    assert all(Rect.of(layer.bbox).bottom < 430 for layer in words)


def behind_a_head():
    background, subject = layout(head=(520, 180, 250, 320)).layers
    word = line("GENIUS", 40, 60, 1200, 380, fill="#ffffff", stroke=0, align="center")
    return LayoutSpec(canvas=CANVAS, layers=(background, word, subject))


def test_a_head_hides_no_whole_letter_of_words_behind_it(compose_copy):
    found = compose_copy(behind_a_head(), headline="LEGENDARY")
    (words,) = words_of(found)
    ink = Rect.of(words.bbox)

    assert words.style.max_lines == 1
    assert found.head.center[0] == pytest.approx(645, abs=2)
    assert ink.bottom - found.head.y < 0.5 * ink.h


def test_many_words_behind_a_head_stand_on_two_lines_above_a_lower_one(compose_copy):
    found = compose_copy(behind_a_head(), headline="WHY I STOPPED RUNNING")
    (words,) = words_of(found)
    ink = found.ink[0]

    assert len(words.style.lines) == 2
    assert size_of(words) * 0.86 > 100
    assert ink.bottom - found.head.y < 0.5 * ink.h / 2
    assert 180 < found.head.y < 300
    assert found.head.bottom < 720


def test_bare_letters_are_lost_where_a_part_of_the_ground_has_their_color():
    white = line("LOST IN SPACE", 0, 0, 1280, 160, fill="#ffffff", stroke=0)
    ground = np.full((160, 1280, 3), 20, np.uint8)
    shirt = ground.copy()
    shirt[:, 600:720] = 255

    assert not loses_letters(white, Rect.of(white.bbox), ground)
    assert loses_letters(white, Rect.of(white.bbox), shirt)


def test_letters_lost_over_a_shirt_get_an_outline(compose_copy):
    shirt = np.full((720, 1280, 3), 20, np.uint8)
    shirt[540:720, 560:650] = 255
    target = layout(line("LOST IN SPACE", 240, 545, 700, 130, fill="#ffffff", stroke=0), head=(520, 40, 250, 320))
    (words,) = words_of(compose_copy(target, ground=shirt))

    assert words.style.stroke > 3
    assert words.style.fill == "#ffffff"
    assert contrast(words.style.stroke_color or "", "#ffffff") > 4.5


def test_a_title_makes_room_for_a_subtext_on_a_low_canvas(compose_copy):
    target = layout(line("DON'T", 40, 40, 600, 290), line("BUY THIS", 40, 380, 620, 240, fill="#ff3b30"))
    canvas = Size(w=1500, h=500)
    found = compose_copy(target, canvas, headline="WHY I STOPPED RUNNING", subtext="what I do now")
    words, inks = words_of(found), found.ink

    assert words[-1].content == "what I do now"
    assert not any(inks[-1].meets(ink) for ink in inks[:-1])
    assert size_of(words[-1]) < 0.6 * size_of(words[0])


def test_lines_of_one_width_stay_on_the_edge_they_hang_on():
    both = (line("THEY LIED", 591, 170, 638, 79, align="left"), line("ABOUT AI", 592, 382, 637, 87, align="left"))

    assert [slot.style.align for slot in slots_of(both)] == ["left", "left"]


def test_bare_letters_are_lost_in_a_busy_place():
    yellow = line("HUMAN", 0, 0, 1280, 160, fill="#ffde28", stroke=0)
    suit = np.full((160, 1280, 3), (200, 80, 40), np.uint8)
    pattern = suit.copy()
    pattern[:, (np.arange(1280) // 160) % 2 == 1] = (0, 0, 0)

    assert not loses_letters(yellow, Rect.of(yellow.bbox), suit)
    assert loses_letters(yellow, Rect.of(yellow.bbox), pattern)


def test_plates_of_letters_that_need_them_keep_off_the_line_below(compose_copy):
    dark = line("WE NEED TO TALK", 60, 400, 560, 50, fill="#111111", stroke=0)
    caption = line("Episode 42", 60, 500, 230, 50, Role.SUBTEXT, fill="#ffffff", stroke=0, case="as-is")
    headline = "WHAT MY FATHER NEVER TOLD ME ABOUT MONEY"
    found = compose_copy(layout(dark, caption), ground=(60, 20, 15), headline=headline, subtext="Episode 7")
    title, sub = found.ink

    assert words_of(found)[0].style.plate is not None
    assert len(words_of(found)[0].style.lines) > 1
    assert not title.meets(sub)


def test_a_plate_that_nobody_sees_moves_no_word(compose_copy):
    plate = Plate(color="#282828", pad=0.3)
    title = line("alone", 90, 300, 300, 90, fill="#f6f0e4", stroke=0, plate=plate, align="left")
    caption = line("nobody tells you", 90, 420, 420, 34, Role.SUBTEXT, fill="#f6f0e4", stroke=0, align="left")
    words = words_of(compose_copy(layout(title, caption), headline="silence", subtext="my own words"))

    assert [layer.bbox[0] for layer in words] == pytest.approx([90, 90], abs=3)

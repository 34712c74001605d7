"""Titles of fewer and of more words than the copied ones: louder, or in more lines."""

from math import cos, radians, sin

import pytest
from tests.unit.compositor.copies import CANVAS, TWO, layout, line, size_of, words_of

from common.layout import LayoutSpec, Plate, Role, ShapeLayer, Sign
from compositor.compose.copied.slots import slots_of
from compositor.geometry import Rect, enclosing

LONG = "I TESTED THE CHEAPEST CAMERA ON EARTH"
ALONE = line("WORTH IT?", 60, 80, 640, 110)
CAPITALS = 0.86
"""Of an em, in Anton."""


def boxes(words):
    return [Rect.of(layer.bbox) for layer in words]


def test_one_word_is_as_loud_as_the_lines_it_stands_for(compose_copy):
    (word,) = words_of(compose_copy(layout(*TWO), headline="RUN"))
    ink = Rect.of(word.bbox)

    assert size_of(word) * CAPITALS > 1.8 * 130
    assert ink.center[1] == pytest.approx(265, abs=12)  # the middle of both lines
    assert ink.right < 700


def test_a_short_word_on_a_line_of_its_own_is_louder_than_a_long_one(compose_copy):
    short, long = (size_of(words_of(compose_copy(layout(ALONE), headline=one))[0]) for one in ("BUY", "BUY IT NOW"))

    assert short > 1.2 * long


def test_one_word_for_both_sides_stands_between_them(compose_copy):
    sides = line("BEFORE", 120, 40, 300, 100), line("AFTER", 860, 40, 300, 100, fill="#35e06e")
    (word,) = words_of(compose_copy(layout(*sides, head=(520, 240, 250, 320)), headline="CHANGE"))

    assert Rect.of(word.bbox).center[0] == pytest.approx(640, abs=4)


def test_many_words_take_more_lines_before_their_letters_become_small(compose_copy):
    (title,) = words_of(compose_copy(layout(ALONE), headline=LONG))

    assert len(title.style.lines) >= 3
    assert size_of(title) * CAPITALS > 0.72 * 94  # the copied capitals, without their strokes
    assert title.bbox[1] == pytest.approx(80 - 8, abs=12)  # hung from the top


def test_a_title_at_the_bottom_grows_upwards_and_keeps_off_its_subtext(compose_copy):
    low = line("WE NEED TO TALK", 60, 450, 560, 60)
    caption = line("Episode 42", 60, 560, 230, 50, Role.SUBTEXT, plate=Plate(color="#d12a5d"), stroke=0, case="as-is")
    *title, sub = words_of(compose_copy(layout(low, caption), headline=LONG, subtext="Episode 7"))
    block = enclosing(boxes(title))

    assert block.y < 400
    assert block.bottom <= Rect.of(sub.bbox).y
    assert Rect.of(sub.bbox).center[1] == pytest.approx(585, abs=16)


def test_a_subtext_keeps_its_distance_to_a_title_that_grew(compose_copy):
    alone = line("alone", 60, 300, 300, 90, case="as-is", stroke=0, fill="#f6f1e4")
    caption = line("what nobody tells", 60, 412, 420, 34, Role.SUBTEXT, case="as-is", stroke=0, fill="#f6f1e4")
    found = compose_copy(layout(alone, caption), headline="the night my whole life changed", subtext="for ever")
    title, sub = words_of(found)

    assert len(title.style.lines) > 1
    assert sub.bbox[1] - Rect.of(title.bbox).bottom > 10


def test_lines_of_one_size_have_one_size_again(compose_copy):
    sides = line("BEFORE", 120, 40, 300, 110), line("AFTER", 860, 40, 300, 110, fill="#35e06e")
    found = compose_copy(layout(*sides, head=(520, 240, 250, 320)), headline="MY ROOM IN SPRING MY ROOM TODAY")
    left, right = map(size_of, words_of(found))

    assert left == pytest.approx(right, rel=0.03)


def test_words_that_grow_leave_a_sign_its_place(compose_copy):
    sign = Sign(kind="arrow", thick=0.42, head=0.36)
    arrow = ShapeLayer(role=Role.OBJECT, bbox=(430, 400, 290, 90), color="#ff1e1e", sign=sign)
    background, subject, *_ = layout().layers
    target = LayoutSpec(canvas=CANVAS, layers=(background, subject, arrow, line("WHAT?!", 60, 60, 600, 220)))
    found = compose_copy(target, headline="YOU WILL NOT BELIEVE THIS SIMPLE TRICK")
    (kept,) = [layer for layer in found.spec.layers if isinstance(layer, ShapeLayer) and layer.sign]

    assert Rect.of(kept.bbox).center == pytest.approx((575, 445), abs=40)
    assert not any(Rect.of(kept.bbox).meets(ink) for ink in found.ink)


def test_words_beside_a_body_do_not_grow_onto_it(compose_copy):
    low = line("BEGINNERS MAKE", 60, 560, 480, 60, fill="#ffffff", stroke=0)
    found = compose_copy(layout(low, head=(850, 90, 250, 320)), headline="DIES EVERY SINGLE SUMMER AND AUTUMN")

    assert enclosing(found.ink).right < 720  # shoulders begin there


def test_a_number_alone_is_not_the_title(compose_copy):
    lines = (
        line("7", 50, 100, 190, 280),
        line("MISTAKES", 320, 140, 400, 60, Role.SUBTEXT, stroke=0, fill="#ffffff"),
        line("BEGINNERS MAKE", 60, 520, 560, 60, Role.SUBTEXT, stroke=0, fill="#ffffff"),
    )
    words = words_of(compose_copy(layout(*lines), headline="5 THINGS RICH PEOPLE DO"))

    assert [layer.content for layer in words] == ["5", "THINGS", "RICH PEOPLE DO"]


def test_a_subtext_does_not_take_what_a_number_counts(compose_copy):
    counted = line("THIS CAR COST ME", 60, 100, 520, 110, Role.SUBTEXT, stroke=0, fill="#ffffff")
    found = compose_copy(layout(counted, line("$1", 60, 330, 300, 260)), headline="MY HOUSE COST $5", subtext="by bus")
    *title, sub = words_of(found)

    assert [layer.content for layer in title] == ["MY HOUSE COST", "$5"]
    assert size_of(sub) < size_of(title[0])


def test_a_plate_makes_no_line_the_larger_one(compose_copy):
    lines = (
        line("7", 50, 100, 190, 280),
        line("MISTAKES", 320, 140, 400, 60, Role.SUBTEXT, stroke=0, fill="#ffffff"),
        line("BEGINNERS MAKE", 60, 520, 560, 50, Role.SUBTEXT, stroke=0, plate=Plate(color="#d41515", pad=0.3)),
    )
    words = words_of(compose_copy(layout(*lines), headline="9 LIES", subtext="what I do now"))

    assert [layer.content for layer in words] == ["9", "LIES", "what I do now"]


def test_a_word_that_both_titles_have_stays_where_it_was(compose_copy):
    lines = (
        line("VS", 550, 270, 180, 170),
        line("HUMAN", 120, 570, 300, 100),
        line("COFFEE", 850, 570, 310, 100),
    )
    words = words_of(compose_copy(layout(*lines, head=(160, 60, 250, 320)), headline="ROBOT VS HUMAN"))
    middle = {layer.content: Rect.of(layer.bbox).center[0] for layer in words}

    assert middle["ROBOT"] < 450 < middle["VS"] < 850 < middle["HUMAN"]


def test_a_subtext_follows_the_tilt_of_its_title_and_stands_close_to_it(compose_copy):
    target = layout(line("WHAT?!", 60, 120, 560, 180, rotation=-6, align="left"))
    title, sub = words_of(compose_copy(target, headline="NO WAY", subtext="what I do now"))
    (x, y), (sub_x, sub_y) = Rect.of(title.bbox).center, Rect.of(sub.bbox).center
    turn = radians(-title.style.rotation)
    dx, dy = sub_x - x, sub_y - y
    across, down = cos(turn) * dx + sin(turn) * dy, cos(turn) * dy - sin(turn) * dx  # as the title sees it

    assert sub.style.rotation == title.style.rotation
    assert across - sub.bbox[2] / 2 == pytest.approx(-title.bbox[2] / 2, abs=14)  # hangs on its left edge
    assert 0 < down - sub.bbox[3] / 2 - size_of(title) * CAPITALS / 2 < 60


def test_shorter_words_in_two_full_lines_begin_where_reading_does():
    wide = [line(text, 590, y, 640, 80, align="right") for text, y in (("THEY LIED", 170), ("ABOUT AI", 380))]
    centered = [one.model_copy(update={"style": one.style.model_copy(update={"align": "center"})}) for one in wide]

    assert [slot.style.align for slot in slots_of(wide)] == ["left", "left"]
    assert [slot.style.align for slot in slots_of(centered)] == ["center", "center"]


def test_lines_that_hang_on_one_edge_hang_on_the_very_same_one():
    title = line("WE NEED TO TALK", 75, 450, 560, 60, align="left", stroke=0)
    caption = line("Episode", 60, 560, 230, 40, Role.SUBTEXT, align="left", stroke=0)

    assert {slot.room.x for slot in slots_of([title, caption])} == {75}


def test_a_tilt_that_nobody_meant_is_left_out(compose_copy):
    slight, meant = (layout(line("WHAT?!", 60, 120, 560, 180, rotation=tilt)) for tilt in (-1.8, -5.0))

    assert [words_of(compose_copy(target))[0].style.rotation for target in (slight, meant)] == [0.0, -5.0]


def test_a_loud_word_leaves_room_for_its_subtext(compose_copy):
    sides = line("BEFORE", 120, 40, 300, 100), line("AFTER", 860, 40, 300, 100, fill="#35e06e")
    found = compose_copy(layout(*sides, head=(520, 200, 250, 320)), headline="CHANGE", subtext="what I do now")

    assert found.head.center[0] == pytest.approx(645, abs=2)
    assert len(words_of(found)) == 2


def test_letters_that_would_be_small_break_beside_a_subtext_too(compose_copy):
    low = line("LOST IN SPACE", 242, 545, 796, 150, stroke=0, fill="#ffffff", align="center")
    target = layout(low, head=(469, 65, 351, 405))
    title, sub = words_of(compose_copy(target, headline="I LIVED IN A CAVE FOR THIRTY DAYS", subtext="what I do now"))

    assert len(title.style.lines) == 2
    assert not Rect.of(title.bbox).meets(Rect.of(sub.bbox))

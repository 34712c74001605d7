"""Which of the new words go to which of the copied lines."""

import pytest
from tests.unit.compositor.copies import CANVAS, TWO, layout, line, size_of, words_of

from common.layout import LayoutSpec, Plate, Role, ShapeLayer, Sign
from compositor.compose.copied.sharing import ways
from compositor.compose.copied.slots import slots_of
from compositor.geometry import Rect


def test_a_subtext_goes_where_the_copied_one_was(compose_copy):
    small = line("a smaller line", 60, 460, 400, 50, Role.SUBTEXT, fill="#ffffff", plate=Plate(color="#c02040"))
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


def with_badge():
    burst = ShapeLayer(
        role=Role.OBJECT, bbox=(80, 380, 300, 300), color="#ffde28", sign=Sign(kind="star", points=16, thick=0.8)
    )
    free = line("FREE", 140, 490, 180, 80, fill="#c01020", stroke=0)
    background, subject, title = layout(line("HALF PRICE", 60, 80, 620, 150, stroke=0)).layers
    return LayoutSpec(canvas=CANVAS, layers=(background, subject, burst, title, free))


def test_a_subtext_goes_onto_the_copied_badge(compose_copy):
    found = compose_copy(with_badge(), headline="ALL OF IT", subtext="NOW")
    (badge,) = [layer for layer in found.spec.layers if isinstance(layer, ShapeLayer) and layer.sign]
    sub = next(layer for layer in words_of(found) if layer.role is Role.SUBTEXT)

    assert sub.content == "NOW"
    assert Rect.of(badge.bbox).holds(Rect.of(sub.bbox))
    assert Rect.of(sub.bbox).center == pytest.approx(Rect.of(badge.bbox).center, abs=12)


def test_words_of_a_badge_without_room_keep_its_color_behind_them(compose_copy):
    found = compose_copy(with_badge(), headline="ALL OF IT", subtext="now or never and for ever")
    sub = next(layer for layer in words_of(found) if layer.role is Role.SUBTEXT)

    assert not [layer for layer in found.spec.layers if isinstance(layer, ShapeLayer) and layer.sign]
    assert sub.style.plate is not None
    assert sub.style.plate.color == "#ffde28"


def test_few_words_go_to_the_largest_slots():
    slots = slots_of([line("SMALL", 60, 100, 200, 60, fill="#ffffff"), line("LARGE ONE", 60, 300, 600, 160)])

    assert ways(["WORD"], slots) == [["", "WORD"]]


def test_every_word_is_set_once():
    slots = slots_of([line("A LONG LINE HERE", 60, 100, 700, 90, fill="#ffffff"), line("X", 60, 300, 90, 90)])
    words = ["one", "two", "three", "four", "five", "six"]

    assert all(" ".join(parts).split() == words for parts in ways(words, slots))


def test_a_line_set_larger_on_purpose_stays_larger(compose_copy):
    target = layout(line("I QUIT MY", 60, 120, 560, 130), line("JOB", 60, 290, 400, 190))
    upper, lower = (size_of(layer) for layer in words_of(compose_copy(target, headline="LEAVE YOUR BANK")))

    assert lower / upper == pytest.approx(190 / 130, rel=0.1)


def test_longer_words_take_the_free_room_beside_them_before_they_shrink(compose_copy):
    target = layout(line("ONE", 60, 120, 240, 130, align="left"))
    found = words_of(compose_copy(target, headline="EVERYTHING"))[0]

    assert size_of(found) == pytest.approx(130 / 0.86, rel=0.1)  # capitals of Anton are 0.86 of an em high
    assert found.bbox[0] == pytest.approx(52, abs=2)


def test_lines_that_share_an_edge_hang_on_it():
    slots = slots_of([line("THEY LIED", 600, 100, 500, 90), line("TO YOU", 602, 300, 320, 90, fill="#ff0000")])

    assert [slot.style.align for slot in slots] == ["left", "left"]


def test_small_print_below_the_title_takes_the_subtext(compose_copy):
    small = line("a caption", 62, 450, 300, 26, Role.LABEL, fill="#ffffff", stroke=0)
    words = words_of(compose_copy(layout(*TWO, small), subtext="my own"))

    assert words[-1].content == "my own"
    assert Rect.of(words[-1].bbox).center[1] == pytest.approx(463, abs=16)


def test_a_subtext_without_a_place_stands_right_below_the_words(compose_copy):
    *title, sub = words_of(compose_copy(layout(*TWO), subtext="my own subtext"))
    bottom = max(Rect.of(layer.bbox).bottom for layer in title)

    assert bottom <= sub.bbox[1] < bottom + 60
    assert size_of(sub) < 0.5 * size_of(title[-1])


def test_a_second_smaller_line_of_a_title_is_title_too(compose_copy):
    lines = (
        line("$10,000", 60, 100, 600, 150),
        line("IN 30 DAYS", 60, 290, 560, 90, Role.SUBTEXT, fill="#ffffff"),
        line("no clickbait", 60, 420, 300, 40, Role.SUBTEXT, fill="#ffffff", stroke=0),
    )
    words = words_of(compose_copy(layout(*lines), headline="$500 EVERY SINGLE WEEK", subtext="real numbers"))

    assert [layer.role for layer in words] == [Role.HEADLINE, Role.HEADLINE, Role.SUBTEXT]
    assert words[2].content == "real numbers"
    assert size_of(words[2]) < size_of(words[1]) < size_of(words[0])


def test_words_behind_the_head_stay_behind_it(compose_copy):
    background, subject = layout().layers
    word = line("GENIUS", 40, 60, 1200, 300, fill="#ffffff", stroke=0, align="center")
    found = compose_copy(LayoutSpec(canvas=CANVAS, layers=(background, word, subject)), headline="LEGEND")
    kinds = [layer.role for layer in found.spec.layers]

    assert kinds.index(Role.HEADLINE) < kinds.index(Role.SUBJECT)


def test_words_that_the_body_would_hide_are_raised_above_it(compose_copy):
    background, subject = layout(head=(300, 100, 500, 600)).layers
    word = line("AB", 400, 300, 300, 120, fill="#ffffff", stroke=0, align="center")
    found = compose_copy(LayoutSpec(canvas=CANVAS, layers=(background, word, subject)), headline="HIDDEN")
    ink = Rect.of(words_of(found)[0].bbox)

    assert found.head.center[0] == pytest.approx(550, abs=2)
    assert ink.bottom - found.head.y < 0.5 * ink.h


def test_lines_in_the_light_of_two_colors_are_two_slots():
    first, second = (
        line(text, 60, y, 400, 130, glow={"blur": 20, "color": color, "opacity": 1.0})
        for text, y, color in (("CYBER", 120, "#00e0ff"), ("NIGHTS", 280, "#ff26d9"))
    )

    assert len(slots_of((first, second))) == 2
    assert len(slots_of((first, second.model_copy(update={"style": first.style})))) == 1


def test_a_title_at_the_bottom_moves_up_for_a_subtext_below_it(compose_copy):
    title = line("GONE WRONG", 60, 500, 600, 150)
    headline, subtext = words_of(compose_copy(layout(title), headline="WORST DAY", subtext="as a nurse"))

    assert subtext.bbox[1] >= headline.bbox[1] + headline.bbox[3]


def test_the_small_last_line_of_a_title_in_two_colors_takes_the_subtext(compose_copy):
    title = line("morning routine", 560, 250, 600, 80, case="as-is", fill="#1d2a44", stroke=0, align="left")
    small = line("that changed", 560, 360, 400, 48, case="as-is", fill="#e2574c", stroke=0, align="left")
    target = layout(title, small, head=(120, 100, 250, 320))
    with_subtext, without = (
        words_of(compose_copy(target, ground=(245, 245, 245), headline="night routine", subtext=subtext))
        for subtext in ("for better sleep", "")
    )

    assert [word.content for word in with_subtext] == ["night routine", "for better sleep"]
    assert [word.content for word in without] == ["night", "routine"]

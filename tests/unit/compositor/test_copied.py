"""Copy mode's composition: where the words and the person of a copied layout go."""

import numpy as np
import pytest
from tests.unit.compositor.copies import CANVAS, TWO, layout, line, size_of, words_of

from common.brief import Brief
from common.catalog import Size
from common.color import contrast
from common.direction import direct
from common.errors import PermanentError
from common.layout import ColorGrade, ImageStyle, LayoutSpec, Outline, Plate, Role, ShapeLayer, Sign
from common.palette import palette_for
from compositor.compose import Keys, Task, borrowed, compose, person_of
from compositor.compose.copied.sharing import stressed, ways
from compositor.compose.copied.slots import slots_of
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


def test_the_person_wears_what_the_copied_one_wore(compose_copy):
    background, subject = layout().layers
    worn = subject.model_copy(update={"style": ImageStyle(outline=Outline(width=9, color="#35e06f"))})
    plain, outlined = (
        next(layer for layer in compose_copy(spec).spec.layers if layer.role is Role.SUBJECT).style.outline
        for spec in (layout(*TWO), LayoutSpec(canvas=CANVAS, layers=(background, worn, *TWO)))
    )

    assert plain is None
    assert (outlined.width, outlined.color) == (9, "#35e06f")


def test_a_copied_color_that_stands_out_by_its_hue_is_kept(compose_copy):
    red = line("ABOUT AI", 60, 120, 560, 130, fill="#ff3b30", stroke=0)
    on_blue, on_red = (
        words_of(compose_copy(layout(red), ground=ground))[0].style for ground in ((30, 80, 170), (250, 70, 60))
    )

    assert (on_blue.fill, on_blue.stroke) == ("#ff3b30", 0)
    assert on_red.plate is not None


def test_a_stroke_wider_than_any_was_a_plate(compose_copy):
    wide = line("100 DAYS", 60, 120, 500, 128, fill="#111111", stroke=31, stroke_color="#ffde28")
    style = words_of(compose_copy(layout(wide)))[0].style

    assert style.plate is not None
    assert (style.plate.color, style.stroke) == ("#ffde28", 0)


def test_letters_that_cannot_be_seen_get_the_plate_that_they_must_have_had(compose_copy):
    dark = line("WE TALK", 60, 420, 560, 60, fill="#111111", stroke=0)
    style = words_of(compose_copy(layout(dark), ground=(60, 20, 15)))[0].style

    assert style.fill == "#111111"
    assert style.plate is not None
    assert style.plate.color == "#ffffff"


def test_a_plate_in_the_color_of_its_background_is_left_out(compose_copy):
    plate = Plate(color="#1e345e", pad=0.3)
    text = line("alone", 60, 300, 300, 90, fill="#f6f0e4", stroke=0, plate=plate)
    unseen, seen = (words_of(compose_copy(layout(text), ground=one))[0] for one in ((30, 55, 98), (240, 200, 40)))

    assert unseen.style.plate is None
    assert seen.style.plate == plate


def test_what_was_done_to_the_copied_background_is_done_to_ours(compose_copy):
    assert compose_copy(layout(*TWO)).spec.layers[0].ops == ("blur:2",)


@pytest.mark.parametrize(
    ("old", "accents", "new", "found"),
    [
        ("ZERO TO HERO", (2,), "NEVER LOOK BACK NOW", (3,)),
        ("ZERO TO HERO", (0,), "NEVER LOOK BACK NOW", (0,)),
        ("ZERO TO HERO", (1,), "NEVER LOOK BACK", (1,)),
        ("ZERO TO HERO", (), "NEVER LOOK BACK", ()),
    ],
)
def test_words_in_another_color_are_as_far_along_as_the_copied_ones(old, accents, new, found):
    (slot,) = slots_of([line(old, 60, 100, 700, 90, accent="#ff0000", accent_words=accents)])

    assert stressed(slot, new.split()) == found


def ops_of_the_person(composition):
    return next(one.ops for one in composition.spec.layers if one.role is Role.SUBJECT)


def test_a_person_takes_part_in_the_copied_grade_as_far_as_skin_can(compose_copy):
    grade = ColorGrade(ops=("warm:0.9", "saturation:-0.2", "blacks:0.1"), sure={"warm": 0.7})
    graded = compose_copy(layout(*TWO).model_copy(update={"grade": grade}))

    assert ops_of_the_person(graded)[-3:] == ("warm:0.17", "saturation:-0.10", "blacks:0.03")


def test_a_painted_scene_has_the_grade_of_its_colors_already(compose_copy):
    graded = compose_copy(layout(*TWO).model_copy(update={"grade": ColorGrade(ops=("warm:0.9",))}))

    assert graded.spec.layers[0].ops == ("blur:2",)


def test_a_grade_that_the_reader_does_not_believe_is_left_out(compose_copy):
    plain, grade = compose_copy(layout(*TWO)), ColorGrade(ops=("cool:0.5",), sure={"cool": 0.3})
    graded = compose_copy(layout(*TWO).model_copy(update={"grade": grade}))

    assert ops_of_the_person(graded) == ops_of_the_person(plain)


def test_in_a_black_and_white_picture_everybody_is(compose_copy):
    grade = ColorGrade(ops=("saturation:-1",), sure={"saturation": 0.9})

    assert ops_of_the_person(compose_copy(layout(*TWO).model_copy(update={"grade": grade})))[-1] == "saturation:-1"


def test_a_grade_that_is_no_operation_is_refused(compose_copy):
    with pytest.raises(PermanentError, match="sepia"):
        compose_copy(layout(*TWO).model_copy(update={"grade": ColorGrade(ops=("sepia:1",))}))


def test_a_ring_around_a_thing_that_is_not_there_is_left_out(compose_copy):
    thing, face = (900, 460, 200, 200), (830, 90, 300, 380)
    background, subject, *words = layout(*TWO).layers
    for box, kept in ((thing, 0), (face, 1)):
        ring = ShapeLayer(role=Role.OBJECT, bbox=box, color="#ff1e1e", sign=Sign(kind="ring", thick=0.1))
        found = compose_copy(LayoutSpec(canvas=CANVAS, layers=(background, subject, ring, *words)))
        signs = [one for one in found.spec.layers if isinstance(one, ShapeLayer) and one.sign]

        assert len(signs) == kept
        assert any("held a thing" in note for note in found.spec.notes) == (not kept)

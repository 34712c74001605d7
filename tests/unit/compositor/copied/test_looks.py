"""What a copy wears: colors, plates, outlines and the grade; and rings around things that are not there."""

import numpy as np
import pytest
from tests.unit.compositor.copies import CANVAS, TWO, layout, line, words_of

from common.errors import PermanentError
from common.layout import ColorGrade, ImageStyle, LayoutSpec, Outline, Plate, Role, ShapeLayer, Sign
from compositor.compose.copied.colors import unplated
from compositor.compose.copied.sharing import stressed
from compositor.compose.copied.slots import slots_of
from compositor.geometry import Rect


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


def test_a_dark_bar_below_the_chin_stays_where_the_new_clothes_are_light(compose_copy):
    bar = line("GRACE HOPPER", 560, 590, 280, 60, fill="#ffffff", stroke=0, plate=Plate(color="#0a0a0a", pad=0.1))

    def dressed(color):
        return lambda spec: color if any(layer.role is Role.SUBJECT for layer in spec.layers) else (10, 10, 10)

    looks = [
        words_of(compose_copy(layout(bar), ground=dressed(color)))[0].style for color in ((220, 110, 40), (9, 9, 9))
    ]

    assert looks[0].plate == bar.style.plate
    assert looks[1].plate is None


def test_a_plate_that_nobody_sees_pushes_no_word_away_from_the_edge(compose_copy):
    plated, bare = (
        line("WHY?", 55, 290, 540, 280, fill="#111111", stroke=0, align="left", plate=plate)
        for plate in (Plate(color="#f4b220", pad=0.38), None)
    )
    one, other = (
        words_of(compose_copy(layout(word), ground=(240, 170, 30), headline="HOW?"))[0] for word in (plated, bare)
    )

    assert one.bbox == pytest.approx(other.bbox)


def test_a_plate_is_kept_where_a_part_of_it_is_seen():
    bar = line("GRACE HOPPER", 0, 0, 100, 40, fill="#ffffff", stroke=0, plate=Plate(color="#0a0a0a", pad=0.1))
    dark = np.full((40, 100, 3), 12, np.uint8)
    sleeve = dark.copy()
    sleeve[:, 60:] = (220, 110, 40)

    assert unplated(bar, Rect(0, 0, 100, 40), sleeve).style.plate is not None
    assert unplated(bar, Rect(0, 0, 100, 40), dark).style.plate is None

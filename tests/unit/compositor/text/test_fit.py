from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.brief import FontMood
from common.catalog import Size
from common.errors import Code, PermanentError
from common.fonts.catalogue import FontCatalogue
from common.fonts.rows import FAMILIES
from common.layout import Outline, Plate, Role, TextLayer, TextStyle
from compositor.text.block import FittedText, fit_text, scaled_layer, settle
from compositor.text.graphemes import readable

CANVAS = Size(w=1280, h=720)
BOX = (60.0, 400.0, 1120.0, 260.0)

Fit = Callable[..., FittedText]


def layer(content: str, bbox: tuple[float, float, float, float] = BOX, role: Role = Role.HEADLINE, **style: Any):
    return TextLayer(content=content, bbox=bbox, role=role, style=TextStyle(**style))


@pytest.fixture
def fit(catalogue: FontCatalogue) -> Fit:
    def measure(content: str, **given: Any) -> FittedText:
        stroke_em = given.pop("stroke_em", None)
        return fit_text(layer(content, **given), CANVAS, catalogue, stroke_em=stroke_em)

    return measure


def texts(fitted: FittedText) -> list[str]:
    return [line.text for line in fitted.lines]


def is_inside(fitted: FittedText, box: tuple[float, float, float, float]) -> bool:
    x, y, w, h = box
    ink = fitted.ink
    slack = 1e-6
    return x - slack <= ink.x and y - slack <= ink.y and ink.right <= x + w + slack and ink.bottom <= y + h + slack


def test_the_text_is_as_large_as_its_box_allows(fit: Fit):
    fitted = fit("THIS CHANGED EVERYTHING", stroke=6)
    touches = fitted.ink.w == pytest.approx(BOX[2]) or fitted.ink.h == pytest.approx(BOX[3])

    assert touches


def test_one_line_fills_the_width_exactly_with_its_stroke(fit: Fit):
    fitted = fit("EVERYTHING CHANGED", max_lines=1, stroke=10)
    line = fitted.lines[0]

    assert fitted.ink.w == pytest.approx(1120)
    assert line.ink.w == pytest.approx(1120 - 20)


def test_a_stroke_in_ems_grows_with_the_size(fit: Fit):
    fitted = fit("EVERYTHING CHANGED", stroke_em=0.05)

    assert fitted.stroke == pytest.approx(0.05 * fitted.size)
    assert is_inside(fitted, BOX)


def test_lines_are_balanced(fit: Fit):
    fitted = fit("WHY NOBODY TALKS ABOUT THE HIDDEN COST OF LAPTOPS")

    assert texts(fitted) == ["WHY NOBODY TALKS ABOUT", "THE HIDDEN COST OF LAPTOPS"]


def test_capitals_are_centered_by_their_height(fit: Fit):
    fitted = fit("ONE LINE", max_lines=1, bbox=(0, 0, 400, 400))
    baseline = fitted.lines[0].baseline

    assert baseline - fitted.cap_height / 2 == pytest.approx(200)


def test_small_letters_are_centered_by_their_ink(fit: Fit):
    fitted = fit("gypsum", case="as-is", max_lines=1, bbox=(0, 0, 400, 400))

    assert fitted.ink.y + fitted.ink.h / 2 == pytest.approx(200)


@pytest.mark.parametrize(("align", "edge"), [("left", 60.0), ("right", 1180.0), ("center", 620.0)])
def test_lines_are_aligned_by_their_ink(fit: Fit, align: str, edge: float):
    fitted = fit("JUST TOO LATE", align=align, stroke=8, size=90.0)
    for line in fitted.lines:
        ink = line.ink.grown(8)
        found = {"left": ink.x, "right": ink.right, "center": ink.x + ink.w / 2}[align]

        assert found == pytest.approx(edge)


@pytest.mark.parametrize(("valign", "share"), [("top", 0.0), ("bottom", 1.0)])
def test_blocks_stand_against_the_side_they_are_asked_to(fit: Fit, valign: str, share: float):
    fitted = fit("HELLO", valign=valign, size=100.0, stroke=5)
    gap = fitted.ink.y - 400 if share == 0 else 660 - fitted.ink.bottom

    assert gap == pytest.approx(0)


def test_accents_and_tails_of_neighboring_lines_never_touch(fit: Fit):
    fitted = fit("gjpqy ẤẾỘ", case="as-is", bbox=(0, 0, 300, 700), lines=("gjpqy", "ẤẾỘ"))
    upper, lower = fitted.lines

    assert upper.ink.bottom < lower.ink.y


def test_stated_size_and_lines_are_kept(fit: Fit):
    fitted = fit("STOP DOING THIS", size=80.0, lines=("STOP", "DOING THIS"))

    assert fitted.size == 80
    assert texts(fitted) == ["STOP", "DOING THIS"]


def test_lines_that_no_longer_spell_the_content_are_set_anew(fit: Fit):
    fitted = fit("START DOING THIS", lines=("STOP", "DOING THIS"))

    assert " ".join(texts(fitted)) == "START DOING THIS"


def test_a_stated_size_too_large_for_its_box_is_kept_and_said(fit: Fit):
    fitted = fit("STOP", size=700.0)

    assert fitted.size == 700
    assert any("larger than its box" in note for note in fitted.notes)


def test_text_that_would_be_too_small_to_read_is_refused(fit: Fit):
    with pytest.raises(PermanentError) as caught:
        fit("FAR TOO MANY WORDS FOR SUCH A LITTLE BOX TO HOLD", bbox=(0, 0, 150, 60))

    assert caught.value.code is Code.TEXT_DOES_NOT_FIT


def test_small_headlines_are_remarked_on_before_they_are_refused(fit: Fit):
    fitted = fit("A HEADLINE THAT IS RATHER LONG", bbox=(0, 0, 640, 70), max_lines=1)

    assert any("fewer words" in note for note in fitted.notes)


def test_an_unknown_font_is_replaced_and_said(fit: Fit):
    fitted = fit("HELLO", font="Comic Sans", mood=FontMood.SLAB)

    assert fitted.family == "Roboto Slab"
    assert fitted.notes == ("The font Comic Sans is not installed; Roboto Slab was used.",)


@pytest.mark.parametrize(("text", "missing"), [("ᚠᚢ", "U+16A0"), ("HELLO \U000f0000", "U+F0000")])
def test_characters_without_a_font_are_named(fit: Fit, text: str, missing: str):
    with pytest.raises(PermanentError, match=missing.replace("+", r"\+")) as caught:
        fit(text)

    assert caught.value.code is Code.TEXT_HAS_NO_GLYPHS


def test_markup_and_braces_are_just_text(fit: Fit):
    fitted = fit("<script>alert('{x}')</script> \"{{y}}\" %s")

    assert " ".join(texts(fitted)) == "<SCRIPT>ALERT('{X}')</SCRIPT> \"{{Y}}\" %S"


def test_an_empty_layer_is_refused(fit: Fit):
    with pytest.raises(PermanentError) as caught:
        fit(" \n ")

    assert caught.value.code is Code.HEADLINE_EMPTY


def test_plates_surround_each_line_by_exactly_their_padding(fit: Fit):
    fitted = fit("BREAKING NEWS", plate=Plate(pad=0.25), lines=("BREAKING", "NEWS"))
    pad = 0.25 * fitted.size

    assert len(fitted.plates) == 2
    for plate, line in zip(fitted.plates, fitted.lines, strict=True):
        assert plate.x == pytest.approx(line.ink.x - pad)
        assert plate.right == pytest.approx(line.ink.right + pad)
        assert plate.bottom == pytest.approx(max(line.baseline, line.ink.bottom) + pad)
        assert plate.y == pytest.approx(min(line.baseline - fitted.cap_height, line.ink.y) - pad)


def test_one_plate_for_the_block_holds_all_lines(fit: Fit):
    fitted = fit("BREAKING NEWS", plate=Plate(pad=0.2, per_line=False), lines=("BREAKING", "NEWS"))
    (plate,) = fitted.plates

    assert all(plate.x < line.ink.x and line.ink.right < plate.right for line in fitted.lines)


def test_rotation_turns_around_the_middle_of_the_box(fit: Fit):
    fitted = fit("HELLO", rotation=30.0, bbox=(100, 100, 400, 200))
    x, y, w, h = fitted.bbox

    assert fitted.turn(300, 200) == pytest.approx((300, 200))
    assert fitted.turn(400, 200)[1] < 200  # anticlockwise: the right end goes up
    assert (w, h) > (fitted.ink.w, 0)
    assert x < fitted.ink.x
    assert h > fitted.ink.h
    assert y < fitted.ink.y


def test_combining_marks_stay_with_their_letter_and_inside_the_box(fit: Fit):
    fitted = fit("z" + "\u0301\u0302\u0303" * 20 + "algo HE\u0301LLO")

    assert is_inside(fitted, BOX)
    assert fitted.size > 80


def test_a_rendered_layer_settles_to_the_same_picture_at_any_scale(catalogue: FontCatalogue):
    wanted = layer("this changed EVERYTHING 🔥", stroke=6, shadow=True, outline=Outline(width=4), accent_words=(1,))
    first = fit_text(wanted, CANVAS, catalogue)
    settled = settle(wanted, first)
    again = fit_text(settled, CANVAS, catalogue)
    large = fit_text(scaled_layer(settled, 3), Size(w=3840, h=2160), catalogue)

    assert again.bbox == pytest.approx(first.bbox)
    assert large.bbox == pytest.approx(tuple(3 * value for value in first.bbox))
    assert settled.style.lines == tuple(line.line.source for line in first.lines)
    assert settle(settled, again) == settled


words = st.text(st.characters(codec="latin-1", categories=["L", "N", "P", "S"]), min_size=1, max_size=12)
scripts = st.sampled_from(
    [
        "STOP",
        "doing",
        "Żółć",
        "مرحبا",
        "שלום",
        "नमस्ते",
        "你好世界",
        "これは凄い",
        "สวัสดี",
        "ভালো",
        "Привет",
        "🔥",
        "👨‍👩‍👧",
        "e\u0301\u0302",
        "100%",
    ]
)
phrases = st.lists(words | scripts, min_size=1, max_size=7).map(" ".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=phrases,
    family=st.sampled_from([family.name for family in FAMILIES]),
    box=st.tuples(st.integers(-50, 300), st.integers(-50, 300), st.integers(300, 1280), st.integers(150, 720)),
    stroke=st.sampled_from([0.0, 3.5, 12.0]),
    case=st.sampled_from(["upper", "as-is"]),
    plate=st.none() | st.builds(Plate, slant=st.sampled_from([0.0, 12.0]), per_line=st.booleans()),
    align=st.sampled_from(["left", "center", "right"]),
    valign=st.sampled_from(["top", "middle", "bottom"]),
)
def test_text_is_always_inside_its_box_and_never_loses_a_character(
    catalogue: FontCatalogue, content: str, box: tuple[float, float, float, float], **style: Any
):
    style["font"] = style.pop("family")
    wanted = layer(content, bbox=box, role=Role.LABEL, **style)
    fitted = fit_text(wanted, Size(w=1, h=1), catalogue)  # on so small a canvas no size is too small to read
    spelled = "".join("".join(line.line.source.split()) for line in fitted.lines)
    shown = "".join(run.run.text for line in fitted.lines for run in line.line.runs)

    assert is_inside(fitted, box)
    assert spelled == "".join(readable(content).split())
    assert len(shown) >= len(spelled)


def test_lines_do_not_tear_a_number_from_its_word(fit: Fit):
    fitted = fit("iPhone 17 vs Pixel 10", bbox=(40, 40, 620, 400), max_lines=4)

    assert texts(fitted) == ["IPHONE 17", "VS PIXEL 10"]


def test_a_number_is_torn_from_its_word_where_both_would_be_far_smaller(fit: Fit):
    fitted = fit("1,000,000 subscribers", bbox=(40, 40, 420, 600), max_lines=4)

    assert texts(fitted) == ["1,000,000", "SUBSCRIBERS"]

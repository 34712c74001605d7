"""What is seen in a picture somebody likes, and what becomes of it."""

import cv2
import numpy as np
import pytest

from common.brief import Brief, FacePosition, TextPlacement
from common.color import delta_e, oklch_of, rgb_of
from common.direction import direct
from common.inspiration import Inspiration, Spot, Swatch
from common.looking import look_at, measured, oklab
from common.palette import palette_for


def thumbnail(ground: str, accent: str, *, right: bool, words: str = "") -> np.ndarray:
    """A ground with a disc on one side and, on the other, white letters."""
    canvas = np.full((720, 1280, 3), rgb_of(ground), np.uint8)
    cv2.circle(canvas, (960 if right else 320, 380), 230, rgb_of(accent), -1)
    for line, word in enumerate(words.split()):
        place = (60 if right else 700, 280 + 170 * line)
        cv2.putText(canvas, word, place, cv2.FONT_HERSHEY_DUPLEX, 4.5, (255, 255, 255), 14)
    return canvas


def encoded(rgb: np.ndarray) -> bytes:
    return cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))[1].tobytes()


def brief(**answers) -> Brief:
    return Brief(headline="STOP DOING THIS", **answers)


def test_the_colors_of_a_picture_are_found_with_the_most_of_it_first():
    seen = measured(thumbnail("#102a6b", "#ffd000", right=True))

    assert delta_e(seen.colors[0].color, "#102a6b") < 3
    assert delta_e(seen.colors[1].color, "#ffd000") < 3
    assert 0.7 < seen.colors[0].share < 0.9


@pytest.mark.parametrize(("right", "face", "text"), [(True, "right", "left"), (False, "left", "right")])
def test_its_composition_is_found(right, face, text):
    seen = measured(thumbnail("#102a6b", "#ffd000", right=right, words="STOP NOW"))

    assert (seen.face, seen.placement) == (FacePosition(face), TextPlacement(text))


def test_an_even_picture_hints_at_no_place():
    seen = measured(np.full((300, 500, 3), 120, np.uint8))

    assert (seen.subject, seen.text, len(seen.colors)) == (None, None, 1)


def test_noise_and_slivers_are_measured_too():
    rng = np.random.default_rng(7)
    for size in [(64, 64), (64, 4096), (4096, 64)]:
        assert measured(rng.integers(0, 255, (*size, 3), dtype=np.uint8)).colors


def test_looking_twice_sees_the_same():
    data = encoded(thumbnail("#0a7a4a", "#ff4fd8", right=True, words="WOW"))

    assert look_at(data) == look_at(data)


def test_what_is_no_picture_cannot_be_looked_at():
    with pytest.raises(ValueError, match="not a picture"):
        look_at(b"nothing")


def test_many_pixels_and_one_color_have_the_same_oklab():
    lightness, a, b = oklab(np.array([[rgb_of("#c86432")]], np.uint8))[0, 0]
    expected = oklch_of("#c86432")

    assert lightness == pytest.approx(expected.l, abs=1e-4)
    assert np.hypot(a, b) == pytest.approx(expected.c, abs=1e-4)


def test_palettes_stand_on_the_inspirations_colors():
    blue, green = (measured(thumbnail(color, "#ffd000", right=True)) for color in ("#102a6b", "#0a7a4a"))
    palettes = [palette_for(brief(), direct(brief(), 1, 5, [one])) for one in (blue, green)]

    assert delta_e(palettes[0].ground, "#102a6b") < 15
    assert delta_e(palettes[1].ground, "#0a7a4a") < 15
    assert delta_e(palettes[0].accent, "#ffd000") < 25


def test_variants_take_their_inspirations_in_turn_and_then_other_colors_of_them():
    two = [measured(thumbnail(color, "#ffd000", right=side)) for color, side in (("#102a6b", True), ("#0a7a4a", False))]
    plans = [direct(brief(), variant, 5, two) for variant in (1, 2, 3)]

    assert [plan.face for plan in plans] == [FacePosition.RIGHT, FacePosition.LEFT, FacePosition.RIGHT]
    assert len({plan.look for plan in plans}) == 3


def test_explicit_answers_are_stronger_than_an_inspiration():
    seen = measured(thumbnail("#102a6b", "#ffd000", right=True, words="STOP NOW"))
    plan = direct(brief(face="left", text="bottom"), 1, 5, [seen])
    brand = palette_for(
        chosen := brief(colors="brand", brand_colors=["#b00020", "#ffffff"]), direct(chosen, 1, 5, [seen])
    )

    assert (plan.face, plan.text) == (FacePosition.LEFT, TextPlacement.BOTTOM)
    assert brand.ground == "#b00020"


def test_words_never_stand_on_the_face():
    spot = Spot(x=0.2, y=0.5)
    seen = Inspiration(colors=(Swatch(color="#102a6b", share=1),), subject=spot, text=spot)

    assert direct(brief(), 1, 5, [seen]).text is not TextPlacement.LEFT


def test_a_tall_canvas_keeps_its_words_above_or_below():
    seen = measured(thumbnail("#102a6b", "#ffd000", right=True, words="STOP NOW"))
    tall = brief(platform="reels")

    assert direct(tall, 1, 5, [seen]).text in {TextPlacement.TOP, TextPlacement.BOTTOM}


def test_a_gray_picture_gives_an_accent_all_the_same():
    seen = measured(np.full((200, 300, 3), 60, np.uint8))
    palette = palette_for(brief(), direct(brief(), 1, 5, [seen]))

    assert oklch_of(palette.accent).c > 0.1


def test_without_an_inspiration_everything_stays_as_it_was():
    assert direct(brief(), 2, 5) == direct(brief(), 2, 5, ())
    assert direct(brief(), 2, 5).look is None


def test_the_colors_of_a_copied_thumbnail_have_roles():
    colors = (("#101830", 0.7), ("#182040", 0.2), ("#ffde28", 0.06))
    shown = Inspiration(colors=tuple(Swatch(color=color, share=share) for color, share in colors)).cast()

    assert [one.role for one in shown.colors] == ["ground", "second", "accent"]

from hypothesis import given
from hypothesis import strategies as st

from common.color import Oklch, contrast, delta_e, hex_from, hex_of, oklch_of, rgb_of

hex_colors = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(hex_colors)
def test_a_color_survives_the_way_to_oklch_and_back(color):
    assert delta_e(hex_from(oklch_of(color)), color) < 1


@given(hex_colors)
def test_hex_and_bytes_are_the_same_thing(color):
    assert hex_of(rgb_of(color)) == color


@given(st.floats(0.15, 1), st.floats(0, 0.5), st.floats(0, 360))
def test_a_color_no_screen_has_keeps_its_lightness(lightness, chroma, hue):
    found = oklch_of(hex_from(Oklch(lightness, chroma, hue)))

    assert abs(found.l - lightness) < 0.02


def test_black_on_white_has_the_highest_contrast():
    assert round(contrast("#000000", "#ffffff"), 6) == 21


def test_the_distance_from_black_to_white_is_one_hundred():
    assert round(delta_e("#000000", "#ffffff")) == 100


def test_pure_red_has_the_published_oklch_values():
    red = oklch_of("#ff0000")

    assert (round(red.l, 3), round(red.c, 3), round(red.h, 1)) == (0.628, 0.258, 29.2)

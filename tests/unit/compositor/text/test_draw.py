from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from common.catalog import Size
from common.fonts.catalogue import FontCatalogue
from common.layout import Glow, Outline, Plate, Shadow, TextLayer, TextStyle
from compositor.text.block import FittedText, draw_text, fit_text, scaled_layer, settle, text_masks
from compositor.text.shapes import closed, grown, soft

CANVAS = Size(w=640, h=360)
BOX = (40.0, 60.0, 560.0, 240.0)


def layer(content: str, bbox: tuple[float, float, float, float] = BOX, **style: Any) -> TextLayer:
    return TextLayer(content=content, bbox=bbox, style=TextStyle(**style))


def gray(canvas: Size = CANVAS) -> NDArray[np.uint8]:
    return np.full((canvas.h, canvas.w, 3), 128, np.uint8)


def drawn(catalogue: FontCatalogue, wanted: TextLayer, canvas: Size = CANVAS) -> NDArray[np.uint8]:
    picture = gray(canvas)
    draw_text(picture, wanted, fit_text(wanted, canvas, catalogue))
    return picture


def touched(picture: NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) of what differs from the gray ground."""
    rows, columns = np.nonzero((picture != 128).any(axis=2))
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def share_of(picture: NDArray[np.uint8], color: tuple[int, int, int]) -> float:
    return float((picture == color).all(axis=2).mean())


@pytest.mark.parametrize("content", ["STOP DOING THIS", "gjpqy ẤỘ", "هذا غيّر كل شيء", "यह सब", "你好世界", "WOW 🔥"])
@pytest.mark.parametrize("style", [{"stroke": 7.0}, {"stroke": 5.0, "outline": Outline(width=6, color="#00ff00")}])
def test_ink_stroke_and_outline_stay_inside_the_box(catalogue: FontCatalogue, content: str, style: dict[str, Any]):
    left, top, right, bottom = touched(drawn(catalogue, layer(content, **style)))

    assert left >= BOX[0] - 1
    assert top >= BOX[1] - 1
    assert right <= BOX[0] + BOX[2] + 1
    assert bottom <= BOX[1] + BOX[3] + 1


def test_the_drawn_ink_is_where_the_measure_says(catalogue: FontCatalogue):
    wanted = layer("MEASURED TWICE", stroke=6)
    fitted = fit_text(wanted, CANVAS, catalogue)
    x, y, w, h = fitted.bbox

    assert touched(drawn(catalogue, wanted)) == pytest.approx((x, y, x + w, y + h), abs=1.5)


def test_rotated_ink_stays_inside_the_rotated_measure(catalogue: FontCatalogue):
    wanted = layer("TURNED AROUND", bbox=(120, 120, 400, 100), stroke=4, rotation=14)
    x, y, w, h = fit_text(wanted, CANVAS, catalogue).bbox
    left, top, right, bottom = touched(drawn(catalogue, wanted))

    assert left >= x - 1
    assert top >= y - 1
    assert right <= x + w + 1
    assert bottom <= y + h + 1


@pytest.mark.parametrize(
    "style",
    [
        {"stroke": 5.0, "shadow": True, "inner_glow": True, "accent_words": (1,)},
        {"glow": True, "fill": "#ffffff", "rotation": 8.0},
        {"plate": Plate(color="#d10f2f", slant=10), "fill": "#ffffff"},
        {"fill": "#ffe600", "fill_bottom": "#ff7a00", "stroke": 4.0, "shadow": Shadow(dx=6, dy=6, blur=0, opacity=1)},
    ],
    ids=["stroke", "neon", "plate", "gradient"],
)
def test_a_picture_is_the_same_at_three_times_the_size(catalogue: FontCatalogue, style: dict[str, Any]):
    wanted = layer("STOP NOW 🔥", **style)
    settled = settle(wanted, fit_text(wanted, CANVAS, catalogue))
    large = drawn(catalogue, scaled_layer(settled, 3), CANVAS.scaled(3))
    small = drawn(catalogue, settled)
    shrunk = cv2.resize(large, (CANVAS.w, CANVAS.h), interpolation=cv2.INTER_AREA)

    assert np.abs(shrunk.astype(int) - small).mean() < 1.2


def test_accent_words_alone_take_the_accent(catalogue: FontCatalogue):
    style: dict[str, Any] = {"fill": "#ffffff", "accent": "#ff0000", "lines": ("ONE TWO",)}
    plain = drawn(catalogue, layer("ONE TWO", **style))
    accented = drawn(catalogue, layer("ONE TWO", accent_words=(1,), **style))

    assert share_of(plain, (255, 0, 0)) == 0
    assert share_of(accented, (255, 0, 0)) > 0.02
    assert (share_of(accented, (255, 0, 0)) + share_of(accented, (255, 255, 255))) == pytest.approx(
        share_of(plain, (255, 255, 255)), rel=0.02
    )


def test_accents_are_counted_in_words_as_written_even_from_right_to_left(catalogue: FontCatalogue):
    first = drawn(catalogue, layer("אחד שתיים", accent="#ff0000", accent_words=(0,), lines=("אחד שתיים",)))
    _, columns = np.nonzero((first == (255, 0, 0)).all(axis=2))

    assert columns.min() > 320  # the first word of Hebrew is the one on the right


def test_the_stroke_is_outside_the_letters_only(catalogue: FontCatalogue):
    fitted_once = fit_text(layer("OUTSIDE", size=90.0), CANVAS, catalogue)
    bare = text_masks(layer("OUTSIDE", size=90.0), fitted_once, CANVAS)
    stroked_layer = layer("OUTSIDE", size=90.0, stroke=8)
    stroked = text_masks(stroked_layer, fit_text(stroked_layer, CANVAS, catalogue), CANVAS)

    assert np.array_equal(bare.fill, stroked.fill)
    assert (stroked.outline >= stroked.fill).all()
    assert int((stroked.outline > 0).sum()) > int((bare.outline > 0).sum()) * 1.3


def test_shadows_fall_where_they_are_sent_and_never_onto_the_letters(catalogue: FontCatalogue):
    plain = drawn(catalogue, layer("SHADE", bbox=(200, 100, 240, 120)))
    cast = layer("SHADE", bbox=(200, 100, 240, 120), shadow=Shadow(dx=20, dy=30, blur=2, opacity=1))
    shaded = drawn(catalogue, cast)
    left, top, right, bottom = touched(plain)
    below = touched(shaded)

    assert below[0] >= left - 1
    assert below[1] >= top - 1
    assert below[2] > right + 12
    assert below[3] > bottom + 20
    assert share_of(shaded, (255, 255, 255)) == pytest.approx(share_of(plain, (255, 255, 255)), rel=1e-3)


def test_inner_glow_shines_at_the_edge_and_leaves_the_middle(catalogue: FontCatalogue):
    lit = drawn(catalogue, layer("I", fill="#ff0000", inner_glow=Glow(blur=4, color="#00ff00", opacity=0.8)))
    fill = text_masks(layer("I"), fit_text(layer("I"), CANVAS, catalogue), CANVAS).fill
    inside = cv2.distanceTransform((fill == 255).astype(np.uint8), cv2.DIST_L2, 5)

    assert lit[(inside > 0) & (inside < 2)][:, 1].mean() > 100
    assert lit[inside > 20][:, 1].mean() < 12


def test_neon_only_ever_brightens_the_ground(catalogue: FontCatalogue):
    lit = drawn(catalogue, layer("GLOW", glow=True, accent="#ff00ff", fill="#ffffff"))

    assert (lit >= 128).all()
    assert (lit[..., 0] > 140).mean() > 0.3


def test_plates_have_exact_edges_and_rounded_corners(catalogue: FontCatalogue):
    wanted = layer("NEWS", bbox=(100, 100, 300, 120), plate=Plate(color="#ff0000", pad=0.3, radius=0.3))
    fitted = fit_text(wanted, CANVAS, catalogue)
    picture = drawn(catalogue, wanted)
    (plate,) = fitted.plates
    left, top, right, bottom = touched(picture)

    assert (left, top, right, bottom) == pytest.approx((plate.x, plate.y, plate.right, plate.bottom), abs=1)
    assert tuple(picture[round(plate.y) + 1, round(plate.x) + 1]) == (128, 128, 128)
    assert tuple(picture[round(plate.y) + 3, round(plate.center[0])]) == (255, 0, 0)


def test_emoji_are_in_color_with_our_stroke_around_them(catalogue: FontCatalogue):
    picture = drawn(catalogue, layer("❤️", stroke=10, stroke_color="#0000ff"))
    red = (picture[..., 0] > 180) & (picture[..., 1] < 120) & (picture[..., 2] < 120)
    blue = (picture == (0, 0, 255)).all(axis=2)

    assert red.mean() > 0.05
    assert blue.sum() > 0.1 * red.sum()


def test_text_beyond_the_canvas_is_cut_and_nothing_else_is_touched(catalogue: FontCatalogue):
    wanted = layer("HALF OUT", bbox=(-200, -40, 400, 160), stroke=6, shadow=True)
    inside = drawn(catalogue, wanted)
    outside = drawn(catalogue, layer("GONE", bbox=(2000, 2000, 300, 100), stroke=6, shadow=True))

    assert touched(inside)[:2] == (0, 0)
    assert (outside == 128).all()


def test_drawing_is_repeatable(catalogue: FontCatalogue):
    wanted = layer("SAME AGAIN 🔥", stroke=5, shadow=True, glow=True, inner_glow=True)

    assert np.array_equal(drawn(catalogue, wanted), drawn(catalogue, wanted))


def test_masks_tell_letters_from_everything_opaque(catalogue: FontCatalogue):
    wanted = layer("MASK", plate=Plate(), stroke=3)
    fitted: FittedText = fit_text(wanted, CANVAS, catalogue)
    masks = text_masks(wanted, fitted, CANVAS)

    assert masks.fill.shape == masks.outline.shape == (360, 640)
    assert (masks.outline >= masks.fill).all()
    assert (masks.outline > 0).sum() == pytest.approx(sum(plate.area for plate in fitted.plates), rel=0.05)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(radius=st.floats(0.5, 18))
def test_a_square_grows_by_its_stroke_on_every_side(radius: float):
    square = np.zeros((120, 120), np.uint8)
    square[40:80, 40:80] = 255
    shape = grown(square, radius).astype(float) / 255
    corner = shape[:40, :40].sum()

    assert shape[60, :].sum() - 40 == pytest.approx(2 * radius, abs=1.0)
    assert corner == pytest.approx(
        np.pi * radius**2 / 4, abs=0.8 * radius + 1
    )  # a quarter of a disk: the join is round


def test_closing_fills_slits_and_pinholes_and_keeps_counters():
    letters = np.full((100, 100), 255, np.uint8)
    letters[:, 20:22] = 0
    letters[50:53, 50:53] = 0
    letters[60:90, 60:90] = 0
    mended = closed(letters, 6)

    assert (mended[10:90, 20:22] == 255).all()
    assert (mended[50:53, 50:53] == 255).all()
    assert (mended[64:86, 64:86] == 0).all()


@pytest.mark.parametrize("sigma", [0.0, 1.0, 5.0, 20.0])
def test_soft_copies_keep_their_weight_and_move_by_fractions(sigma: float):
    dot = np.zeros((300, 300), np.uint8)
    dot[120:160, 120:160] = 255
    moved = soft(dot, sigma, 10.5, -7.25).astype(float)
    rows, columns = np.indices(moved.shape)

    assert moved.sum() == pytest.approx(float(dot.sum()), rel=0.03)
    assert (columns * moved).sum() / moved.sum() == pytest.approx(139.5 + 10.5, abs=0.6)
    assert (rows * moved).sum() / moved.sum() == pytest.approx(139.5 - 7.25, abs=0.6)


def test_with_a_plate_it_is_the_plate_that_casts_the_shadow(catalogue: FontCatalogue):
    style: dict[str, Any] = {"plate": Plate(color="#ffff00", pad=0.3), "fill": "#000000", "bbox": (150, 100, 300, 120)}
    shadow = Shadow(dx=15, dy=20, blur=0, opacity=1, color="#ff0000")
    plain = drawn(catalogue, layer("CAST", **style))
    shaded = drawn(catalogue, layer("CAST", shadow=shadow, **style))

    assert share_of(shaded, (255, 255, 0)) == share_of(plain, (255, 255, 0))
    assert share_of(shaded, (255, 0, 0)) > 0.02

"""Signs of a layout: drawn where they are said to be, and still at what they belong to on another arrangement."""

from math import cos, degrees, hypot, radians, sin

import numpy as np
import pytest

from common.catalog import PLATFORMS, PlatformName, Size
from common.layout import ImageLayer, LayoutSpec, Outline, Role, ShapeLayer, Sign
from common.signs import tip_of
from compositor.compose.frame import frame_of
from compositor.compose.signs import Stage, carried_signs
from compositor.geometry import Rect
from compositor.render import render

WIDE, TALL = Size(w=1280, h=720), Size(w=1080, h=1920)
HEAD, WORDS = Rect(850, 120, 250, 320), Rect(60, 60, 420, 200)
BEFORE = Stage(Rect(0, 0, 1280, 720), HEAD, (WORDS,))


def frame(canvas: Size = WIDE, platform: PlatformName = PlatformName.YOUTUBE):
    return frame_of(PLATFORMS[platform], canvas)


def shape(kind, box, rotation=0.0, **about) -> ShapeLayer:
    return ShapeLayer(role=Role.OBJECT, bbox=box, color="#ff0000", sign=Sign(kind=kind, rotation=rotation, **about))


def stage(head: Rect | None = HEAD, words=(WORDS,), canvas: Size = WIDE) -> Stage:
    return Stage(Rect(0, 0, canvas.w, canvas.h), head, words)


def misses(layer: ShapeLayer, aim: Rect) -> float:
    """Degrees between the way an arrow goes and the way from its tip to the middle of `aim`."""
    assert layer.sign
    x, y = tip_of(layer.sign, layer.bbox)
    dx, dy = aim.center[0] - x, aim.center[1] - y
    way = radians(layer.sign.rotation)
    return degrees(np.arccos((dx * cos(way) - dy * sin(way)) / hypot(dx, dy)))


ARROW = shape("arrow", (600, 450, 220, 110), rotation=25)


def test_where_nothing_moved_signs_stay():
    (same,), notes = carried_signs([ARROW], BEFORE, BEFORE, frame())

    assert same.bbox == pytest.approx(ARROW.bbox)
    assert (same.sign, notes) == (ARROW.sign, ())


def test_an_arrow_goes_with_the_head_that_it_points_at():
    head = Rect(780, 60, 200, 260)
    (moved,), _ = carried_signs([ARROW], BEFORE, stage(head), frame())

    assert moved.bbox[0] + moved.bbox[2] / 2 == pytest.approx(710 - 70, abs=1)
    assert misses(moved, head) < 35


def test_an_arrow_turns_around_its_aim_where_words_are_in_its_way():
    over = Rect(560, 380, 280, 220)
    (turned,), _ = carried_signs([ARROW], BEFORE, stage(words=(WORDS, over)), frame())
    box = Rect.of(turned.bbox)

    assert not over.holds(Rect(*box.center, 0, 0))
    assert misses(turned, HEAD) == pytest.approx(misses(ARROW, HEAD), abs=12)


def test_on_a_tall_canvas_an_arrow_still_points_at_the_head():
    head, words = Rect(300, 700, 480, 560), (Rect(80, 320, 900, 260),)
    (arrow,), _ = carried_signs([ARROW], BEFORE, stage(head, words, TALL), frame(TALL, PlatformName.REELS))

    assert misses(arrow, head) < 40


def test_a_ring_around_a_head_grows_with_it():
    ring = shape("ring", (800, 80, 350, 400), thick=0.1)
    head = Rect(750, 100, 300, 384)
    (around,), _ = carried_signs([ring], BEFORE, stage(head), frame())

    assert Rect.of(around.bbox).holds(head)


def test_a_badge_goes_with_the_line_that_is_written_on_it():
    burst = shape("star", (820, 300, 240, 240), points=16, thick=0.8)
    before = stage(head=None, words=(WORDS, Rect(880, 380, 120, 80)))
    (moved,), _ = carried_signs([burst], before, stage(head=None, words=(WORDS, Rect(860, 360, 150, 80))), frame())

    assert Rect.of(moved.bbox).holds(Rect(860, 360, 150, 80))
    assert moved.bbox[2] == pytest.approx(300, abs=1)


def test_a_badge_does_not_become_a_background():
    burst = shape("star", (820, 300, 240, 240), points=16, thick=0.8)
    before = stage(head=None, words=(WORDS, Rect(880, 380, 120, 80)))
    left, notes = carried_signs([burst], before, stage(head=None, words=(WORDS,)), frame())

    assert left == []
    assert notes


MARKED = [shape("ellipse", (700, 520, 120, 120)), shape("check", (730, 555, 60, 50))]


def test_a_mark_stays_where_it_is_on_its_disc():
    over = Rect(640, 480, 200, 120)
    (disc, check), _ = carried_signs(MARKED, BEFORE, stage(Rect(640, 60, 420, 540), words=(WORDS, over)), frame())
    factor = disc.bbox[2] / 120

    assert disc.bbox[:2] != (700, 520)
    assert check.bbox == pytest.approx(
        (disc.bbox[0] + 30 * factor, disc.bbox[1] + 35 * factor, 60 * factor, 50 * factor), abs=0.5
    )


def test_without_its_disc_a_mark_is_left_out():
    left, notes = carried_signs(MARKED, BEFORE, stage(words=(Rect(0, 0, 1280, 720),)), frame())

    assert left == []
    assert notes


def test_what_stands_alone_keeps_its_share_of_the_canvas():
    star = shape("star", (60, 560, 100, 100))
    (same,), _ = carried_signs(
        [star], BEFORE, stage(canvas=Size(w=2560, h=1440), head=None, words=()), frame(Size(w=2560, h=1440))
    )

    assert same.bbox == pytest.approx((120, 1120, 200, 200))


def test_a_sign_without_room_is_left_out_and_told():
    everywhere = Rect(0, 0, 1280, 720)
    left, notes = carried_signs([ARROW], BEFORE, stage(words=(everywhere,)), frame())

    assert left == []
    assert "no room" in notes[0]


def test_a_sign_is_drawn_in_its_box_with_its_outline(catalogue):
    arrow = shape("arrow", (40, 40, 200, 100), thick=0.4).model_copy(
        update={"outline": Outline(width=6, color="#ffffff")}
    )
    scene = ImageLayer(role=Role.BACKGROUND, source="scene")
    spec = LayoutSpec(canvas=Size(w=320, h=180), layers=(scene, arrow))
    picture = render(spec, {"scene": np.zeros((180, 320, 3), np.uint8)}, catalogue).picture
    red = (picture[..., 0] > 200) & (picture[..., 1] < 60)
    rows, columns = np.flatnonzero(red.any(axis=1)), np.flatnonzero(red.any(axis=0))

    assert picture[90, 100].tolist() == [255, 0, 0]
    assert picture[90, 36].tolist() == [255, 255, 255]
    assert (columns[0], columns[-1] + 1) == pytest.approx((40, 240), abs=2)
    assert (rows[0], rows[-1] + 1) == pytest.approx((40, 140), abs=2)

"""A copied arrangement on other canvases: margins, safe areas, and who stands beside whom."""

import pytest

from common.catalog import PLATFORMS, PlatformName, Size
from common.layout import Role, TextLayer, TextStyle
from compositor.compose.copied.arrangement import Arrangement
from compositor.compose.copied.carrying import carried
from compositor.compose.frame import Frame, frame_of
from compositor.geometry import Rect

WIDE, TALL = Size(w=1280, h=720), Size(w=1080, h=1920)


def line(x: float, y: float, w: float, h: float, role: Role = Role.HEADLINE) -> TextLayer:
    return TextLayer(role=role, content="WORDS", bbox=(x, y, w, h), style=TextStyle())


BESIDE = Arrangement((line(50, 130, 560, 150), line(50, 330, 380, 190)), Rect(850, 80, 250, 320))
AROUND = Arrangement((line(70, 60, 340, 100), line(860, 60, 340, 100)), Rect(515, 190, 250, 320))
ABOVE = Arrangement((line(140, 330, 800, 200), line(200, 580, 680, 90, Role.SUBTEXT)), Rect(400, 900, 280, 380))

CANVASES = [
    (PlatformName.YOUTUBE, Size(w=1280, h=720)),
    (PlatformName.INSTAGRAM_POST, Size(w=1080, h=1350)),
    (PlatformName.INSTAGRAM_POST, Size(w=1080, h=1080)),
    (PlatformName.REELS, Size(w=1080, h=1920)),
    (PlatformName.X_HEADER, Size(w=1500, h=500)),
    (PlatformName.WHATSAPP_BANNER, Size(w=1080, h=608)),
]
every_canvas = pytest.mark.parametrize(
    ("platform", "size"), CANVASES, ids=[f"{name}-{size}" for name, size in CANVASES]
)


def on(found: Arrangement, before: Size, platform: PlatformName, size: Size) -> tuple[Arrangement, Frame]:
    frame = frame_of(PLATFORMS[platform], size)
    return carried(found, before, frame), frame


@every_canvas
@pytest.mark.parametrize(("found", "before"), [(BESIDE, WIDE), (AROUND, WIDE), (ABOVE, TALL)])
def test_words_and_head_lie_where_the_platform_shows_them(found, before, platform, size):
    there, frame = on(found, before, platform, size)

    assert there.head
    assert frame.clear.holds(there.block, 2)
    assert frame.clear.holds(there.head, 2)
    assert not any(island.meets(Rect.of(word.bbox)) for island in frame.islands for word in there.words)


@every_canvas
@pytest.mark.parametrize(("found", "before"), [(BESIDE, WIDE), (ABOVE, TALL)])
def test_words_never_move_onto_the_head(found, before, platform, size):
    there, _ = on(found, before, platform, size)

    assert there.head
    assert not there.block.meets(there.head)


@every_canvas
def test_lines_of_a_block_keep_their_sizes_and_distances_to_each_other(platform, size):
    there, _ = on(BESIDE, WIDE, platform, size)
    one, other = (Rect.of(word.bbox) for word in there.words)

    assert other.h / one.h == pytest.approx(190 / 150)
    assert (other.y - one.bottom) / one.h == pytest.approx(50 / 150)
    assert one.x == pytest.approx(other.x)


def test_the_same_shape_keeps_every_relative_margin():
    there, _ = on(BESIDE, WIDE, PlatformName.CUSTOM, Size(w=2560, h=1440))

    assert [word.bbox for word in there.words] == [(100, 260, 1120, 300), (100, 660, 760, 380)]
    assert there.head == Rect(1700, 160, 500, 640)


def test_on_a_narrow_canvas_words_beside_a_head_stand_above_it():
    there, _ = on(BESIDE, WIDE, PlatformName.INSTAGRAM_POST, Size(w=1080, h=1350))

    assert there.head
    assert there.block.bottom < there.head.y
    assert there.block.w > 0.5 * 1080


def test_on_a_wide_canvas_words_above_a_head_stand_beside_it():
    there, _ = on(ABOVE, TALL, PlatformName.YOUTUBE, WIDE)

    assert there.head
    assert there.block.right < there.head.x
    assert there.head.h > 0.5 * 720


def test_words_at_both_sides_of_a_head_stay_there():
    there, _ = on(AROUND, WIDE, PlatformName.X_HEADER, Size(w=1500, h=500))
    left, right = (Rect.of(word.bbox) for word in there.words)

    assert there.head
    assert left.right < there.head.x
    assert right.x > there.head.right


def test_words_at_both_sides_of_a_head_are_larger_on_a_narrow_canvas():
    there, frame = on(AROUND, WIDE, PlatformName.INSTAGRAM_POST, Size(w=1080, h=1350))
    left, right = (Rect.of(word.bbox) for word in there.words)

    assert left.h > 1.4 * 100 * 1080 / 1280
    assert left.right < right.x
    assert frame.clear.holds(there.block, 2)

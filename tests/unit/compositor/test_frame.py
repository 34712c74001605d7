import pytest

from common.catalog import PLATFORMS, PlatformName, Size
from compositor.compose.frame import frame_of
from compositor.geometry import Rect


def frame(name: PlatformName, w: int, h: int, **kwargs: bool):
    return frame_of(PLATFORMS[name], Size(w=w, h=h), **kwargs)


def test_strips_along_edges_shrink_the_clear_part_and_badges_become_islands():
    youtube = frame(PlatformName.YOUTUBE, 1280, 720)

    assert youtube.clear == Rect(0, 0, 1280, 712)
    assert [(round(island.x), round(island.y)) for island in youtube.islands] == [(960, 590)]


def test_reels_leave_the_middle_between_top_bar_and_caption():
    reels = frame(PlatformName.REELS, 1080, 1920)

    assert reels.clear.y == pytest.approx(0.14 * 1920)
    assert reels.clear.bottom == pytest.approx(0.65 * 1920)


def test_a_whatsapp_preview_is_the_middle_square():
    banner = frame(PlatformName.WHATSAPP_BANNER, 1080, 608)

    assert (banner.clear.x, banner.clear.right) == (pytest.approx(200), pytest.approx(880))


def test_a_creator_who_wants_no_reserved_zones_keeps_the_margins():
    wild = frame(PlatformName.YOUTUBE, 1280, 720, reserve_overlays=False)

    assert wild.clear == wild.canvas
    assert wild.islands == ()
    assert wild.safe.x > 30


@pytest.mark.parametrize("name", [name for name in PlatformName if name is not PlatformName.CUSTOM])
def test_zones_scale_with_the_canvas(name):
    size = PLATFORMS[name].sizes[0]
    small, large = frame(name, size.w, size.h), frame(name, size.w * 2, size.h * 2)

    assert large.safe.w == pytest.approx(2 * small.safe.w)
    assert large.clear.h == pytest.approx(2 * small.clear.h)

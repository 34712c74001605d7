"""Margins of layers, and what platforms cover of them."""

import pytest

from common.catalog import PlatformName, Size
from common.layout import ImageLayer, LayoutSpec, Role, TextLayer
from common.margins import margins_of, measured, share_before

CANVAS = Size(w=1280, h=720)


def words(box, role=Role.HEADLINE) -> TextLayer:
    return TextLayer(content="WORDS", bbox=box, role=role)


def broken(*layers, canvas=CANVAS) -> dict[PlatformName, tuple[str, ...]]:
    found = measured(LayoutSpec(canvas=canvas, layers=layers)).safe_areas
    return {area.platform: area.breaks for area in found}


@pytest.mark.parametrize(
    ("box", "across", "down"),
    [
        ((64, 36, 640, 180), "left", "top"),
        ((576, 504, 640, 180), "right", "bottom"),
        ((330, 290, 640, 140), "center", "middle"),
    ],
)
def test_a_layer_hangs_on_the_nearer_edge(box, across, down):
    free = margins_of(box, 1280, 720)

    assert (free.across, free.down) == (across, down)


def test_margins_are_shares_of_the_canvas():
    free = margins_of((64, 36, 640, 180), 1280, 720)

    assert (free.left, free.top, free.right, free.bottom) == pytest.approx((0.05, 0.05, 0.45, 0.7))


def test_what_reaches_beyond_the_canvas_has_less_than_nothing_there():
    assert margins_of((-64, 0, 640, 720), 1280, 720).left == pytest.approx(-0.05)
    assert share_before(-0.05, 0.55) == 0
    assert share_before(0, 0) == 0.5


def test_every_layer_is_measured_a_background_as_the_whole_canvas():
    background, head = measured(LayoutSpec(canvas=CANVAS, layers=(ImageLayer(), words((64, 36, 640, 180))))).layers

    assert background.margins
    assert (background.margins.left, background.margins.across) == (0, "center")
    assert head.margins
    assert head.margins.right == 0.45


def test_words_under_the_duration_badge_break_its_area():
    areas = broken(words((900, 560, 340, 140)))

    assert areas[PlatformName.YOUTUBE] == ("duration badge",)


def test_words_and_a_head_in_the_clear_respect_every_area():
    head = ImageLayer(role=Role.SUBJECT, bbox=(700, 60, 500, 660), focus=(820, 80, 240, 300))

    assert broken(words((60, 60, 500, 200)), head)[PlatformName.YOUTUBE] == ()


def test_labels_may_lie_anywhere():
    assert broken(words((1180, 660, 60, 30), Role.LABEL))[PlatformName.YOUTUBE] == ()


def test_only_platforms_of_the_same_shape_are_told():
    assert PlatformName.REELS not in broken(words((0, 0, 10, 10)))
    assert set(broken(words((0, 0, 10, 10)), canvas=Size(w=1080, h=1920))) == {PlatformName.REELS}

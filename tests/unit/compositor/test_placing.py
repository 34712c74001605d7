"""Placement as arithmetic: any platform, any face."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from common.brief import FacePosition, ThirdsPoint
from common.catalog import PLATFORMS, PlatformName, Size
from common.ticket import Edge, IdentityPage
from compositor.compose.frame import frame_of
from compositor.compose.person import person_of
from compositor.compose.placing import Wish, place

NAMED = [(name, size) for name, platform in PLATFORMS.items() for size in platform.sizes]
CUSTOM = [(PlatformName.CUSTOM, Size(w=w, h=h)) for w, h in ((256, 256), (256, 1024), (4096, 1024), (1000, 3000))]
canvases = st.sampled_from(NAMED + CUSTOM)
edges = st.lists(st.sampled_from(["left", "right", "top", "bottom"]), unique=True, max_size=4).map(tuple)
wishes = st.builds(
    Wish,
    side=st.sampled_from(FacePosition),
    crop=st.sampled_from(["close", "medium", "wide"]),
    stacked=st.booleans(),
    above=st.sampled_from([0.0, 0.34]),
)


@st.composite
def people(draw):
    """A head somewhere in a photo, with at least a neck below it."""
    width, height = draw(st.integers(120, 3000)), draw(st.integers(120, 4000))
    head_h = draw(st.floats(0.12, 0.8)) * height
    head_w = min(head_h * draw(st.floats(0.6, 1.1)), 0.9 * width)
    x = draw(st.floats(0, 1)) * (width - head_w)
    y = draw(st.floats(0, 1)) * (height - 1.15 * head_h)
    assume(y >= 0)
    face = (x + 0.15 * head_w, y + 0.3 * head_h, 0.7 * head_w, 0.68 * head_h)
    return page(width, height, (x, y, head_w, head_h), face, draw(edges))


def page(width, height, head, face, cut=("bottom",)):
    return IdentityPage(
        asset_id="a", verdicts=(), cutout_key="c", landmarks_key="l", width=width, height=height,
        head=head, face=face, cut_edges=cut,
    )  # fmt: skip


def put(identity, canvas, wish, **kwargs):
    name, size = canvas
    frame = frame_of(PLATFORMS[name], size)
    person = person_of(identity, **kwargs)
    return place(person, frame, wish), frame, person


USUAL = page(1000, 1400, (350, 100, 300, 400), (390, 220, 220, 270))


@given(people(), canvases, wishes)
@settings(deadline=None)
def test_the_head_is_on_the_canvas_and_of_a_sensible_size(identity, canvas, wish):
    placed, frame, _ = put(identity, canvas, wish)
    seen = placed.head.clipped(frame.canvas)

    assert seen.area >= 0.8 * placed.head.area
    assert 0.04 * frame.canvas.h <= placed.head.h <= frame.canvas.h


@given(people(), canvases, wishes)
@settings(deadline=None)
def test_a_body_leaves_through_the_lower_edge_or_is_faded(identity, canvas, wish):
    placed, frame, person = put(identity, canvas, wish)

    assert placed.box.y + person.bottom * placed.scale >= frame.canvas.bottom or "bottom" in placed.hidden


@given(people(), canvases, wishes)
@settings(deadline=None)
def test_no_edge_that_the_photo_cut_ends_in_plain_sight(identity, canvas, wish):
    placed, frame, person = put(identity, canvas, wish)
    person = person.mirrored() if placed.flip else person
    sides: tuple[tuple[Edge, bool], ...] = (
        ("left", placed.box.x > 0),
        ("right", placed.box.right < frame.canvas.w),
    )
    for edge, inside in sides:
        row = person.cut_from(edge)
        seen = row is not None and inside and placed.box.y + row * placed.scale < 0.99 * frame.canvas.h

        assert not seen or edge in placed.hidden


@given(people(), canvases, wishes)
@settings(deadline=None)
def test_the_photo_keeps_its_proportions(identity, canvas, wish):
    placed, _, _ = put(identity, canvas, wish)

    assert placed.box.w / placed.box.h == pytest.approx(identity.width / identity.height)


@pytest.mark.parametrize(("thirds", "share"), [(ThirdsPoint.LEFT, 1 / 3), (ThirdsPoint.RIGHT, 2 / 3)])
@pytest.mark.parametrize("canvas", NAMED)
def test_a_thirds_point_puts_the_face_on_it(canvas, thirds, share):
    placed, frame, _ = put(USUAL, canvas, Wish(FacePosition.CENTER, "medium", stacked=False, thirds=thirds))

    assert placed.face.center[0] / frame.canvas.w == pytest.approx(share, abs=0.01)


@pytest.mark.parametrize("canvas", NAMED)
def test_left_and_right_are_sides_of_the_picture(canvas):
    left, frame, _ = put(USUAL, canvas, Wish(FacePosition.LEFT, "medium", stacked=False))
    right, _, _ = put(USUAL, canvas, Wish(FacePosition.RIGHT, "medium", stacked=False))

    assert left.face.center[0] < frame.canvas.center[0] < right.face.center[0]


def test_closer_crops_have_larger_heads():
    youtube = NAMED[0]
    heights = [
        put(USUAL, youtube, Wish(FacePosition.RIGHT, crop, stacked=False))[0].head.h
        for crop in ("wide", "medium", "close")
    ]

    assert heights == sorted(heights)
    assert heights[0] < heights[-1]


def test_words_above_push_the_head_down():
    reels = (PlatformName.REELS, Size(w=1080, h=1920))
    placed, frame, _ = put(USUAL, reels, Wish(FacePosition.CENTER, "medium", stacked=True, above=0.34))

    assert placed.head.y >= frame.clear.y + 0.3 * frame.clear.h


def test_a_photo_that_ends_at_the_chin_is_shown_larger_and_lower():
    short = page(400, 420, (50, 10, 300, 400), (90, 120, 220, 280))
    placed, frame, _ = put(short, NAMED[0], Wish(FacePosition.RIGHT, "medium", stacked=False))

    assert placed.hidden == ()
    assert placed.head.bottom > 0.95 * frame.canvas.h


def test_a_head_cut_by_the_photo_is_mirrored_to_the_side_where_the_cut_leaves():
    body = np.zeros((400, 300, 4), np.uint8)
    body[50:, 150:, 3] = 255
    identity = page(300, 400, (150, 50, 150, 200), (180, 100, 120, 140), ("right", "bottom"))
    placed, _, _ = put(identity, NAMED[0], Wish(FacePosition.LEFT, "medium", stacked=False), cutout=body)

    assert placed.flip
    assert placed.box.x <= 0


def test_a_shoulder_cut_at_the_side_leaves_through_that_side_where_it_can():
    body = np.zeros((700, 500, 4), np.uint8)
    body[100:400, 150:350, 3] = 255
    body[400:, :, 3] = 255
    identity = page(500, 700, (150, 100, 200, 270), (180, 170, 140, 190), ("left", "right", "bottom"))
    placed, frame, _ = put(identity, NAMED[0], Wish(FacePosition.RIGHT, "close", stacked=False), cutout=body)

    assert placed.box.right >= frame.canvas.w
    assert "left" in placed.hidden


def test_a_head_stands_beside_an_avatar_and_not_behind_it():
    header = (PlatformName.X_HEADER, Size(w=1500, h=500))
    placed, frame, _ = put(USUAL, header, Wish(FacePosition.LEFT, "close", stacked=False))

    assert not placed.face.meets(frame.islands[0])

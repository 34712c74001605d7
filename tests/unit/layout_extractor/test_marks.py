"""Signs of several colors: a rim is a shape's outline, a mark on a disc is a second sign, and a logo stays a logo."""

from typing import Any

import cv2
import numpy as np
import pytest
from tests.unit.layout_extractor.targets import as_stored, drawn

from common.color import delta_e
from common.layout import Outline, Role, ShapeLayer, Sign
from compositor.geometry import Rect
from layout_extractor.objects import objects_in
from layout_extractor.people import People
from layout_extractor.regions import Taken
from layout_extractor.specs import object_layer

BLUE, WHITE, BLACK = "#22407c", "#ffffff", "#101010"
MARKS = [
    (Sign(kind="check", thick=0.4), "#12b050", "#ffffff"),
    (Sign(kind="cross", thick=0.25, rotation=45), "#e0101c", "#ffffff"),
    (Sign(kind="triangle"), "#ffffff", "#7a1fd0"),
    (Sign(kind="arrow", thick=0.4, rotation=60), "#ffcf10", "#101010"),
    (Sign(kind="exclamation"), "#ff7a00", "#101010"),
    (Sign(kind="check", thick=0.5), "#101820", "#3cff6b"),
]
BOXES = {"exclamation": (0.2, 0.9), "check": (1.0, 0.75), "arrow": (1.0, 0.7)}


def sign(kind, box, color, outline=None, **about):
    return ShapeLayer(role=Role.OBJECT, bbox=box, color=color, sign=Sign(kind=kind, **about), outline=outline)


def centered(one: Sign, x, y, size, color):
    w, h = (size * share for share in BOXES.get(one.kind, (0.8, 0.8)))
    return ShapeLayer(role=Role.OBJECT, bbox=(x - w / 2, y - h / 2, w, h), color=color, sign=one)


def picture(*layers):
    ground = ShapeLayer(bbox=(0, 0, 1280, 720), color=BLUE)
    return as_stored(drawn(ground, *layers)).copy()


def read(rgb, worn=None) -> list[Any]:
    none = np.zeros(rgb.shape[:2], bool)
    return [*objects_in(rgb, Taken(none, none if worn is None else worn, none)).kept]


@pytest.mark.parametrize("size", [80, 105])
@pytest.mark.parametrize(("mark", "disc", "color"), MARKS, ids=[f"{one.kind} on {disc}" for one, disc, _ in MARKS])
def test_a_mark_on_a_disc_is_two_signs_in_one_place(mark, disc, color, size):
    box = (600 - size, 300 - size, 2 * size, 2 * size)
    rgb = picture(sign("ellipse", box, disc), centered(mark, 600, 300, 1.1 * size, color))
    (found,) = read(rgb)

    assert found.sign.kind == "ellipse"
    assert found.box == pytest.approx(box, abs=4)
    assert delta_e(found.region.color, disc) < 6
    assert found.mark.sign.kind == mark.kind
    assert delta_e(found.mark.region.color, color) < 6
    assert found.mark.box[0] + found.mark.box[2] / 2 == pytest.approx(600, abs=5)


def test_in_the_layout_the_mark_lies_right_above_its_disc(extractor):
    mark, disc, color = MARKS[0]
    rgb = picture(sign("ellipse", (500, 300, 180, 180), disc), centered(mark, 590, 390, 100, color))
    layers = extractor.extract(rgb, People()).spec.layers
    shapes = [one for one in layers if isinstance(one, ShapeLayer)]

    assert [one.sign.kind if one.sign else "disc" for one in shapes] == ["disc", "check"]
    assert not [one for one in layers if one.role is Role.LOGO]


RIMS = [
    *((kind, width, color) for kind in ("ellipse", "arrow", "star") for width, color in ((5, WHITE), (12, BLACK))),
    *((kind, 20, "#ffde28") for kind in ("ellipse", "arrow")),
]


@pytest.mark.parametrize(("kind", "width", "color"), RIMS)
def test_a_rim_is_the_outline_of_its_shape(kind, width, color):
    shape = sign(kind, (500, 250, 260, 170), "#e0101c", Outline(width=width, color=color), rotation=0)
    (found,) = read(picture(shape))

    assert found.sign.kind == kind
    assert found.outline.width == pytest.approx(width, abs=2)
    assert delta_e(found.outline.color, color) < 8


def test_a_rim_may_be_wider_than_the_shape_in_it():
    arrow = sign("arrow", (500, 250, 180, 90), "#ffe000", Outline(width=24, color="#d01010"), thick=0.4, head=0.4)
    (found,) = read(picture(arrow))

    assert (found.sign.kind, found.sign.rotation) == ("arrow", 0)
    assert delta_e(found.region.color, "#ffe000") < 6
    assert found.outline.width == pytest.approx(24, abs=3)


def test_a_soft_glow_is_no_rim():
    rgb = picture()
    glow = np.zeros(rgb.shape[:2], np.float32)
    cv2.circle(glow, (600, 300), 82, 1, -1)
    glow = 0.5 * cv2.GaussianBlur(glow, (0, 0), 14)[..., None]
    rgb = (rgb * (1 - glow) + np.array([255, 255, 255]) * glow).astype(np.uint8)
    cv2.circle(rgb, (600, 300), 80, (224, 16, 28), -1, cv2.LINE_AA)
    (found,) = read(rgb)

    assert found.sign.kind == "ellipse"
    assert found.outline is None


def test_a_disc_with_a_rim_counts_where_it_touches_somebody():
    worn = np.zeros((720, 1280), bool)
    worn[:, 620:] = True
    disc = sign("ellipse", (520, 300, 160, 160), "#e0101c", Outline(width=12, color="#ffffff"))
    (found,) = read(picture(disc), worn)

    assert found.box == pytest.approx((520, 300, 160, 160), abs=4)
    assert found.outline.width == pytest.approx(12, abs=2)


STRIPES, BANDS = (BLACK, "#dd0000", "#ffce00"), ("#0a8a3f", "#ffffff", "#ef4135")
DISC, ON_IT = (500, 300, 160, 160), (532, 332, 96, 96)
LOGOS = {
    "a play button": [sign("rectangle", (490, 320, 180, 120), "#ff0000"), sign("triangle", ON_IT, "#ffffff")],
    "a star on a disc": [sign("ellipse", DISC, "#1e63ff"), sign("star", ON_IT, "#ffffff")],
    "a heart on a disc": [sign("ellipse", DISC, "#e0101c"), sign("heart", ON_IT, "#ffffff")],
    "an emblem": [sign("ellipse", DISC, "#ffffff"), sign("cross", ON_IT, "#e00000")],
    "three colors": [
        sign("ellipse", DISC, "#1db954"),
        sign("rectangle", (530, 340, 50, 80), BLACK),
        sign("rectangle", (590, 340, 40, 80), "#ffffff"),
    ],
    "a heart that nearly fills its disc": [
        sign("ellipse", DISC, "#e0101c"),
        sign("heart", (522, 325, 116, 116), "#ffffff"),
    ],
    "a round channel logo": [
        sign("ellipse", DISC, "#2d9cdb"),
        sign("ellipse", (520, 320, 120, 120), "#f2c94c"),
        sign("triangle", (555, 350, 50, 60), BLACK),
    ],
    "a flag": [sign("rectangle", (480, 250 + 60 * row, 270, 60), color) for row, color in enumerate(STRIPES)],
    "a flag on its side": [sign("rectangle", (480 + 90 * one, 250, 90, 180), color) for one, color in enumerate(BANDS)],
    "four tiles": [
        sign("rectangle", (500 + 84 * (one % 2), 300 + 84 * (one // 2), 80, 80), color)
        for one, color in enumerate(("#f35325", "#81bc06", "#05a6f0", "#ffba08"))
    ],
}


@pytest.mark.parametrize("name", LOGOS)
def test_in_doubt_it_is_somebodys_logo(name):
    found = [object_layer(one) for one in read(picture(*LOGOS[name]))]

    assert [one.role for one in found] == [Role.LOGO]


@pytest.mark.parametrize("name", LOGOS)
def test_beside_somebody_a_logo_is_no_layer_and_hidden_all_the_same(name):
    worn = np.zeros((720, 1280), bool)
    worn[:, 540:] = True
    none = np.zeros_like(worn)
    found = objects_in(picture(*LOGOS[name]), Taken(none, worn, none))
    graphics = [Rect.of(one.bbox) for one in LOGOS[name] if one.color != BLACK]

    assert not found.kept
    assert all(any(Rect.of(box).holds(one) for box in found.hidden) for one in graphics)


def test_two_boxes_apart_from_each_other_are_no_flag():
    boxes = [sign("rectangle", (400 + 200 * one, 300, 120, 120), color) for one, color in enumerate(("#e0101c", WHITE))]

    assert [one.sign.kind for one in read(picture(*boxes))] == ["rectangle", "rectangle"]


def test_a_ring_around_a_thing_is_a_ring():
    rgb = picture(sign("ring", (480, 200, 260, 260), "#ff1e1e", thick=0.1))
    cv2.rectangle(rgb, (570, 260), (650, 400), (250, 240, 200), -1)

    assert "ring" in [one.sign.kind for one in read(rgb) if hasattr(one, "sign")]


@pytest.mark.parametrize("text", list("ABEGKMPRSTVY&"))
def test_a_letter_on_a_disc_is_no_mark(text):
    rgb = picture(sign("ellipse", (500, 260, 200, 200), "#12b050"))
    (w, h), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, 3.2, 16)
    cv2.putText(rgb, text, (600 - w // 2, 360 + h // 2), cv2.FONT_HERSHEY_DUPLEX, 3.2, (255, 255, 255), 16, cv2.LINE_AA)

    assert not [one for one in read(rgb) if getattr(one, "mark", None)]

"""The creator's own things where a copied layout has others, and signs that were about those."""

import pytest
from tests.unit.compositor.copies import CANVAS, TWO, layout

from common.layout import ImageLayer, LayoutSpec, Role, ShapeLayer, Sign
from compositor.compose import Shown
from compositor.compose.signs import aim_of
from compositor.geometry import Rect

PHONE, MUG = Shown("phone.png", 0.5), Shown("mug.png", 1.2, is_card=True)
PLACE, SMALL = (360, 440, 220, 220), (90, 520, 120, 120)
ARROW = ShapeLayer(role=Role.OBJECT, bbox=(120, 510, 200, 80), color="#ff1e1e", sign=Sign(kind="arrow"))
RING = ShapeLayer(role=Role.OBJECT, bbox=(330, 410, 280, 280), color="#ff1e1e", sign=Sign(kind="ring", thick=0.1))


def target(*layers, places=(PLACE,)):
    things = [ImageLayer(role=Role.OBJECT, bbox=box, color="#803020") for box in places]
    background, subject, *words = layout(*TWO).layers
    return LayoutSpec(canvas=CANVAS, layers=(background, *things, subject, *layers, *words))


def shown(composition):
    images = [one for one in composition.spec.layers if isinstance(one, ImageLayer)]
    return {one.source: Rect.of(one.bbox) for one in images if one.role is Role.OBJECT and one.bbox}


def sign_of(composition):
    return next(one for one in composition.spec.layers if isinstance(one, ShapeLayer) and one.sign)


def test_a_thing_stands_where_the_layout_had_one_in_its_own_shape(compose_copy):
    box = shown(compose_copy(target(), things=(PHONE,)))["phone.png"]

    assert box.center == pytest.approx(Rect.of(PLACE).center, abs=60)
    assert box.w / box.h == pytest.approx(0.5)
    assert 0.4 < box.area / Rect.of(PLACE).area < 1.05


def test_the_first_thing_takes_the_largest_place(compose_copy):
    found = shown(compose_copy(target(places=(SMALL, PLACE)), things=(MUG, PHONE)))

    assert found["mug.png"].area > found["phone.png"].area
    assert found["mug.png"].center[0] > found["phone.png"].center[0]


def test_a_thing_without_a_place_stands_off_face_and_words(compose_copy):
    composition = compose_copy(target(places=()), things=(MUG,))
    box = shown(composition)["mug.png"]

    assert not box.meets(composition.head)
    assert not any(box.meets(ink) for ink in composition.ink)


def test_a_photograph_has_a_border_and_a_cut_out_thing_has_none(compose_copy):
    layers = compose_copy(target(places=(SMALL, PLACE)), things=(MUG, PHONE)).spec.layers
    worn = {one.source: one.style.outline for one in layers if isinstance(one, ImageLayer)}

    assert worn["mug.png"] is not None
    assert worn["phone.png"] is None


def test_an_arrow_points_at_the_thing_that_is_there_now(compose_copy):
    composition = compose_copy(target(ARROW), things=(PHONE,))
    arrow, box = sign_of(composition), shown(composition)["phone.png"]

    assert aim_of(arrow, [composition.head, box], Rect(0, 0, 1280, 720)) == 1
    assert not any("arrow" in note for note in composition.spec.notes)


def test_without_a_thing_an_arrow_never_points_at_empty_ground(compose_copy):
    composition = compose_copy(target(ARROW))

    assert aim_of(sign_of(composition), [composition.head], Rect(0, 0, 1280, 720)) == 0
    assert any("points at you now" in note for note in composition.spec.notes)
    assert any("object_refs" in note for note in composition.spec.notes)


def test_a_ring_runs_around_the_creators_own_thing(compose_copy):
    composition = compose_copy(target(RING), things=(PHONE,))

    assert Rect.of(sign_of(composition).bbox).holds(shown(composition)["phone.png"])


def test_a_layout_without_things_says_nothing_of_them(compose_copy):
    assert not compose_copy(target(places=())).spec.notes

"""Signs behind a person, on other canvases and behind other heads."""

import pytest
from tests.unit.compositor.copies import CANVAS, TWO, layout

from common.layout import LayoutSpec, Role, ShapeLayer, Sign
from compositor.compose.haloes import before_the_person, carried_haloes, haloes_of
from compositor.geometry import Rect

DISC = ShapeLayer(role=Role.OBJECT, bbox=(700, 20, 520, 520), color="#e0101c", radius=260)
ARROW = ShapeLayer(role=Role.OBJECT, bbox=(120, 510, 200, 80), color="#ff1e1e", sign=Sign(kind="arrow"))
HEAD = Rect(850, 120, 250, 320)
BACKGROUND, SUBJECT, *WORDS = layout(*TWO).layers
SPEC = LayoutSpec(canvas=CANVAS, layers=(BACKGROUND, DISC, SUBJECT, ARROW, *WORDS))


def test_what_lies_below_the_person_is_behind_them():
    assert haloes_of(SPEC) == [DISC]
    assert before_the_person(SPEC) == [ARROW]


def test_without_a_person_nothing_is_behind_anybody():
    alone = LayoutSpec(canvas=CANVAS, layers=(BACKGROUND, DISC, *WORDS))

    assert haloes_of(alone) == []
    assert before_the_person(alone) == [DISC]


def test_a_disc_goes_with_the_head_and_grows_with_it():
    (disc,) = carried_haloes(SPEC, HEAD, Rect(200, 60, 125, 160))

    assert disc.bbox == pytest.approx((125, 10, 260, 260))
    assert disc.radius == pytest.approx(130)


def test_in_a_copy_it_lies_right_below_the_person_and_keeps_no_word_away(compose_copy):
    layers = compose_copy(SPEC).spec.layers
    order = [one.role for one in layers if one.role in {Role.OBJECT, Role.SUBJECT}]

    assert order == [Role.OBJECT, Role.SUBJECT, Role.OBJECT]

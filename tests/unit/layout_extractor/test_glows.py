"""Light around people and words: its color, how far it reaches, and where there is none."""

import numpy as np
import pytest
from tests.unit.layout_extractor import targets

from common.color import delta_e
from common.layout import Glow, ImageLayer, Role, TextLayer
from layout_extractor.glows import glow_around


@pytest.fixture(scope="module")
def lit(extractor):
    rgb = targets.glowing()
    return extractor.extract(rgb, targets.people_in(rgb)).spec


def test_a_person_keeps_the_glow_around_them(lit):
    person = next(one for one in lit.layers if isinstance(one, ImageLayer) and one.role is Role.SUBJECT)
    glow = person.style.glow

    assert glow is not None
    assert person.style.outline is None
    assert delta_e(glow.color, "#20d0ff") < 10
    assert glow.blur == pytest.approx(18, rel=0.25)
    assert glow.opacity == pytest.approx(0.8, abs=0.2)
    assert person.sure is not None
    assert person.sure["glow"] > 0.7


def test_words_keep_the_glow_around_them_and_get_no_stroke_of_it(lit):
    style = next(one for one in lit.layers if isinstance(one, TextLayer)).style

    assert isinstance(style.glow, Glow)
    assert delta_e(style.glow.color, "#ff30c0") < 12
    assert style.glow.blur == pytest.approx(14, rel=0.3)
    assert style.stroke == 0


@pytest.mark.parametrize("name", ["without_text", "over_the_person", "three_faces"])
def test_where_nothing_shines_no_glow_is_read(name):
    rgb = getattr(targets, name)()
    people = targets.people_in(rgb)

    assert people.silhouette is not None
    assert glow_around(rgb, people.silhouette) is None


def test_a_lit_background_is_no_glow():
    rows, columns = np.mgrid[-1:1:720j, -1:1:1280j]
    light = np.clip(1.2 - np.hypot(rows, columns), 0, 1)[..., None]
    rgb = (light * np.array([90, 160, 255])).astype(np.uint8)
    body = np.hypot(rows / 0.5, columns / 0.3) < 1

    assert glow_around(np.where(body[..., None], (60, 40, 30), rgb).astype(np.uint8), body) is None


def test_nobody_has_no_glow():
    assert glow_around(targets.photo(), None) is None

"""The studio follows the pictures a creator showed."""

from dataclasses import replace

import numpy as np
import pytest

from common.brief import Brief
from common.catalog import Size
from common.color import oklch_of
from common.direction import direct
from common.generation import ImageRequest
from common.inspiration import Inspiration, Spot, Swatch
from common.palette import palette_for
from gen_studio.generator import draw

BRIEF = Brief(headline="STOP DOING THIS")


def shown(ground: str, x: float) -> Inspiration:
    colors = (Swatch(color=ground, share=0.8), Swatch(color="#ffd000", share=0.2))
    return Inspiration(colors=colors, subject=Spot(x=x, y=0.5))


def painted(*inspirations: Inspiration) -> np.ndarray:
    import cv2

    plan = direct(BRIEF, 1, 7, inspirations)
    request = ImageRequest(
        job_id="job_1", variant=1, attempt=1, model="studio-1", size=Size(w=320, h=180), seed=7, brief=BRIEF,
        direction=plan, palette=palette_for(BRIEF, plan), identity=None,
    )  # fmt: skip
    picture = cv2.imdecode(np.frombuffer(draw(replace(request)).data, np.uint8), cv2.IMREAD_COLOR_RGB)
    assert picture is not None
    return np.asarray(picture, np.float32)


def test_two_inspirations_make_two_visibly_different_scenes():
    blue, green, plain = painted(shown("#102a6b", 0.8)), painted(shown("#0a7a4a", 0.2)), painted()

    for one, other in [(blue, green), (blue, plain), (green, plain)]:
        assert float(np.abs(one - other).mean()) > 25


@pytest.mark.parametrize("ground", ["#102a6b", "#0a7a4a", "#8a1050"])
def test_the_scene_has_the_hue_of_its_inspiration(ground):
    from common.looking import measured

    scene = measured(painted(shown(ground, 0.8)).astype(np.uint8))
    hues = {round(oklch_of(one.color).h) for one in scene.colors if one.share > 0.1 and oklch_of(one.color).c > 0.04}
    wanted = oklch_of(ground).h

    assert any(abs((hue - wanted + 180) % 360 - 180) < 25 for hue in hues)

"""Scenes that somebody looked at and liked. `THUMBWORKS_GOLDENS=write` paints them anew: look at them again then."""

import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from common.brief import Brief, Vibe
from common.direction import direct
from common.palette import palette_for
from gen_studio.paint.canvas import Canvas
from gen_studio.scenes import SCENES

HERE = Path(__file__).parent
PLACES = [(vibe, index) for vibe, scenes in SCENES.items() for index in range(min(2, len(scenes)))]


def small_picture(vibe: Vibe, index: int) -> NDArray[np.uint8]:
    """The vibe's scene in the colors of one of its looks, painted at a quarter and kept at a sixteenth of 720p."""
    brief = Brief.model_validate({"headline": "STOP", "vibe": [vibe]})
    plan = direct(brief, index + 1, seed=1)
    pixels = SCENES[vibe][index].paint(
        Canvas(320, 180), palette_for(brief, plan), plan, np.random.default_rng(plan.seed)
    )
    return np.asarray(cv2.resize(pixels, (80, 45), interpolation=cv2.INTER_AREA), np.uint8)


@pytest.mark.parametrize(("vibe", "index"), PLACES, ids=[f"{vibe}-{index + 1}" for vibe, index in PLACES])
def test_a_scene_looks_as_it_did_when_it_was_liked(vibe: Vibe, index: int):
    path = HERE / f"{vibe}-{index + 1}.png"
    picture = small_picture(vibe, index)
    if os.environ.get("THUMBWORKS_GOLDENS") == "write":
        cv2.imwrite(str(path), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    liked = cv2.cvtColor(np.asarray(cv2.imread(str(path))), cv2.COLOR_BGR2RGB)

    apart = np.abs(picture.astype(int) - liked.astype(int))
    assert apart.mean() < 2
    assert np.percentile(apart, 99) < 16

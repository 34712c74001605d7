"""Whole thumbnails that somebody looked at and liked, one per vibe, a quarter of their size.

`THUMBWORKS_GOLDENS=write` draws them anew: look at them again then.
"""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tests.bench.compositor import picture

from common.brief import Brief, Vibe
from common.catalog import plan_sizes
from common.color import rgb_of
from common.direction import direct
from common.fonts.catalogue import FontCatalogue
from common.palette import Palette, palette_for
from common.ticket import IdentityPage
from compositor.assignment import Assignment
from compositor.encode.png import encode_png
from compositor.pixels import Rgb, resized
from compositor.plates import Plates
from compositor.sources import decode
from compositor.variant import finish
from thumbworks.home import assets_folder

HERE = Path(__file__).parent
CASES: dict[str, dict[str, Any]] = {vibe.value: {"vibe": (vibe,)} for vibe in Vibe} | {
    "reels": {"platform": "reels", "vibe": ("bold",)},
    "header": {"platform": "x-header", "vibe": ("tech",)},
    "around": {"text": "around", "vibe": ("meme",)},
}


def scene(palette: Palette, w: int, h: int) -> Rgb:
    """Light in the middle, dark outside, in the palette's colors."""
    y, x = np.mgrid[0:h, 0:w]
    away = np.clip(np.hypot(x - w / 2, y - h / 2) / np.hypot(w, h) * 1.6, 0, 1)[..., None]
    light, deep = (np.array(rgb_of(color)) for color in (palette.light, palette.deep))
    return (light * (1 - away) + deep * away).astype(np.uint8)


def drawn(**answers: object) -> Rgb:
    brief = Brief.model_validate({"headline": "STOP DOING THIS", "subtext": "it costs you hours"} | answers)
    direction, size = direct(brief, 1, 7), plan_sizes(brief.canvas, "std").export
    page = IdentityPage(
        asset_id="a", verdicts=(), cutout_key="c", landmarks_key="l", width=1240, height=1400,
        face=(420, 180, 400, 520), head=(340, 50, 560, 740), cut_edges=("bottom",),
    )  # fmt: skip
    background = encode_png(scene(palette_for(brief, direction), size.w, size.h))
    work = Assignment(brief, direction, size, page, "scene.png", background, picture.files().person, "r/1-1")
    return decode(finish(work, FontCatalogue(assets_folder()), Plates()).files["out.png"])


@pytest.mark.parametrize("name", CASES)
def test_a_thumbnail_still_looks_as_it_did_when_it_was_approved(name):
    whole = drawn(**CASES[name])
    small = resized(whole, whole.shape[1] // 4, whole.shape[0] // 4)
    golden = HERE / f"{name}.png"
    if os.environ.get("THUMBWORKS_GOLDENS") == "write":
        golden.write_bytes(encode_png(small))
    approved = np.asarray(Image.open(golden).convert("RGB")).astype(int)
    difference = np.abs(small.astype(int) - approved)

    assert small.shape == approved.shape
    assert difference.mean() < 2
    assert (difference.max(axis=2) > 60).mean() < 0.01

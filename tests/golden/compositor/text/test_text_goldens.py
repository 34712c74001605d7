# ruff: noqa: RUF001 - the characters of other scripts are meant
"""Crops that somebody looked at and liked. `THUMBWORKS_GOLDENS=write` draws them anew: look at them again then."""

import os
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from common.catalog import Size
from common.fonts.catalogue import FontCatalogue
from common.layout import Outline, Plate, Shadow, TextLayer, TextStyle
from compositor.text.block import draw_text, fit_text
from thumbworks.home import assets_folder

HERE = Path(__file__).parent
CANVAS = Size(w=320, h=180)
BOX = (14.0, 14.0, 292.0, 152.0)

LOOKS: dict[str, tuple[str, float | None, dict[str, Any]]] = {
    "chunky": (
        "Stop doing this",
        0.05,
        {"font": "Archivo Black", "shadow": True, "accent_words": (2,), "accent": "#ffd60a"},
    ),
    "condensed": (
        "I quit my job",
        0.04,
        {"font": "Anton", "stroke_color": "#d10f2f", "outline": Outline(width=4, color="#ffffff"), "shadow": True},
    ),
    "slab": (
        "Money mistakes",
        0.045,
        {"font": "Alfa Slab One", "fill": "#ffe600", "fill_bottom": "#ff7a00", "shadow": True},
    ),
    "handwritten": (
        "wait what?!",
        0.06,
        {
            "font": "Permanent Marker",
            "case": "as-is",
            "rotation": 8,
            "shadow": Shadow(dx=4, dy=4, blur=0, opacity=1, color="#e0115f"),
        },
    ),
    "plates": (
        "Breaking news today",
        None,
        {
            "font": "Montserrat",
            "plate": Plate(color="#d10f2f", slant=8, pad=0.2, radius=0.06),
            "accent": "#ffe600",
            "accent_words": (1,),
        },
    ),
    "neon": ("Neon nights", None, {"font": "Bebas Neue", "glow": True, "accent": "#ff2fd0"}),
    "inner-glow": (
        "Level up",
        0.05,
        {"font": "Luckiest Guy", "inner_glow": True, "shadow": True, "accent": "#37a0ff"},
    ),
    "arabic": ("هذا غيّر 50% من كل شيء", 0.045, {"shadow": True, "accent_words": (1,), "accent": "#ffe600"}),
    "hindi": ("इसने सब कुछ बदल दिया", 0.045, {"shadow": True, "accent_words": (1,), "accent": "#ffe600"}),
    "chinese": ("我花了一百万买下这辆车", 0.045, {"shadow": True}),
    "japanese": ("これは凄い、本当に？", 0.045, {"shadow": True}),
    "vietnamese": ("Tôi đã bỏ việc", 0.045, {"font": "Archivo Black", "shadow": True}),
    "emoji": ("Wow 😱 on fire 🔥🇵🇱👍🏽", 0.05, {"font": "Roboto Slab", "shadow": True}),
    "marks": ("e\u0301\u0302\u0303 ZALGO \u0141\u00f3d\u017a", 0.045, {"shadow": True}),
}


def ground() -> NDArray[np.uint8]:
    """Dusk: a ramp in both directions, so that blending shows; in steps, so that the files are small."""
    x = np.linspace(0, 1, CANVAS.w)[None, :, None]
    y = np.linspace(0, 1, CANVAS.h)[:, None, None]
    shade = (1 - y) * np.array((40, 60, 120)) + y * np.array((200, 120, 80)) + x * np.array((20, 10, 40))
    return (shade // 16 * 16).astype(np.uint8)


@pytest.fixture(scope="module")
def catalogue() -> FontCatalogue:
    return FontCatalogue(assets_folder())


@pytest.mark.parametrize("name", LOOKS)
def test_text_looks_as_it_was_approved(catalogue: FontCatalogue, name: str):
    content, stroke_em, style = LOOKS[name]
    layer = TextLayer(content=content, bbox=BOX, style=TextStyle(**style))
    picture = ground()
    draw_text(picture, layer, fit_text(layer, CANVAS, catalogue, stroke_em=stroke_em))
    file = HERE / f"{name}.png"
    if os.environ.get("THUMBWORKS_GOLDENS") == "write":
        cv2.imwrite(str(file), picture[..., ::-1])
    approved = cv2.imread(str(file))
    assert approved is not None, f"{file.name} is missing"
    apart = np.abs(picture.astype(int) - approved[..., ::-1])

    assert apart.mean() < 1.0
    assert (apart.max(axis=2) > 64).mean() < 0.005

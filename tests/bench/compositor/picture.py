"""What the bench draws: a scene, a person and two lines of styled text, all made here, so that it runs anywhere."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from common.brief import FontMood
from common.catalog import Size
from common.layout import (
    Glow,
    ImageLayer,
    ImageStyle,
    LayoutSpec,
    Outline,
    Role,
    Shadow,
    TextLayer,
    TextStyle,
)
from compositor.encode.jpeg import encode_jpeg
from compositor.encode.png import encode_png
from compositor.pixels import Rgb, Rgba, as_u8, blurred

CANVAS = Size(w=1280, h=720)
SCENE, PERSON = "scene.jpg", "person.png"
LINES = ("THIS CHANGED", "EVERYTHING")
FONT_FILE = "Anton_400Regular.ttf"
FONT_SIZE = 150.0


@dataclass(frozen=True)
class Files:
    scene: bytes
    person: bytes


@cache
def files() -> Files:
    return Files(encode_jpeg(_scene(), 90), encode_png(_person()))


def spec() -> LayoutSpec:
    outline, rim = Outline(width=8, color="#ffffff"), Glow(blur=8, color="#ffd28a", opacity=0.7)
    worn = ImageStyle(outline=outline, shadow=Shadow(dx=8, dy=10, blur=14, opacity=0.55), rim=rim, light_wrap=0.3)
    return LayoutSpec(
        canvas=CANVAS,
        layers=(
            ImageLayer(role=Role.BACKGROUND, source=SCENE, ops=("blur:2", "vignette:0.35")),
            ImageLayer(role=Role.SUBJECT, source=PERSON, bbox=(690, 40, 620, 700), ops=("contrast:0.2",), style=worn),
            *(_line(i, text) for i, text in enumerate(LINES)),
        ),
    )


def _line(number: int, text: str) -> TextLayer:
    style = TextStyle(
        font="Anton",
        mood=FontMood.CONDENSED_SANS,
        size=FONT_SIZE,
        lines=(text,),
        fill=("#ffffff", "#ffde28")[number],
        stroke=8,
        stroke_color="#0b0b0f",
        shadow=Shadow(dx=6, dy=9, blur=6, opacity=0.7),
        align="left",
    )
    return TextLayer(content=text, bbox=(56, 150 + 170 * number, 700, 160), style=style)


def _scene() -> Rgb:
    """Clouds of color with the grain of a photo, larger than the canvas."""
    chance = np.random.default_rng(7)
    coarse = chance.integers(20, 235, (9, 16, 3)).astype(np.uint8)
    smooth = blurred(as_u8(cv2.resize(coarse, (1920, 1080), interpolation=cv2.INTER_CUBIC)), 30)
    grain = chance.normal(0, 4, smooth.shape)
    return np.clip(smooth + grain, 0, 255).astype(np.uint8)


def _person() -> Rgba:
    """Head and shoulders with hair-like edges and texture."""
    width, height = 1240, 1400
    alpha = np.zeros((height, width), np.uint8)
    cv2.ellipse(alpha, (620, 420), (280, 370), 0, 0, 360, 255, -1)
    cv2.ellipse(alpha, (620, 1450), (600, 680), 0, 0, 360, 255, -1)
    chance = np.random.default_rng(11)
    ragged = blurred(alpha, 9).astype(np.float64) + chance.normal(0, 18, alpha.shape)
    alpha = blurred(np.clip((ragged - 96) * 4, 0, 255).astype(np.uint8), 1.2)
    skin = (
        np.array([205, 150, 120])
        + np.linspace(25, -55, height)[:, None, None]
        + chance.normal(0, 5, (height, width, 3))
    )
    return np.dstack([np.clip(skin, 0, 255).astype(np.uint8), alpha])

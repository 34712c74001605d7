"""Thumbnails whose truth is known: random words, fonts, strokes and tilts over real photographs, from a seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import skimage
from numpy.typing import NDArray

from common.catalog import Size
from common.color import Oklch, delta_e, hex_from, oklch_of
from common.fonts.catalogue import FontCatalogue
from common.fonts.rows import FAMILIES, Family
from common.layout import ImageLayer, LayoutSpec, Plate, Role, Shadow, TextLayer, TextStyle, Weight
from compositor.render import render
from compositor.sources import decode
from compositor.text.block import fit_text
from compositor.text.fitted import FittedText
from identity.detection.blazeface import BlazeFace
from identity.detection.facemesh import BlazeFaceMesh
from identity.matting import PersonMatting
from identity.portraits import Portraits
from identity.selfies.inspection import Inspector

CANVAS = Size(w=1280, h=720)
PHOTOS = ("coffee.png", "motorcycle_left.png", "rocket.jpg", "chelsea.png", "hubble_deep_field.jpg", "grass.png")
HELD_OUT = frozenset({"Bebas Neue", "Montserrat", "Roboto Slab", "Permanent Marker"})
"""Families that thumbnails are set in and that the extractor has never heard of."""

WORDS = (
    "HOW I MADE IT", "STOP DOING THIS", "100 DAYS", "MY FIRST JOB", "NEVER AGAIN", "THE TRUTH", "WATCH THIS",
    "BIG MISTAKE", "FREE MONEY", "IT WORKED", "ZERO TO HERO", "DON'T BUY THIS", "24 HOURS", "SECRET TIPS",
    "YOU ARE WRONG", "GAME OVER", "WHAT HAPPENED", "TOP 5 TOOLS", "I QUIT", "LIFE CHANGING", "SO CHEAP",
)  # fmt: skip
FILLS = ("#ffffff", "#ffde28", "#ff3b30", "#35e06f", "#27c4ff", "#ff8a1e", "#f6f1e4", "#ff4fa3", "#141414")


@dataclass(frozen=True)
class KnownLine:
    """One visual line as it was drawn; `quad` is its letters' rectangle on the canvas, (4, 2), clockwise."""

    text: str
    quad: NDArray[np.float32]
    fill: str
    stroke: float
    stroke_color: str
    family: Family
    folder: Path
    """Where the family's files lie."""


@dataclass(frozen=True)
class Sample:
    seed: int
    rgb: NDArray[np.uint8]
    lines: tuple[KnownLine, ...]
    side: str
    backdrop: NDArray[np.uint8] = field(repr=False)
    """The background alone, without person and words."""


def samples(assets: Path, seeds: range) -> Iterator[Sample]:
    catalogue = FontCatalogue(assets)
    return (_sample(seed, catalogue, assets) for seed in seeds)


def _sample(seed: int, catalogue: FontCatalogue, assets: Path) -> Sample:
    chance = random.Random(seed)
    side = chance.choice(("left", "right", "none"))
    texts = tuple(_texts(chance, side))
    sources = {"photo": _graded(chance), "person": presenter(assets)}
    background = ImageLayer(role=Role.BACKGROUND, source="photo", ops=chance.choice(((), ("blur:3",), ("darken:0.3",))))
    person = _person(chance, side, sources["person"].shape)
    layers = (background, *([person] if person else []), *texts)
    drawn = render(LayoutSpec(canvas=CANVAS, layers=layers), sources, catalogue)
    bare = render(LayoutSpec(canvas=CANVAS, layers=(background,)), sources, catalogue)
    lines = tuple(line for layer in texts for line in _known(layer, fit_text(layer, CANVAS, catalogue), assets))
    rgb = cv2.imdecode(cv2.imencode(".jpg", drawn.picture, [cv2.IMWRITE_JPEG_QUALITY, 90])[1], cv2.IMREAD_COLOR)
    return Sample(seed, np.asarray(rgb, np.uint8), lines, side, bare.picture)


@cache
def presenter(assets: Path) -> NDArray[np.uint8]:
    """The astronaut of scikit-image, cut out as identity cuts selfies out: straight RGBA."""
    portraits = portraits_of(assets)
    selfie = cv2.imencode(".png", cv2.cvtColor(packaged("astronaut.png"), cv2.COLOR_RGB2BGR))[1].tobytes()
    return portraits.cut_out(selfie, portraits.inspect(selfie), 400).rgba


@cache
def portraits_of(assets: Path) -> Portraits:
    models = assets / "models"
    return Portraits(Inspector(BlazeFace(models), BlazeFaceMesh(models)), PersonMatting(models), "blazeface")


@cache
def packaged(name: str) -> NDArray[np.uint8]:
    return decode((Path(skimage.__file__).parent / "data" / name).read_bytes())[..., :3]


def _graded(chance: random.Random) -> NDArray[np.uint8]:
    """A photograph, cropped to the canvas's shape and tinted, as channels grade theirs."""
    photo = packaged(chance.choice(PHOTOS))
    height = round(photo.shape[1] * CANVAS.h / CANVAS.w)
    top = chance.randint(0, max(0, photo.shape[0] - height))
    cut = cv2.resize(photo[top : top + height], (CANVAS.w, CANVAS.h), interpolation=cv2.INTER_CUBIC)
    tint = np.array([chance.uniform(0.75, 1.2) for _ in range(3)])
    return np.clip(cut * tint, 0, 255).astype(np.uint8)


def _person(chance: random.Random, side: str, shape: tuple[int, ...]) -> ImageLayer | None:
    if side == "none":
        return None
    height = chance.uniform(480, 700)
    width = height * shape[1] / shape[0]
    x = chance.uniform(-90, 10) if side == "left" else CANVAS.w - width - chance.uniform(-90, 10)
    return ImageLayer(role=Role.SUBJECT, source="person", bbox=(x, CANVAS.h - height, width, height))


def _texts(chance: random.Random, side: str) -> Iterator[TextLayer]:
    left, right = {"left": (640, 1240), "right": (40, 640), "none": (60, 1220)}[side]
    words, top = chance.sample(WORDS, 2), chance.uniform(40, 120)
    for text in words[: chance.choice((1, 2, 2))]:
        family, height = chance.choice(FAMILIES), chance.uniform(110, 220)
        yield TextLayer(content=text, bbox=(left, top, right - left, height), style=_style(chance, family))
        top += height + chance.uniform(60, 110)


def _style(chance: random.Random, family: Family) -> TextStyle:
    fill = chance.choice(FILLS)
    kind = chance.choice(("stroke", "stroke", "stroke+shadow", "shadow", "plain", "plate"))
    weight = {700: Weight.BOLD, 800: Weight.EXTRA_BOLD, 900: Weight.BLACK}[chance.choice(tuple(family.files))]
    edge = "#ffffff" if fill == "#141414" else chance.choice(("#000000", "#101828", "#5b0f14"))
    return TextStyle(
        font=family.name,
        mood=family.mood,
        weight=weight,
        fill=fill,
        stroke=chance.uniform(4, 12) if "stroke" in kind else 0.0,
        stroke_color=edge,
        shadow=Shadow(dx=4, dy=7, blur=chance.uniform(3, 8), opacity=0.7) if "shadow" in kind else False,
        plate=Plate(color=_behind(chance, fill)) if kind == "plate" else None,
        rotation=chance.choice((0.0, 0.0, 0.0, chance.uniform(-9, 9))),
        align=chance.choice(("left", "center", "right")),
        max_lines=chance.choice((1, 2)),
    )


def _behind(chance: random.Random, fill: str) -> str:
    """A plate that its letters can be read on."""
    while True:
        color = hex_from(Oklch(chance.uniform(0.15, 0.95), chance.uniform(0, 0.2), chance.uniform(0, 360)))
        if delta_e(color, fill) > 60 and abs(oklch_of(color).l - oklch_of(fill).l) > 0.3:
            return color


def _known(layer: TextLayer, fitted: FittedText, assets: Path) -> Iterator[KnownLine]:
    family = next(family for family in FAMILIES if family.name == fitted.family)
    for line in fitted.lines:
        box = line.ink
        corners = [(box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom)]
        quad = np.array([fitted.turn(*corner) for corner in corners], np.float32)
        yield KnownLine(
            text=line.text,
            quad=quad,
            fill=layer.style.fill or "",
            stroke=layer.style.stroke,
            stroke_color=layer.style.stroke_color or "#000000",
            family=family,
            folder=assets / "fonts",
        )

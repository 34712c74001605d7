"""How the picture of docs/copy-mode.md is made: five thumbnails drawn here, read and copied by the rooms' own parts.

    PYTHONPATH=. .venv/bin/python docs/images/copying.py me.jpg them.jpg docs/images

Left what was copied, then two variants of it by the keyless studio. In the repository's picture `me` is NASA's portrait
of Eileen Collins as scikit-image ships it, `them` the US Navy's of Grace Hopper as Matplotlib ships it; both are in the
public domain, as are the photographs of the backgrounds, from scikit-image.
"""

import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import skimage
from numpy.typing import NDArray
from PIL import Image
from tests.bench.layout.samples import portraits_of

from common.brief import Brief
from common.catalog import Size, plan_sizes
from common.direction import direct
from common.fonts.catalogue import FontCatalogue
from common.generation import ImageRequest
from common.layout import (
    Glow,
    ImageLayer,
    ImageStyle,
    LayoutRead,
    LayoutSpec,
    Outline,
    Role,
    Shadow,
    ShapeLayer,
    Sign,
    TextLayer,
    TextStyle,
)
from common.palette import palette_for
from common.ticket import IdentityPage
from compositor.assignment import Assignment
from compositor.copying import Copied
from compositor.plates import Plates
from compositor.render import render
from compositor.sources import decode
from compositor.variant import finish
from gen_studio.generator import draw
from identity.cutout import Cutout
from identity.pages import corners
from identity.portraits import png
from layout_extractor.extracting import Extractor
from layout_extractor.people import People
from layout_extractor.readers import reader_for
from layout_extractor.reports import read_of
from layout_extractor.words.faces import faces_in
from thumbworks.home import assets_folder

WIDTH, HEIGHT = 1280, 720
TILE, GAP = (560, 315), 12
SHADOW = Shadow(dx=6, dy=9, blur=4, opacity=0.8)
Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Target:
    ground: Pixels
    layers: tuple[ImageLayer | ShapeLayer | TextLayer, ...]
    headline: str
    ops: tuple[str, ...] = ()


def photo(name: str, width: int = WIDTH, tint: tuple[float, float, float] = (1, 1, 1)) -> Pixels:
    picture = decode((Path(skimage.__file__).parent / "data" / name).read_bytes())[..., :3]
    factor = max(width / picture.shape[1], HEIGHT / picture.shape[0])
    wide = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)[:HEIGHT, :width]
    return np.clip(wide * np.array(tint), 0, 255).astype(np.uint8)


def gradient(inner: tuple[int, int, int], outer: tuple[int, int, int]) -> Pixels:
    y, x = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j]
    away = np.clip(np.hypot(x / 1.2, y / 1.4), 0, 1)[..., None]
    return (np.array(inner) * (1 - away) + np.array(outer) * away).astype(np.uint8)


def words(text: str, x: float, y: float, w: float, h: float, **style: Any) -> TextLayer:
    look = {"font": "Anton", "weight": "black", "case": "upper", "fill": "#ffffff", "max_lines": 1, "align": "left"}
    return TextLayer(content=text, bbox=(x, y, w, h), style=TextStyle.model_validate(look | style))


def standing(them: Cutout, center: float, top: float, height: float, outline: float = 0.0) -> ImageLayer:
    head, factor = them.head, height / them.head.h
    box = (center - (head.x + head.w / 2) * factor, top - head.y * factor)
    size = them.rgba.shape[1] * factor, them.rgba.shape[0] * factor
    style = ImageStyle(outline=Outline(width=outline, color="#ffffff") if outline else None)
    return ImageLayer(role=Role.SUBJECT, source="them", bbox=(*box, *size), style=style)


def lit(person: ImageLayer, color: str) -> ImageLayer:
    style = person.style.model_copy(update={"glow": Glow(blur=20, color=color, opacity=0.85)})
    return person.model_copy(update={"style": style})


def arrow(x: float, y: float, w: float, h: float, color: str, **about: float) -> ShapeLayer:
    sign = Sign.model_validate({"kind": "arrow", "thick": 0.42, "head": 0.36, **about})
    edge = Outline(width=6, color="#ffffff")
    return ShapeLayer(role=Role.OBJECT, bbox=(x, y, w, h), color=color, sign=sign, outline=edge)


def targets(them: Cutout) -> Iterator[Target]:
    shout = {"fill": "#ffde28", "stroke_color": "#000000", "shadow": SHADOW}
    yield Target(
        photo("coffee.png", tint=(0.75, 0.95, 1.35)),
        (
            standing(them, 960, 70, 400, 8),
            words("I QUIT MY", 50, 130, 640, 190, stroke=12, **shout),
            words("JOB", 50, 350, 420, 230, stroke=14, **shout),
        ),
        "LEAVE YOUR BANK", ops=("blur:4",),
    )  # fmt: skip
    yield Target(
        gradient((43, 111, 214), (8, 26, 64)),
        (
            standing(them, 300, 60, 420),
            words("THEY LIED", 590, 120, 640, 180, font="Montserrat"),
            words("ABOUT AI", 590, 330, 640, 190, font="Montserrat", fill="#ff3b30"),
        ),
        "BOSSES LIE TO YOU",
    )
    behind = words("GENIUS", 20, 90, 1240, 380, align="center")
    yield Target(gradient((255, 176, 58), (212, 68, 12)), (behind, standing(them, 640, 150, 400)), "LEGEND")
    edge = {"stroke": 9, "stroke_color": "#000000", "align": "center"}
    halves = photo("brick.png", WIDTH // 2, (0.6, 0.6, 0.6)), photo("grass.png", WIDTH // 2, (0.7, 1.3, 0.5))
    yield Target(
        np.concatenate(halves, axis=1),
        (
            standing(them, 640, 180, 380, 9),
            words("BEFORE", 70, 50, 420, 120, **edge),
            words("AFTER", 790, 50, 420, 120, fill="#35e06f", **edge),
        ),
        "THEN NOW",
    )
    yield Target(
        gradient((28, 34, 74), (10, 12, 30)),
        (
            lit(standing(them, 930, 90, 390), "#20d0ff"),
            arrow(470, 430, 250, 150, "#ff1e3c", bend=60, rotation=22),
            words("NOBODY", 60, 60, 560, 170, glow=Glow(blur=16, color="#ff30c0", opacity=0.9)),
            words("SAW THIS", 60, 250, 480, 130, fill="#ffde28"),
        ),
        "EVERYONE MISSED IT",
    )


def drawn(target: Target, them: Cutout) -> Image.Image:
    background = ImageLayer(role=Role.BACKGROUND, source="ground", ops=target.ops)
    spec = LayoutSpec(canvas=Size(w=WIDTH, h=HEIGHT), layers=(background, *target.layers))
    sources = {"ground": target.ground, "them": them.rgba}
    return Image.fromarray(render(spec, sources, FontCatalogue(assets_folder())).picture)


def cut_out(photo: Path) -> Cutout:
    portraits, data = portraits_of(assets_folder()), photo.read_bytes()
    return portraits.cut_out(data, portraits.inspect(data), 400)


def read(picture: Image.Image, extractor: Extractor) -> LayoutRead:
    data = io.BytesIO()
    picture.save(data, "PNG")
    faces, alpha = portraits_of(assets_folder()).people(data.getvalue())
    people = People(tuple(corners(box) for box in faces), None if alpha is None else alpha > 127)  # noqa: PLR2004
    return read_of(extractor.extract(np.asarray(picture), people), people, extractor.reader.name)


def copied(found: LayoutRead, headline: str, me: Cutout, variant: int) -> Image.Image:
    brief = Brief.model_validate({"mode": "copy", "headline": headline, "refs": ["me"]})
    sizes, plan = plan_sizes(brief.canvas, "std"), direct(brief, variant, 20, (found.look,))
    page, palette = page_of(me), palette_for(brief, plan)
    order = ImageRequest("job", variant, 1, "studio", sizes.generation, plan.seed, brief, plan, palette, page)
    work = Assignment(brief, plan, sizes.export, page, "scene", draw(order).data, png(me), "renders/1-1")
    whole = replace(work, copied=Copied(found.spec, found.fingerprint, found.crops))
    return Image.open(io.BytesIO(finish(whole, FontCatalogue(assets_folder()), Plates()).files["out.png"])).convert(
        "RGB"
    )


def page_of(me: Cutout) -> IdentityPage:
    height, width = me.rgba.shape[:2]
    boxes = {"face": corners(me.face), "head": corners(me.head), "width": width, "height": height}
    named = {"asset_id": "me", "verdicts": (), "cutout_key": "cutout", "landmarks_key": "landmarks"}
    return IdentityPage.model_validate({**named, **boxes, "cut_edges": me.cut_edges})


def pasted(rows: list[list[Image.Image]]) -> Image.Image:
    width, height = TILE[0] + GAP, TILE[1] + GAP
    sheet = Image.new("RGB", (3 * width + GAP, len(rows) * height + GAP), "white")
    for row, tiles in enumerate(rows):
        for column, tile in enumerate(tiles):
            place = GAP + column * width, GAP + row * height
            sheet.paste(tile.resize(TILE, Image.Resampling.LANCZOS), place)
    return sheet


def main(photo: Path, other: Path, out: Path) -> None:
    me, them, rows = cut_out(photo), cut_out(other), list[list[Image.Image]]()
    extractor = Extractor(reader_for("rapidocr", ""), faces_in(assets_folder()))
    for target in targets(them):
        picture = drawn(target, them)
        found = read(picture, extractor)
        rows.append([picture, *(copied(found, target.headline, me, variant) for variant in (1, 2))])
    pasted(rows).save(out / "copying.jpg", quality=88)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))

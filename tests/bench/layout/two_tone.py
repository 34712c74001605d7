"""Lines in which one or two words have a color of their own, over photographs: do they come back?"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from tests.bench.goals import Goal, share
from tests.bench.layout.samples import CANVAS, HELD_OUT, PHOTOS, packaged

from common.color import delta_e
from common.fonts.catalogue import FontCatalogue
from common.fonts.rows import FAMILIES
from common.layout import ImageLayer, LayoutSpec, Role, TextLayer, TextStyle, Weight
from compositor.render import render
from layout_extractor.extracting import Extractor
from layout_extractor.people import People
from layout_extractor.readers.reader import TextReader
from layout_extractor.words.faces import faces_in
from layout_extractor.words.typeset import TypesetLine

TEXTS = ("MAKE 100 DAYS", "STOP DOING THIS", "FREE MONEY NOW", "THE TRUTH ABOUT RAM", "I QUIT TODAY", "ZERO TO HERO")
PAIRS = (("#ffffff", "#ffde28"), ("#ffffff", "#ff3b30"), ("#ffde28", "#ffffff"), ("#ffffff", "#35e06f"),
         ("#27c4ff", "#ffffff"), ("#ffde28", "#ff3b30"))  # fmt: skip
NEAR = 10.0


@dataclass
class FoundTones:
    """One entry a line: whether exactly the words in the second color were found, and both colors within NEAR."""

    words: list[bool] = field(default_factory=list[bool])
    colors: list[bool] = field(default_factory=list[bool])
    misses: list[str] = field(default_factory=list[str])


def run(assets: Path, seeds: range, reader: TextReader) -> FoundTones:
    known = [one for one in FAMILIES if one.name not in HELD_OUT]
    extractor = Extractor(reader, faces_in(assets, known))
    found = FoundTones()
    for seed in seeds:
        layer, rgb = _sample(random.Random(seed), assets)
        lines = extractor.extract(rgb, People()).lines
        _judge(seed, layer, max(lines, key=lambda line: line.box[2], default=None), found)
    return found


def _sample(chance: random.Random, assets: Path) -> tuple[TextLayer, np.ndarray]:
    text, (fill, accent) = chance.choice(TEXTS), chance.choice(PAIRS)
    count = len(text.split())
    first = chance.randrange(count)
    accented = (first, first + 1) if first + 1 < count and count > 3 else (first,)
    style = TextStyle(
        font=chance.choice(FAMILIES).name, weight=Weight.BLACK, fill=fill, accent=accent, accent_words=accented,
        stroke=chance.choice((0.0, 6.0, 10.0)), stroke_color="#101010", shadow=True, max_lines=1,
    )  # fmt: skip
    layer = TextLayer(content=text, bbox=(80, chance.uniform(60, 400), 1120, 200), style=style)
    photo = cv2.resize(packaged(chance.choice(PHOTOS)), (CANVAS.w, CANVAS.h), interpolation=cv2.INTER_CUBIC)
    sources = {"photo": np.asarray(photo, np.uint8)}
    dark = ImageLayer(role=Role.BACKGROUND, source="photo", ops=("darken:0.45",))
    drawn = render(LayoutSpec(canvas=CANVAS, layers=(dark, layer)), sources, FontCatalogue(assets))
    file = cv2.imencode(".jpg", drawn.picture, [cv2.IMWRITE_JPEG_QUALITY, 90])[1]
    return layer, np.asarray(cv2.imdecode(file, cv2.IMREAD_COLOR), np.uint8)


def _judge(seed: int, known: TextLayer, line: TypesetLine | None, found: FoundTones) -> None:
    words = known.style.accent_words
    fill, accent = (known.style.fill or ""), (known.style.accent or "")
    if line is None:
        found.words.append(False)
        found.misses.append(f"two colors {seed}: nobody read {known.content}")
        return
    seen = line.fill
    others = tuple(place for place in range(len(known.content.split())) if place not in words)
    straight, swapped = seen.accented == words, seen.accented == others  # whichever color has more ink is the fill
    found.words.append(straight or swapped)
    if not found.words[-1]:
        found.misses.append(
            f"two colors {seed}: {known.content} {words} in {known.style.font} as {seen} of {line.text}"
        )
        return
    wanted = (fill, accent) if straight else (accent, fill)
    found.colors.append(max(delta_e(seen.color, wanted[0]), delta_e(seen.accent or "", wanted[1])) <= NEAR)


def goals(found: FoundTones) -> tuple[Goal, ...]:
    return (Goal("words in a second color", share(found.words), 0.85),)


def table(found: FoundTones) -> Iterator[str]:
    yield from map(str, goals(found))
    yield f"{'both colors within 10, where found':<38} {share(found.colors):7.3f}"

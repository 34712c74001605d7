"""Ours against Pillow alone: the same picture, side by side in one run, with the machine's own floor beside it.

    ./thumbworks bench compositor

Reads files, draws a 1280x720 thumbnail with a person and two lines of styled text, and writes a PNG. Numbers are
printed, never asserted by a test; that both draw the same picture is.
"""

import statistics
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from tests.bench.compositor import picture, pillow_only

from common.fonts.catalogue import FontCatalogue
from compositor.encode.png import encode_png
from compositor.pixels import Rgb
from compositor.render import render
from compositor.sources import decode

RUNS = 15


@dataclass(frozen=True)
class Row:
    """Milliseconds."""

    name: str
    median: float
    fastest: float


@dataclass(frozen=True)
class Report:
    rows: tuple[Row, ...]
    same_encoder: float
    end_to_end: float
    difference: float

    @property
    def table(self) -> str:
        width = max(len(row.name) for row in self.rows)
        lines = [f"{'1280x720 to PNG':{width}}  median ms  fastest ms"]
        lines += [f"{row.name:{width}}  {row.median:9.1f}  {row.fastest:10.1f}" for row in self.rows]
        lines.append(f"ours against Pillow alone: {self.same_encoder:.1f}x with the same PNG writer (wanted 1.8x),")
        lines.append(
            f"{self.end_to_end:.1f}x end to end (wanted 4x); mean difference {self.difference:.1f} levels of 255"
        )
        return "\n".join(lines)


def draw_ours(files: picture.Files, catalogue: FontCatalogue) -> Rgb:
    sources = {picture.SCENE: decode(files.scene), picture.PERSON: decode(files.person)}
    return render(picture.spec(), sources, catalogue).picture


def draw_theirs(files: picture.Files, font: Path) -> Rgb:
    return np.asarray(pillow_only.draw(picture.spec(), files.scene, files.person, font))


def difference(one: Rgb, other: Rgb) -> float:
    """Mean absolute difference in levels."""
    return float(np.abs(one.astype(np.int16) - other).mean())


def run(assets: Path, runs: int = RUNS) -> Report:
    files, catalogue = picture.files(), FontCatalogue(assets)
    font = assets / "fonts" / picture.FONT_FILE
    mine, theirs = draw_ours(files, catalogue), draw_theirs(files, font)
    spec, raw = picture.spec(), mine.tobytes()

    def pillow() -> Image.Image:
        return pillow_only.draw(spec, files.scene, files.person, font)

    rows = _timed(
        {
            "ours": lambda: encode_png(draw_ours(files, catalogue)),
            "Pillow alone, our PNG writer": lambda: encode_png(np.asarray(pillow())),
            "Pillow alone, its PNG writer": lambda: pillow_only.encode(pillow()),
            "  of these: decoding the sources": lambda: (decode(files.scene), decode(files.person)),
            "floor: memcpy of the picture": mine.copy,
            "floor: crc32 of the picture": lambda: zlib.crc32(raw),
            "floor: our PNG writer": lambda: encode_png(mine),
        },
        runs,
    )
    ours, same, whole = (row.median for row in rows[:3])
    return Report(rows, same / ours, whole / ours, difference(mine, theirs))


def _timed(tasks: dict[str, Callable[[], object]], runs: int) -> tuple[Row, ...]:
    """Turn about, so that a busy moment of the machine meets all of them."""
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(runs):
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            seconds[name].append(time.perf_counter() - start)
    return tuple(Row(name, 1e3 * statistics.median(taken), 1e3 * min(taken)) for name, taken in seconds.items())

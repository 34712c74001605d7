"""Grades that our own operations gave to photographs, read back; and how often one is seen where nobody gave one."""

from collections.abc import Iterator
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from tests.bench.goals import Goal, share
from tests.bench.layout.samples import packaged

from compositor.ops import Canvas, applied
from compositor.sources import decode
from layout_extractor.toning import Parted, Tone, tones_of
from thumbworks.home import assets_folder

PHOTOS = (
    "astronaut.png", "chelsea.png", "coffee.png", "hubble_deep_field.jpg", "motorcycle_left.png", "rocket.jpg",
    "sample1.jpg", "sample3.jpg", "sample6.jpg",
)  # fmt: skip
GRADES = (
    ("warm:0.9", 0.45), ("cool:0.9", 0.45), ("blacks:0.12", 0.04), ("saturation:-0.6", 0.2), ("saturation:0.6", 0.4),
    ("contrast:0.9", 0.3),
)  # fmt: skip
"""With how far off the amount may be."""

Rgb = NDArray[np.uint8]


@cache
def photo(name: str) -> Rgb:
    own = assets_folder() / "photos" / name
    return decode(own.read_bytes())[..., :3] if own.exists() else packaged(name)


def graded(name: str, *ops: str) -> Rgb:
    """As it comes back from a JPEG."""
    done = applied(ops, Canvas(photo(name))).rgb
    file = cv2.imencode(".jpg", cv2.cvtColor(done, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 92])[1]
    return np.asarray(cv2.cvtColor(np.asarray(cv2.imdecode(file, cv2.IMREAD_COLOR)), cv2.COLOR_BGR2RGB), np.uint8)


def tones(rgb: Rgb) -> dict[str, Tone]:
    everything = np.ones(rgb.shape[:2], bool)
    return {one.name: one for one in tones_of(rgb, Parted(everything, everything))}


def goals() -> tuple[Goal, ...]:
    return (Goal("no grade where nobody gave one", share([not tones(graded(name)) for name in PHOTOS])),)


def table() -> Iterator[str]:
    yield from map(str, goals())
    for op, within in GRADES:
        name, amount = op.partition(":")[0], float(op.partition(":")[2])
        found = [tones(graded(one, op)).get(name) for one in PHOTOS]
        amounts = [one.amount for one in found if one]
        near = sum(abs(one - amount) <= within for one in amounts)
        yield f"{f'{op}, read':<38} {len(amounts)} of {len(PHOTOS)}, {near} within {within:g}"

"""How much of a known layout comes back out of the pixels."""

import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from tests.bench.goals import Goal, share
from tests.bench.layout.samples import HELD_OUT, KnownLine, Sample, portraits_of, samples

from common.color import rgb_of
from common.fonts.rows import FAMILIES
from common.looking import colors_of
from layout_extractor.extracting import Extracted, Extractor
from layout_extractor.people import People
from layout_extractor.readers.reader import TextReader
from layout_extractor.words.faces import class_of_family, faces_in
from layout_extractor.words.typeset import TypesetLine

SEEN = 12.0
"""CIE76 between a stroke and what is around it, below which nobody sees a stroke."""


@dataclass
class Found:
    """One entry per word, line, picture or color that had to be recovered."""

    words: list[bool] = field(default_factory=list[bool])
    overlap: list[float] = field(default_factory=list[float])
    fills: list[bool] = field(default_factory=list[bool])
    strokes: list[bool] = field(default_factory=list[bool])
    widths: list[bool] = field(default_factory=list[bool])
    fonts: list[bool] = field(default_factory=list[bool])
    sides: list[bool] = field(default_factory=list[bool])
    colors: list[bool] = field(default_factory=list[bool])
    seconds: list[float] = field(default_factory=list[float])
    """Of all threads: what one core would take, however busy the machine is."""
    misses: list[str] = field(default_factory=list[str])


def run(assets: Path, seeds: range, reader: TextReader) -> Found:
    cv2.setNumThreads(1)
    extractor = Extractor(reader, faces_in(assets, [one for one in FAMILIES if one.name not in HELD_OUT]))
    found = Found()
    for sample in samples(assets, seeds):
        people = _people(sample, assets)
        started = time.process_time()
        extracted = extractor.extract(sample.rgb, people)
        found.seconds.append(time.process_time() - started)
        _judge(sample, extracted, found)
    return found


def _people(sample: Sample, assets: Path) -> People:
    """As identity answers for the stored thumbnail."""
    data = cv2.imencode(".jpg", cv2.cvtColor(sample.rgb, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 92])[1]
    faces, alpha = portraits_of(assets).people(data.tobytes())
    boxes = tuple((face.x, face.y, face.w, face.h) for face in faces)
    return People(boxes, alpha > 127 if alpha is not None else None)


def _judge(sample: Sample, extracted: Extracted, found: Found) -> None:
    read = "".join(line.text for line in extracted.lines).replace(" ", "")
    for known in sample.lines:
        found.words += [word in read for word in known.text.split()]
        _judge_line(sample, known, _nearest(known, extracted.lines), found)
    side = extracted.person.side if extracted.person else "none"
    found.sides.append(side == sample.side)
    if side != sample.side:
        found.misses.append(f"{sample.seed}: the person stands {sample.side}, found {side}")
    everywhere = np.ones(sample.backdrop.shape[:2], bool)
    for truth in colors_of(sample.backdrop, everywhere)[:2]:
        near = min((_distance(truth.color, one.color) for one in extracted.colors[:2]), default=100.0)
        found.colors.append(near <= 12)
        if near > 12:
            found.misses.append(f"{sample.seed}: {truth.color} ({truth.share:.0%}) is {near:.0f} from the nearest")


def _judge_line(sample: Sample, known: KnownLine, line: TypesetLine | None, found: Found) -> None:
    overlap = _overlap(known.quad, line.quad) if line else 0.0
    found.overlap.append(overlap)
    if line is None or overlap < 0.3:
        found.misses.append(f"{sample.seed}: nobody read {known.text}")
        return
    found.fills.append(_distance(known.fill, line.fill.color) <= 10)
    wide = class_of_family(known.family, known.folder)
    found.widths.append(line.width == wide)
    if known.family.name not in HELD_OUT:
        found.fonts.append(line.face is not None and line.face.family == known.family)
    if not known.stroke or stroke_is_seen(sample, known):
        found.strokes.append((line.stroke > 0) == (known.stroke > 0))
    if not found.fills[-1] or not found.widths[-1] or (found.strokes and not found.strokes[-1]):
        found.misses.append(
            f"{sample.seed}: {known.text} in {known.family.name}: {known.fill} as {line.fill.color},"
            f" {wide} as {line.width}, stroke {known.stroke:.1f} as {line.stroke:.1f}"
        )


def stroke_is_seen(sample: Sample, known: KnownLine) -> bool:
    """Black round letters on a black sky is no stroke to anybody."""
    box = cv2.boundingRect(known.quad)
    x, y, w, h = box[0] - 20, box[1] - 20, box[2] + 40, box[3] + 40
    around = sample.backdrop[max(0, y) : y + h, max(0, x) : x + w]
    middle = np.median(around.reshape(-1, 3), axis=0)
    return float(np.linalg.norm(_lab(middle) - _lab(np.array(rgb_of(known.stroke_color))))) > SEEN


def _nearest(known: KnownLine, lines: Sequence[TypesetLine]) -> TypesetLine | None:
    return max(lines, key=lambda line: _overlap(known.quad, line.quad), default=None)


def _overlap(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Intersection over union of two rectangles that may lean."""
    shared, _ = cv2.intersectConvexConvex(one, other)
    return shared / (cv2.contourArea(one) + cv2.contourArea(other) - shared)


def _distance(one: str, other: str) -> float:
    """CIE76."""
    return float(np.linalg.norm(_lab(np.array(rgb_of(one))) - _lab(np.array(rgb_of(other)))))


def _lab(rgb: NDArray[np.floating]) -> NDArray[np.float32]:
    return cv2.cvtColor((np.asarray(rgb, np.float32) / 255).reshape(1, 1, 3), cv2.COLOR_RGB2LAB)[0, 0]


def goals(found: Found) -> tuple[Goal, ...]:
    return (
        Goal("words, spaces aside", share(found.words), 0.97),
        Goal("text boxes, median overlap", float(np.median(found.overlap)), 0.85),
        Goal("fill within 10 (CIE76)", share(found.fills), 0.90),
        Goal("stroke there or not", share(found.strokes), 0.95),
        Goal("width class", share(found.widths), 0.85),
        Goal("side of the person", share(found.sides), 0.98),
        Goal("dominant two colors within 12", share(found.colors), 0.90),
    )


def table(found: Found) -> Iterator[str]:
    yield from map(str, goals(found))
    yield f"{'family, where it was in the catalogue':<38} {share(found.fonts):7.3f}"
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    middle, worst = np.median(found.seconds), max(found.seconds)
    yield f"{'CPU seconds a target, median':<38} {middle:7.2f}   goal 1.20, worst {worst:.2f}"
    yield f"{'peak memory of this process, MB':<38} {memory:7.0f}   goal 800, with renderer and identity in it"

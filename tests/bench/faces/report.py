"""How many known faces are found, how many are seen where there are none, and how long it takes."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from tests.bench.faces.samples import CANVAS, Sample, faceless, photographs, sweeps
from tests.bench.goals import Goal

from identity.detection.blazeface import BlazeFace
from identity.detection.facemesh import BlazeFaceMesh
from identity.faces import Box, Rgb
from identity.selfies.inspection import Inspector

ROUNDS = 5
ON_THE_FACE = 0.6
"""Of its width: how far the middle of what is found may be from the middle of the face."""


@dataclass
class Row:
    name: str
    known: int = 0
    found: int = 0
    more: int = 0
    """Seen where nobody is known to be."""
    misses: list[str] = field(default_factory=list[str])


@dataclass(frozen=True)
class Found:
    rows: list[Row]
    nobody: list[str]
    """Pictures without faces in which one was seen."""
    pictures: int
    detection: list[float]
    """CPU seconds for a picture of 1280 by 720 with people in it."""
    inspection: list[float]
    """CPU seconds for a decoded selfie of 12 megapixels, verdict and all."""
    search: list[float]
    """CPU seconds for a picture of 1280 by 720 with nobody in it."""


def run(assets: Path) -> Found:
    cv2.setNumThreads(1)
    detection = BlazeFace(assets / "models")
    inspector = Inspector(detection, BlazeFaceMesh(assets / "models"))
    rows = [_row(name, samples, inspector) for name, samples in sweeps(assets / "photos")]
    pictures = list(faceless())
    nobody = [name for name, rgb in pictures if _seen(inspector, rgb)]
    people = photographs(assets / "photos")
    selfie = np.asarray(cv2.resize(people[0].rgb[:, 280:1000], (3464, 3464), interpolation=cv2.INTER_CUBIC), np.uint8)
    return Found(
        rows,
        nobody,
        len(pictures),
        [_seconds(lambda rgb=sample.rgb: detection.faces(rgb)) for sample in people],
        [_seconds(lambda: inspector.inspect(selfie)) for _ in range(ROUNDS)],
        [_seconds(lambda rgb=rgb: inspector.inspect(_large(rgb))) for _, rgb in pictures[:ROUNDS]],
    )


def _large(rgb: Rgb) -> Rgb:
    return np.asarray(cv2.resize(rgb, CANVAS), np.uint8)


def _seen(inspector: Inspector, rgb: Rgb) -> list[Box]:
    seen = inspector.inspect(rgb)
    return [seen.face.box, *seen.others] if seen.face else []


def _row(name: str, samples: list[Sample], inspector: Inspector) -> Row:
    row = Row(name)
    for sample in samples:
        boxes = _seen(inspector, sample.rgb)
        middles = np.array([box.center for box in boxes]).reshape(-1, 2)
        near = np.linalg.norm(sample.faces[:, None] - middles[None], axis=2) < ON_THE_FACE * sample.widths[:, None]
        row.known += len(sample.faces)
        row.found += int(near.any(axis=1).sum())
        row.more += int((~near.any(axis=0)).sum())
        row.misses += [
            f"{sample.name} at {x:.0f}, {y:.0f}, {w:.0f} pixels"
            for (x, y), w, hit in zip(sample.faces, sample.widths, near.any(axis=1), strict=True)
            if not hit
        ]
    return row


def _seconds(work: Callable[[], object]) -> float:
    """CPU time of this thread, the better of two: what a core of its own would take, however busy the machine is."""
    taken: list[float] = []
    for _ in range(2):
        started = time.thread_time()
        work()
        taken.append(time.thread_time() - started)
    return min(taken)


def goals(found: Found) -> tuple[Goal, ...]:
    known, seen, more = (sum(getattr(row, name) for row in found.rows) for name in ("known", "found", "more"))
    return (
        Goal("faces found", seen / known),
        Goal("of what was seen, a face", seen / (seen + more)),
        Goal("pictures without a face, none seen", 1 - len(found.nobody) / found.pictures),
    )


def table(found: Found) -> Iterator[str]:
    for row in found.rows:
        yield f"{row.name:<38} {row.found:3d} of {row.known:3d} faces, {row.more} more   {'; '.join(row.misses)}"
    yield from map(str, goals(found))
    yield from (f"a face was seen in {name}" for name in found.nobody)
    for name, seconds, target in (
        ("detection at 1280x720, median", found.detection, 80),
        ("verdict on 12 megapixels, median", found.inspection, 300),
        ("search where nobody is, median", found.search, None),
    ):
        goal = f"   goal {target}" if target else ""
        yield f"{name:<38} {1000 * np.median(seconds):5.0f} ms, worst {1000 * max(seconds):.0f} ms of CPU{goal}"

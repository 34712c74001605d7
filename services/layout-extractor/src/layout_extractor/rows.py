"""Readings that stand on one visual line become one; lines come in the order people read them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from layout_extractor.readers.reader import Quad, Reading

NEAR = 0.5
"""Of the letters' height: words that stand farther apart are two columns."""
SLACK, OVERLAP = 0.3, 1.2
"""Of the letters' height, that a line's next word may begin before its end; the other where both share letters."""
LEVEL = 0.35
SIMILAR = 0.7
LONGEST = 600
"""Characters kept of a line: what is longer is a page, not a thumbnail."""


def visual_lines(readings: Sequence[Reading]) -> list[Reading]:
    """From top to bottom, then left to right. Text that is joined is cut to LONGEST."""
    waiting = sorted(readings, key=lambda one: float(one.quad[:, 0].min()))
    lines: list[Reading] = []
    for reading in waiting:
        for place, line in enumerate(lines):
            if _continues(line, reading):
                lines[place] = _joined(line, reading)
                break
        else:
            lines.append(reading)
    return sorted(lines, key=lambda one: (float(one.quad[:, 1].mean()), float(one.quad[:, 0].mean())))


def _continues(line: Reading, reading: Reading) -> bool:
    """It starts a little to the right of the line's end, as high and at the same level."""
    one, other = line.height, reading.height
    if (
        line.tall
        or reading.tall
        or bool(line.text) != bool(reading.text)
        or min(one, other) < SIMILAR * max(one, other)
    ):
        return False
    forward, aside = _step(line, reading)
    begins = forward > -SLACK * one or (forward > -OVERLAP * one and _shared(line, reading) > 0)
    return begins and forward < NEAR * one and aside < LEVEL * one


def _step(line: Reading, reading: Reading) -> tuple[float, float]:
    """From the line's end to the reading's start: along the line, and across it."""
    end, start = (line.quad[1] + line.quad[2]) / 2, (reading.quad[0] + reading.quad[3]) / 2
    along = (line.quad[1] - line.quad[0]) / max(1e-6, float(np.linalg.norm(line.quad[1] - line.quad[0])))
    gap = start - end
    return float(gap @ along), abs(float(gap @ np.array([-along[1], along[0]])))


def _joined(line: Reading, reading: Reading) -> Reading:
    again = _shared(line, reading)
    text = f"{line.text}{reading.text[again:]}" if again else f"{line.text} {reading.text}"
    quad = _around(np.concatenate([line.quad, reading.quad]), along=reading.quad[1] - line.quad[0])
    return Reading(quad, text.strip()[:LONGEST], min(line.confidence, reading.confidence))


def _shared(line: Reading, reading: Reading) -> int:
    """Letters that both say, of boxes that overlap: on an arc, engines read the middle ones with either half."""
    if _step(line, reading)[0] > -SLACK * line.height:
        return 0
    counts = range(min(len(line.text), len(reading.text)), 0, -1)
    return next((count for count in counts if line.text.endswith(reading.text[:count])), 0)


def _around(points: Quad, along: NDArray[np.float32]) -> Quad:
    """The smallest rectangle that lies along a direction and holds all points."""
    across = along / max(1e-6, float(np.linalg.norm(along)))
    down = np.array([-across[1], across[0]], np.float32)
    (left, right), (top, bottom) = (
        (float((points @ axis).min()), float((points @ axis).max())) for axis in (across, down)
    )
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return np.array([x * across + y * down for x, y in corners], np.float32)

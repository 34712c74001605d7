"""Readings that stand on one visual line become one; lines come in the order people read them."""

from collections.abc import Sequence

import numpy as np

from layout_extractor.readers.reader import Reading

NEAR = 0.9
"""Of the letters' height: words that stand farther apart are two columns."""
LEVEL = 0.35
SIMILAR = 0.7
MOST_LINES = 30
LONGEST = 600
"""Characters kept of a line: what is longer is a page, not a thumbnail."""


def visual_lines(readings: Sequence[Reading]) -> list[Reading]:
    """From top to bottom, then left to right. Text is cut to LONGEST, the count to MOST_LINES of the largest."""
    waiting = sorted(readings, key=lambda one: float(one.quad[:, 0].min()))
    lines: list[Reading] = []
    for reading in waiting:
        for place, line in enumerate(lines):
            if _continues(line, reading):
                lines[place] = _joined(line, reading)
                break
        else:
            lines.append(reading)
    largest = sorted(lines, key=_height, reverse=True)[:MOST_LINES]
    return sorted(largest, key=lambda one: (float(one.quad[:, 1].mean()), float(one.quad[:, 0].mean())))


def _height(reading: Reading) -> float:
    return float(np.linalg.norm(reading.quad[3] - reading.quad[0]))


def _continues(line: Reading, reading: Reading) -> bool:
    """It starts a little to the right of the line's end, as high and at the same level."""
    one, other = _height(line), _height(reading)
    if min(one, other) < SIMILAR * max(one, other):
        return False
    end, start = (line.quad[1] + line.quad[2]) / 2, (reading.quad[0] + reading.quad[3]) / 2
    along = (line.quad[1] - line.quad[0]) / max(1e-6, float(np.linalg.norm(line.quad[1] - line.quad[0])))
    gap = start - end
    forward = float(gap @ along)
    aside = abs(float(gap @ np.array([-along[1], along[0]])))
    return -0.3 * one < forward < NEAR * one and aside < LEVEL * one


def _joined(line: Reading, reading: Reading) -> Reading:
    quad = np.array([line.quad[0], reading.quad[1], reading.quad[2], line.quad[3]], np.float32)
    text = f"{line.text} {reading.text}"[:LONGEST]
    return Reading(quad, text, min(line.confidence, reading.confidence))

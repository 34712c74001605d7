"""From pixels to typeset lines: what an engine reads, the right way round, the lines that matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from layout_extractor.asking import asked_again
from layout_extractor.readers.reader import LineReader, Quad, Reading, Rgb, TextReader
from layout_extractor.rows import visual_lines
from layout_extractor.words.faces import Face
from layout_extractor.words.typeset import TypesetLine, typeset

UNSURE = 0.8
"""A picture that is read with less confidence is read in the mirror too, which counts where it is read with more."""
MATTER, AS_PAGE = 8, 3
"""A thumbnail has so many lines at most; of a page whose lines are all alike so many are kept."""
STANDS_OUT = 1.3
"""Times a page's usual height of letters."""


@dataclass(frozen=True)
class Opinion:
    """Who is asked about unsure lines, and the only picture that crops for it are taken from."""

    reader: LineReader
    faceless: Rgb


@dataclass(frozen=True)
class Seen:
    """`lines` in reading order; `places` of everything that was found, kept or not; `page` where most was left out."""

    lines: tuple[TypesetLine, ...]
    places: tuple[Quad, ...]
    mirrored: bool = False
    page: bool = False


def lines_in(rgb: Rgb, reader: TextReader, faces: Sequence[Face], opinion: Opinion | None = None) -> Seen:
    """Lines whose letters cannot be told from what is around them are left out."""
    readings, mirrored = _either_way(rgb, reader)
    rows = visual_lines(readings)
    words = [row for row in rows if not _is_a_stroke(row)]
    kept = _that_matter(words)
    picture = _turned(rgb) if mirrored else rgb
    if opinion is not None:
        kept = asked_again(kept, _turned(opinion.faceless) if mirrored else opinion.faceless, opinion.reader)
    found = [line for reading in kept if (line := typeset(picture, reading, faces))]
    width = rgb.shape[1]
    return Seen(
        lines=tuple(line.mirrored(width) for line in found) if mirrored else tuple(found),
        places=tuple(_back(row.quad, width) if mirrored else row.quad for row in rows),
        mirrored=mirrored,
        page=len(kept) < len(words),
    )


def _either_way(rgb: Rgb, reader: TextReader) -> tuple[list[Reading], bool]:
    readings = reader.read(rgb)
    if not readings or _sureness(readings) >= UNSURE:
        return readings, False
    others = reader.read(_turned(rgb))
    return (others, True) if others and _sureness(others) > UNSURE else (readings, False)


def _is_a_stroke(row: Reading) -> bool:
    """An engine sees a letter in many a fold and a pole; one that was meant as a letter it is sure of."""
    return len(row.text) == 1 and row.confidence < UNSURE


def _sureness(readings: Sequence[Reading]) -> float:
    """Large words count for more, and those in an alphabet that nobody knows not at all."""
    weights = [one.height if one.text else 0.0 for one in readings]
    return float(np.average([one.confidence for one in readings], weights=weights)) if sum(weights) else 0.0


def _that_matter(rows: list[Reading]) -> list[Reading]:
    """All lines of a thumbnail; of a page, such as a screenshot, what is set larger than the rest."""
    if len(rows) <= MATTER:
        return rows
    usual = median(row.height for row in rows)
    largest = sorted(rows, key=lambda row: -row.height)
    kept = [row for row in largest[:MATTER] if row.height > STANDS_OUT * usual] or largest[:AS_PAGE]
    return [row for row in rows if any(row is one for one in kept)]


def _turned(rgb: Rgb) -> Rgb:
    return np.ascontiguousarray(rgb[:, ::-1])


def _back(quad: Quad, width: int) -> Quad:
    found = quad[[1, 0, 3, 2]].copy()
    found[:, 0] = width - found[:, 0]
    return found

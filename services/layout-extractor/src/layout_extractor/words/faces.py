"""The catalogue as something to compare with: every file, and how wide its capitals run."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

from common.fonts.catalogue import script_of
from common.fonts.rows import FAMILIES, SCRIPT_STANDINS, Family, Script
from common.layout import Weight, WidthClass
from layout_extractor.words.shapes import drawn

CONDENSED, WIDE = 0.70, 0.93
"""Mean advance of capitals over their height: Anton 0.55, Oswald 0.66 | Luckiest Guy 0.85 | Slab 0.99, Archivo 1.11."""
_CAPITALS = "STOPDINGTHABCEFLMRUVWXY"
_NAMES = {400: Weight.REGULAR, 500: Weight.MEDIUM, 700: Weight.BOLD, 800: Weight.EXTRA_BOLD, 900: Weight.BLACK}


@dataclass(frozen=True, slots=True)
class Face:
    """A weight of a family, as a file."""

    family: Family
    weight: Weight
    file: Path


def faces_in(assets: Path, families: Sequence[Family] = FAMILIES) -> tuple[Face, ...]:
    """All faces a thumbnail can be set in; `assets` is the folder that holds `fonts/`."""
    return tuple(
        Face(family, _NAMES[weight], assets / "fonts" / name)
        for family in families
        for weight, name in family.files.items()
    )


def files_for(text: str, faces: Sequence[Face]) -> list[Path]:
    """What could have drawn a text: the catalogue's faces, or those that stand in for an alphabet they lack."""
    scripts = {script_of(char) for char in text} - {Script.COMMON}
    if not scripts or not faces:
        return [face.file for face in faces]
    folder = faces[0].file.parent
    return [folder / name for script in scripts for name in SCRIPT_STANDINS[script]]


def width_class(text: str, aspect: float, faces: Sequence[Face]) -> tuple[WidthClass, float]:
    """From the ink's width over its height, and what the same words measure in known faces. With a confidence.

    Of what no face of the catalogue can draw nothing is said.
    """
    if not text or any(script_of(char) is not Script.COMMON for char in text):
        return "normal", 0.0
    ratios = [_capital(face.file) * aspect / known for face in faces if (known := _aspect(face.file, text))]
    if not ratios:
        return "normal", 0.0
    ratio = median(ratios)
    nearest = min(abs(ratio / edge - 1) for edge in (CONDENSED, WIDE))
    return class_of(ratio), min(1.0, 0.5 + 2 * nearest)


def class_of(ratio: float) -> WidthClass:
    return "condensed" if ratio < CONDENSED else "wide" if ratio >= WIDE else "normal"


def class_of_family(family: Family, folder: Path) -> WidthClass:
    """By its own capitals; `folder` holds its files."""
    return class_of(median(_capital(folder / name) for name in family.files.values()))


@cache
def _capital(file: Path) -> float:
    mask = drawn(file, _CAPITALS)
    return mask.shape[1] / mask.shape[0] / len(_CAPITALS)


def _aspect(file: Path, text: str) -> float:
    mask = drawn(file, text)
    return mask.shape[1] / mask.shape[0] if mask.size else 0.0

"""One font file: what it covers, how wide its words are, where their ink lies.

HarfBuzz shapes here (`uharfbuzz`, a wheel with nothing to install beside it) and draws in the compositor: exact
positions without hinting, so that widths scale linearly and a picture is the same at every size.
"""

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, cast

import uharfbuzz  # pyright: ignore[reportMissingTypeStubs]

# HarfBuzz's binding ships without types; what touches it is in this file and in the compositor's `text/raster.py`.
hb: Final = cast("Any", uharfbuzz)

_KEPT_SHAPES = 4096
_FALLBACK_CAP_HEIGHT = 0.7


@dataclass(frozen=True)
class Ink:
    """A box of ink in ems or pixels; y grows downwards, 0 is the baseline."""

    left: float
    top: float
    right: float
    bottom: float

    def moved(self, x: float, y: float) -> "Ink":
        return Ink(self.left + x, self.top + y, self.right + x, self.bottom + y)

    def scaled(self, factor: float) -> "Ink":
        return Ink(self.left * factor, self.top * factor, self.right * factor, self.bottom * factor)

    def grown(self, margin: float) -> "Ink":
        return Ink(self.left - margin, self.top - margin, self.right + margin, self.bottom + margin)

    def union(self, other: "Ink | None") -> "Ink":
        if other is None:
            return self
        return Ink(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True)
class Glyph:
    """A glyph id and where its origin goes, in ems from the start of the run; y grows downwards."""

    id: int
    x: float
    y: float


@dataclass(frozen=True)
class Shaped:
    """A run of text after shaping, in ems."""

    glyphs: tuple[Glyph, ...]
    advance: float
    ink: Ink | None
    missing: bool  # a glyph of the font's `.notdef` is among them


class Face:
    """A font file on disk, mapped rather than read. Shapes are remembered, the most recent few thousand of them."""

    def __init__(self, path: Path, *, color: bool = False, embolden: float = 0.0) -> None:
        """`color` faces are pictures rather than outlines; `embolden` is in ems."""
        self.path = path
        self.color = color
        face: Any = hb.Face(hb.Blob.from_file_path(str(path)))
        self.font: Any = hb.Font(face)
        self.font.synthetic_bold = (embolden, embolden, True)
        self.units: int = face.upem
        self._shapes: OrderedDict[tuple[str, bool, str | None], Shaped] = OrderedDict()

    def __repr__(self) -> str:
        return f"Face({self.path.stem})"

    @cached_property
    def cap_height(self) -> float:
        """In ems, from OS/2.sCapHeight, else from the ink of an H."""
        stated = self.font.get_metric_position(hb.OTMetricsTag.CAP_HEIGHT)
        if stated:
            return stated / self.units
        ink = self.shape("H").ink
        return -ink.top if ink and self.covers("H") else _FALLBACK_CAP_HEIGHT

    def covers(self, char: str) -> bool:
        return bool(self.font.get_nominal_glyph(ord(char)))

    def shape(self, text: str, *, rtl: bool = False, language: str | None = None) -> Shaped:
        key = (text, rtl, language)
        shaped = self._shapes.get(key)
        if shaped is None:
            shaped = self._shapes[key] = self._shape(text, rtl=rtl, language=language)
            if len(self._shapes) > _KEPT_SHAPES:
                self._shapes.popitem(last=False)
        return shaped

    def _shape(self, text: str, *, rtl: bool, language: str | None) -> Shaped:
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        if language is not None:
            buffer.language = language
        buffer.direction = "rtl" if rtl else "ltr"
        hb.shape(self.font, buffer, {})
        glyphs: list[Glyph] = []
        ink: Ink | None = None
        x = 0
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            glyph = Glyph(info.codepoint, (x + position.x_offset) / self.units, -position.y_offset / self.units)
            x += position.x_advance
            box = self._ink_of(glyph)
            if box is not None:
                glyphs.append(glyph)
                ink = box.union(ink)
        missing = any(info.codepoint == 0 for info in buffer.glyph_infos)
        return Shaped(tuple(glyphs), x / self.units, ink, missing)

    def _ink_of(self, glyph: Glyph) -> Ink | None:
        box = self.font.get_glyph_extents(glyph.id)
        if box is None or not box.width or not box.height:
            return None
        left, top = box.x_bearing / self.units, -box.y_bearing / self.units
        return Ink(left, top, left + box.width / self.units, top - box.height / self.units).moved(glyph.x, glyph.y)

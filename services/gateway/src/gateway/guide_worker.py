"""The process that reads strangers' brand guides: `python -m gateway.guide_worker`, one for each guide.

A PDF is the most hostile file there is, so nothing of it is trusted: PDFium is built without scripts, an encrypted file
is refused, pages, objects and pixels are counted, and memory and time are limited (`intake_worker`). The guide comes on
stdin; the answer on stdout is a 4-byte length, a JSON head, then a logo as PNG where one was found.
"""

import io
import json
import re
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
from PIL import Image

from common.errors import Code, PermanentError
from common.looking import measured
from gateway.intake_worker import BROKEN, limit_memory, limit_time
from gateway.normalize import normalize
from gateway.sniff import sniff

PDF = b"%PDF-"
MOST_PAGES = 10
MOST_LETTERS = 50_000
MOST_OBJECTS = 2_000
PAGE_WIDTH = 640
LOGO_SIDES = (48, 4_000)
LOGO_RATIO = 6.0
LOGO_WIDTH = 1_024
SAME = 24
"""Sums of differences of red, green and blue up to this are one color."""
FROM_PICTURE = 0.6
"""The most that is believed of a color that was only seen."""

_HEX = re.compile(r"#([0-9A-Fa-f]{6})\b")
_RGBA = 4


@dataclass
class Found:
    """Colors with how sure they are; the base names of fonts, most used first; a picture that may be the logo."""

    colors: dict[str, float] = field(default_factory=dict[str, float])
    fonts: dict[str, int] = field(default_factory=dict[str, int])
    logo: Image.Image | None = None
    logo_confidence: float = 0.0

    def saw(self, pixels: Any, share: float = 1.0) -> None:
        for swatch in measured(np.ascontiguousarray(pixels)).colors:
            sure = round(min(FROM_PICTURE, swatch.share * 2) * share, 2)
            self.colors[swatch.color] = max(self.colors.get(swatch.color, 0.0), sure)

    def read(self, text: str) -> None:
        for code in _HEX.findall(text[:MOST_LETTERS]):
            self.colors["#" + code.lower()] = 0.95

    def head(self) -> dict[str, Any]:
        colors: dict[str, float] = {}
        for code, sure in sorted(self.colors.items(), key=lambda one: -one[1]):
            if all(_apart(code, other) > SAME for other in colors):  # what is written is often seen too
                colors[code] = sure
        return {
            "colors": [{"hex": code, "confidence": sure} for code, sure in list(colors.items())[:12]],
            "fonts": sorted(self.fonts, key=lambda name: -self.fonts[name])[:12],
            "logo_confidence": self.logo_confidence,
        }


def _apart(one: str, other: str) -> int:
    return sum(abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) for at in (1, 3, 5))


def look_through(data: bytes) -> Found:
    found = Found()
    if data.startswith(PDF):
        _through_pdf(data, found)
    else:
        _through_picture(data, found)
    return found


def _through_picture(data: bytes, found: Found) -> None:
    picture = Image.open(io.BytesIO(normalize(data, sniff(data), keep_alpha=True).data))
    pixels = np.asarray(picture)
    if pixels.ndim == 3 and pixels.shape[2] == _RGBA and (pixels[..., 3] < 128).mean() > 0.05:  # noqa: PLR2004 - clear
        found.logo, found.logo_confidence = picture, 0.7  # what has a cut-out shape is a logo more often than a page
        pixels = pixels[pixels[..., 3] >= 128][None, :, :]  # noqa: PLR2004 - what is seen of it
    found.saw(pixels[..., :3])


def _through_pdf(data: bytes, found: Found) -> None:
    import pypdfium2  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs] - only PDFs need it; it ships no types

    pdfium = cast("Any", pypdfium2)
    try:
        document = pdfium.PdfDocument(data)
        for number in range(min(len(document), MOST_PAGES)):
            _through_page(pdfium, document[number], found)
    except pdfium.PdfiumError as error:
        raise PermanentError(Code.IMAGE_UNREADABLE, "That PDF is damaged or encrypted.") from error


def _through_page(pdfium: Any, page: Any, found: Found) -> None:
    found.read(page.get_textpage().get_text_bounded())
    width, height = page.get_size()
    drawn = page.render(scale=PAGE_WIDTH / max(width, height, 1.0), may_draw_forms=False)
    found.saw(np.asarray(drawn.to_pil().convert("RGB")), 0.9)
    for thing in _objects(page):
        if isinstance(thing, pdfium.PdfTextObj):
            name = thing.get_font().get_base_name()
            found.fonts[name] = found.fonts.get(name, 0) + 1
        elif isinstance(thing, pdfium.PdfImage) and found.logo is None:
            _consider(thing, found)


def _objects(page: Any) -> Iterator[Any]:
    for number, thing in enumerate(page.get_objects(max_depth=4)):
        if number >= MOST_OBJECTS:
            return
        yield thing


def _consider(image: Any, found: Found) -> None:
    """The first picture of a logo's proportions; photographs fill pages, logos do not."""
    w, h = image.get_px_size()
    if not (LOGO_SIDES[0] <= min(w, h) and max(w, h) <= LOGO_SIDES[1] and max(w, h) <= LOGO_RATIO * min(w, h)):
        return
    picture = image.get_bitmap(render=True).to_pil().convert("RGBA")
    clear = np.asarray(picture)[..., 3] < 128  # noqa: PLR2004 - half
    found.logo, found.logo_confidence = picture, 0.7 if clear.mean() > 0.05 else 0.4  # noqa: PLR2004 - a shape


def answer(data: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        found = look_through(data)
    except PermanentError as error:
        return {"code": error.code, "message": error.message}, b""
    except BROKEN:
        return {"code": Code.IMAGE_UNREADABLE}, b""
    out = io.BytesIO()
    if found.logo is not None:
        found.logo.thumbnail((LOGO_WIDTH, LOGO_WIDTH))
        found.logo.save(out, "PNG")
    return found.head(), out.getvalue()


if __name__ == "__main__":
    limit_memory()
    limit_time()
    told, logo = answer(sys.stdin.buffer.read())
    encoded = json.dumps(told).encode()
    sys.stdout.buffer.write(struct.pack(">I", len(encoded)) + encoded + logo)

"""What was extracted as the document others read, and what its reader is unsure of in plain words."""

from common.inspiration import Inspiration, Spot, Swatch
from common.layout import LayoutRead, TextLayer
from layout_extractor.extracting import Extracted
from layout_extractor.people import People

UNSURE = 0.6
MOST_COLORS = 8


def read_of(extracted: Extracted, people: People, reader: str) -> LayoutRead:
    return LayoutRead(
        spec=extracted.spec,
        look=look_of(extracted),
        fingerprint=extracted.fingerprint,
        warnings=tuple(_warnings(extracted, people)),
        reader=reader,
    )


def look_of(extracted: Extracted) -> Inspiration:
    """The background's colors and, in shares of the canvas, where the person and the words stand."""
    canvas = extracted.spec.canvas
    colors = extracted.colors[:MOST_COLORS] or (Swatch(color="#808080", share=1.0),)
    person = extracted.person
    subject = _middle(person.head, canvas.w, canvas.h) if person else None
    boxes = [layer.bbox for layer in extracted.spec.layers if isinstance(layer, TextLayer)]
    words = max(boxes, key=lambda box: box[2] * box[3], default=None)
    return Inspiration(colors=colors, subject=subject, text=_middle(words, canvas.w, canvas.h) if words else None)


def _middle(box: tuple[float, float, float, float], width: int, height: int) -> Spot:
    x, y, w, h = box
    return Spot(x=_share(x + w / 2, width), y=_share(y + h / 2, height))


def _share(place: float, of: int) -> float:
    return round(min(1.0, max(0.0, place / of)), 3)


def _warnings(extracted: Extracted, people: People) -> list[str]:
    found: list[str] = []
    if not extracted.lines:
        found.append("No words were found; yours are placed where the picture is calm.")
    if any(line.sure["content"] < UNSURE or line.sure["font"] < UNSURE / 2 for line in extracted.lines):
        found.append("Some words were hard to read; look at their boxes and styles.")
    if extracted.person is None:
        found.append("Nobody's face was found; you are placed where there is room.")
    if len(people.faces) > 1:
        found.append(f"{len(people.faces)} people are in it; you take the place of the one in front.")
    return found

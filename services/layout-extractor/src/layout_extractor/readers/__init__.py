"""Who reads words in pictures: RapidOCR unless a setting names another engine."""

from collections.abc import Callable
from importlib.util import find_spec
from threading import Lock

from common.abilities import Engine
from layout_extractor.readers.reader import LineReader, Reading, Rgb, TextReader

__all__ = ["LazyReader", "engine_of", "line_reader_for", "reader_for"]

ENGINES = {
    "rapidocr": ("rapidocr", "Apache-2.0"),
    "tesseract": ("tesserocr", "Apache-2.0; its binding MIT"),
    "easyocr": ("easyocr", "Apache-2.0; its text finder CRAFT MIT"),
}
"""What each imports, and the license of its code and weights."""


class LazyReader:
    """An engine that is loaded when the first thumbnail comes: most houses never copy one."""

    def __init__(self, name: str, load: Callable[[], TextReader]) -> None:
        self.name = name
        self._load, self._lock = load, Lock()
        self._reader: TextReader | None = None

    def read(self, rgb: Rgb) -> list[Reading]:
        with self._lock:  # two slots may want it at once; engines are not made for two threads either
            if self._reader is None:
                self._reader = self._load()
            return self._reader.read(rgb)


def engine_of(name: str) -> Engine | None:
    """What the house may say of itself: None where the engine that is asked for is not installed."""
    module, terms = ENGINES[name]
    return Engine(engine=name, license=terms) if find_spec(module) else None


def reader_for(engine: str, models: str) -> TextReader:
    """Raises `ocr_unavailable` where an optional engine is not installed."""
    if engine == "tesseract":
        from layout_extractor.readers.tesseract import TesseractReader  # noqa: PLC0415 - an extra

        return TesseractReader(models)
    if engine == "easyocr":
        from layout_extractor.readers.easy import EasyReader  # noqa: PLC0415 - an extra

        return EasyReader(models)
    from layout_extractor.readers.rapid import RapidReader  # noqa: PLC0415 - the models load with it

    return RapidReader()


def line_reader_for(fallback: str, key: str, model: str, base_url: str) -> LineReader | None:
    """None where nobody is to be asked. Raises `ocr_unavailable` where the extra is not installed or no key is set."""
    if fallback != "gemini":
        return None
    from layout_extractor.readers.gemini import GeminiLineReader  # noqa: PLC0415 - an extra

    return GeminiLineReader(key, model, base_url)

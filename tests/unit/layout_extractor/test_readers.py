import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from common.errors import Code, PermanentError
from layout_extractor.readers import LazyReader, reader_for
from layout_extractor.readers.easy import EasyReader
from layout_extractor.readers.packaged import folder_of
from layout_extractor.readers.reader import Reading

PICTURE = np.zeros((40, 80, 3), np.uint8)


@pytest.mark.parametrize("engine", ["tesseract", "easyocr"])
def test_an_engine_that_is_not_installed_is_named(engine, monkeypatch):
    monkeypatch.setitem(sys.modules, "tesserocr", None)
    monkeypatch.setitem(sys.modules, "easyocr", None)
    with pytest.raises(PermanentError) as failure:
        reader_for(engine, "")

    assert failure.value.code is Code.OCR_UNAVAILABLE
    assert "extra" in failure.value.message


def test_easyocr_is_asked_without_letting_it_download_anything(monkeypatch):
    asked = {}
    quad = [[1, 2], [30, 2], [30, 12], [1, 12]]

    def reader(languages, **options):
        """The vendor's class, as its documentation describes it."""
        asked.update(options, languages=languages)
        return SimpleNamespace(readtext=lambda _: [(quad, " WORD ", 0.9), (quad, "dust", 0.1)])

    vendor = ModuleType("easyocr")
    vars(vendor)["Reader"] = reader
    monkeypatch.setitem(sys.modules, "easyocr", vendor)
    found = EasyReader("/weights").read(PICTURE)

    assert [(one.text, one.confidence) for one in found] == [("WORD", 0.9)]
    assert asked["download_enabled"] is False
    assert asked["model_storage_directory"] == "/weights"


def test_weights_lie_where_their_package_has_put_them(tmp_path, monkeypatch):
    facts = tmp_path / "weights-1.0.dist-info"
    facts.mkdir()
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights/a.pth").touch()
    (facts / "METADATA").write_text("Name: weights\nVersion: 1.0\n")
    (facts / "RECORD").write_text("weights/a.pth,,\n")
    monkeypatch.syspath_prepend(str(tmp_path))

    assert folder_of("weights", "a.pth") == str(tmp_path / "weights")
    assert folder_of("weights", "b.pth") == ""
    assert folder_of("nobody-has-made-this", "a.pth") == ""


def test_an_engine_is_loaded_once_and_only_when_it_is_needed():
    loads = []
    reading = Reading(np.zeros((4, 2), np.float32), "X", 1.0)

    class Counting:
        name = "x"

        def __init__(self):
            loads.append(1)

        def read(self, rgb):  # noqa: ARG002 - the port's shape
            return [reading]

    reader = LazyReader("x", Counting)
    before = len(loads)
    found = [reader.read(PICTURE), reader.read(PICTURE)]

    assert (before, len(loads)) == (0, 1)
    assert found == [[reading], [reading]]

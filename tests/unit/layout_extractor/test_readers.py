import sys
from types import ModuleType, SimpleNamespace
from typing import get_args

import numpy as np
import pytest

from common.errors import Code, PermanentError
from layout_extractor.readers import ENGINES, LazyReader, engine_of, reader_for
from layout_extractor.readers.easy import EasyReader, in_one_case
from layout_extractor.readers.packaged import folder_of
from layout_extractor.readers.passes import best_of, papers
from layout_extractor.readers.reader import Reading
from layout_extractor.readers.tesseract import TesseractReader
from layout_extractor.settings import LayoutExtractorSettings

PICTURE = np.zeros((40, 80, 3), np.uint8)


@pytest.mark.parametrize("engine", ["tesseract", "easyocr"])
def test_an_engine_that_is_not_installed_is_named(engine, monkeypatch):
    monkeypatch.setitem(sys.modules, "tesserocr", None)
    monkeypatch.setitem(sys.modules, "easyocr", None)
    with pytest.raises(PermanentError) as failure:
        reader_for(engine, "")

    assert failure.value.code is Code.OCR_UNAVAILABLE
    assert "extra" in failure.value.message


@pytest.mark.parametrize("engine", get_args(LayoutExtractorSettings.model_fields["ocr_engine"].annotation))
def test_the_house_says_who_reads_and_under_which_terms_but_not_of_one_that_is_missing(engine, monkeypatch):
    monkeypatch.setitem(sys.modules, ENGINES[engine][0], None)
    missing = engine_of(engine)
    monkeypatch.setitem(sys.modules, ENGINES[engine][0], SimpleNamespace(__spec__=True))
    found = engine_of(engine)

    assert missing is None
    assert found is not None
    assert (found.engine, found.license[:10]) == (engine, "Apache-2.0")


def test_easyocr_is_asked_without_letting_it_download_anything(monkeypatch):
    asked = {}
    quad = [[1, 2], [30, 2], [30, 12], [1, 12]]

    def reader(languages, **options):
        """The vendor's class, as its documentation describes it."""
        asked.update(options, languages=languages)
        return SimpleNamespace(readtext=lambda _, **__: [(quad, " WORD ", 0.9**4), (quad, "dust", 0.1)])

    vendor = ModuleType("easyocr")
    vars(vendor)["Reader"] = reader
    monkeypatch.setitem(sys.modules, "easyocr", vendor)
    found = EasyReader("/weights").read(PICTURE)

    assert [one.text for one in found] == ["WORD"]
    assert asked["download_enabled"] is False
    assert asked["model_storage_directory"] == "/weights"
    assert found[0].confidence == pytest.approx(0.9)  # of a letter: the vendor says the product of four


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("StOp", "STOP"),
        ("It WORKED", "IT WORKED"),
        ("My YouTube", "My YouTube"),
        ("MONeV", "MONEV"),
        ("YouTube", "YouTube"),
        ("Go", "Go"),
        ("small", "small"),
        ("24", "24"),
    ],
)
def test_a_line_or_word_in_which_capitals_and_small_letters_alternate_is_capitals(read, meant):
    assert in_one_case(read) == meant


class Tesseract:
    """The vendor's class and iterator, over lines that a test gives: text, sureness, box."""

    RIL = SimpleNamespace(TEXTLINE=1)

    def __init__(self, *lines: tuple[str, float, tuple[int, int, int, int]]) -> None:
        self.lines, self.asked = lines, {}

    def PyTessBaseAPI(self, **options):  # noqa: N802 - the vendor's name
        self.asked.update(options)
        return self

    def SetImage(self, image):  # noqa: N802
        self.place = 0
        self.size = image.size

    def Recognize(self): ...  # noqa: N802

    def GetIterator(self):  # noqa: N802
        return self

    def Empty(self, _):  # noqa: N802
        return not self.lines

    def Next(self, _):  # noqa: N802
        self.place += 1
        return self.place < len(self.lines)

    def GetUTF8Text(self, _):  # noqa: N802
        return self.lines[self.place][0]

    def Confidence(self, _):  # noqa: N802
        return self.lines[self.place][1]

    def BoundingBox(self, _):  # noqa: N802
        return self.lines[self.place][2]


def test_tesseract_sees_a_small_picture_and_its_places_are_those_of_the_large_one(monkeypatch):
    vendor = Tesseract(("HOW | MADE IT\n", 92.0, (10, 20, 300, 80)))
    monkeypatch.setitem(sys.modules, "tesserocr", vendor)
    (found,) = TesseractReader("/data").read(np.zeros((720, 1280, 3), np.uint8))

    assert vendor.size == (640, 360)
    assert vendor.asked["path"] == "/data"
    assert found.text == "HOW I MADE IT"
    assert found.confidence == pytest.approx(0.92)
    assert found.quad.tolist() == [[20, 40], [600, 40], [600, 160], [20, 160]]


@pytest.mark.parametrize(
    "dust",
    [
        ("~ |", 96.0, (10, 20, 90, 80)),
        ("WORDS", 40.0, (10, 20, 90, 80)),
        ("rEN", 75.0, (10, 20, 90, 80)),  # in the badge of a cap
        ("WORDS", 96.0, (10, 20, 90, 22)),
    ],
)
def test_tesseract_finds_no_words_in_marks_doubts_and_specks(dust, monkeypatch):
    monkeypatch.setitem(sys.modules, "tesserocr", Tesseract(dust))

    assert TesseractReader("/data").read(np.zeros((720, 1280, 3), np.uint8)) == []


def test_every_color_of_a_picture_is_black_on_white_once():
    picture = np.zeros((60, 80, 3), np.uint8)
    picture[10:30] = (250, 20, 20)
    picture[40:50] = (250, 250, 20)
    red = np.where((picture == (250, 20, 20)).all(2), 0, 255)

    assert any((paper == red).all() for paper in papers(picture))


def test_of_readings_on_one_place_the_longest_sure_one_stays():
    def at(left, text, confidence):
        box = np.array([(left, 0), (left + 60, 0), (left + 60, 20), (left, 20)], np.float32)
        return Reading(box, text, confidence)

    kept = best_of([at(0, "100 DA", 0.92), at(4, "100 DAYS", 0.9), at(2, "1OO DAYS!", 0.6), at(200, "LATER", 0.8)])

    assert [one.text for one in kept] == ["100 DAYS", "LATER"]


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

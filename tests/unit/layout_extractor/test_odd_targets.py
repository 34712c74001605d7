"""What is no neat thumbnail still gives a layout, and a sentence about what is missing."""

from dataclasses import dataclass

import cv2
import numpy as np
import pytest
from tests.unit.layout_extractor import targets

from common.color import delta_e
from common.layout import MAX_LAYERS, ImageLayer, LayoutRead, Role, TextLayer
from layout_extractor.pictures import decoded
from layout_extractor.readers.reader import Reading, Rgb
from layout_extractor.reading import lines_in
from layout_extractor.reports import read_of


@pytest.fixture(scope="module")
def read(extractor):
    def reading(rgb) -> LayoutRead:
        people = targets.people_in(rgb)
        return read_of(extractor.extract(rgb, people), people, extractor.reader.name)

    return reading


def texts(found: LayoutRead) -> list[TextLayer]:
    return [layer for layer in found.spec.layers if isinstance(layer, TextLayer)]


def subject(found: LayoutRead) -> ImageLayer | None:
    images = (layer for layer in found.spec.layers if isinstance(layer, ImageLayer))
    return next((layer for layer in images if layer.role is Role.SUBJECT), None)


def test_without_words_the_person_alone_is_the_layout(read):
    found = read(targets.without_text())
    person = subject(found)

    assert texts(found) == []
    assert person is not None
    assert found.look.face == "right"
    assert any("No words" in warning for warning in found.warnings)


def test_words_alone_on_one_color_are_read_and_nobody_is_invented(read):
    found = read(targets.text_only())

    assert [layer.content for layer in texts(found)] == ["THE TRUTH", "ABOUT RAM"]
    assert delta_e(texts(found)[0].style.fill or "", "#ffffff") < 4
    assert delta_e(texts(found)[1].style.fill or "", "#ffde28") < 4
    assert subject(found) is None
    assert delta_e(found.look.colors[0].color, "#143ca0") < 4


def test_of_three_people_the_one_in_front_is_replaced(read):
    found = read(targets.three_faces())
    person = subject(found)

    assert person is not None
    assert person.bbox is not None
    assert 300 < person.bbox[0] < 400
    assert any(warning.startswith("3 people") for warning in found.warnings)


def test_words_that_run_upwards_are_one_line_in_a_tall_box(read):
    found = read(targets.vertical())
    (line,) = texts(found)
    _, _, w, h = line.bbox

    assert line.content == "VERTICAL"
    assert h > 3 * w
    assert line.style.rotation == 0
    assert line.style.max_lines > 1
    assert delta_e(line.style.fill or "", "#ffde28") < 6
    assert any("straight" in warning for warning in found.warnings)


def test_letters_under_letters_keep_their_place_though_nobody_can_spell_them(read):
    found = read(targets.stacked())
    (line,) = texts(found)

    assert set(line.content) == {"?"}
    assert line.bbox[3] > 5 * line.bbox[2]
    assert delta_e(line.style.fill or "", "#ffde28") < 6


def test_words_on_an_arc_are_one_line(read):
    found = read(targets.curved())
    (line,) = texts(found)

    assert line.content == "CURVED TITLE"
    assert any("arc" in warning for warning in found.warnings)


def test_mirrored_words_are_read_from_behind(read):
    found = read(targets.mirrored())
    (line,) = texts(found)

    assert line.content == "NEVER AGAIN"
    assert 220 < line.bbox[0] < 250
    assert any("mirrored" in warning for warning in found.warnings)


def test_an_alphabet_nobody_reads_keeps_its_place_and_color(read):
    found = read(targets.arabic())
    (line,) = texts(found)

    assert set(line.content) == {"?"}
    assert line.bbox[2] > 900
    assert delta_e(line.style.fill or "", "#ffde28") < 6
    assert any("could not be spelled" in warning for warning in found.warnings)


def test_beside_words_that_are_read_an_alphabet_nobody_reads_keeps_its_place(read):
    found = read(targets.two_alphabets())
    title, other = texts(found)

    assert title.content == "BIG NEWS"
    assert set(other.content) == {"?"}
    assert other.bbox[1] > 380
    assert any("could not be spelled" in warning for warning in found.warnings)


@dataclass
class Says:
    """An engine that always sees the same."""

    readings: list[Reading]
    name: str = "says"

    def read(self, rgb: Rgb) -> list[Reading]:  # noqa: ARG002 - the port's shape
        return self.readings


@pytest.mark.parametrize(("confidence", "lines"), [(0.57, 0), (0.95, 1)])
def test_a_lone_letter_nobody_is_sure_of_is_a_fold_or_a_pole(faces, confidence, lines):
    rgb = targets.drawn(targets.WHOLE, targets.words("X", (500, 200, 240, 300)))
    quad = np.array([(540, 190), (700, 190), (700, 510), (540, 510)], np.float32)
    seen = lines_in(rgb, Says([Reading(quad, "X", confidence)]), faces)

    assert len(seen.lines) == lines
    assert len(seen.places) == 1


def test_chinese_is_read_and_measured_with_a_font_that_has_it(read):
    (line,) = texts(read(targets.chinese()))

    assert line.content == "三天学会编程"
    assert line.bbox[2] > 900
    assert delta_e(line.style.fill or "", "#ffde28") < 6
    assert line.style.stroke == pytest.approx(9, rel=0.25)


def test_of_a_screenshot_only_the_heading_becomes_a_layer(read):
    found = read(targets.screenshot())

    assert [layer.content for layer in texts(found)] == ["Account settings"]
    assert len(found.spec.layers) < MAX_LAYERS
    assert any("screenshot" in warning for warning in found.warnings)


def test_a_screenshot_is_no_black_and_white_photograph(read):
    found = read(targets.screenshot())
    background = found.spec.layers[0]

    assert found.spec.grade is None
    assert isinstance(background, ImageLayer)
    assert not any(op.startswith("grain") for op in background.ops)


def test_of_a_very_small_picture_its_reader_says_so(read):
    found = read(targets.tiny())

    assert (found.spec.canvas.w, found.spec.canvas.h) == (60, 34)
    assert any("very small" in warning for warning in found.warnings)


def test_a_photo_of_a_screen_is_read_through_its_beat(read):
    found = read(targets.photo_of_a_screen())

    assert [layer.content for layer in texts(found)] == ["ZERO TO", "HERO"]
    assert subject(found) is not None


@pytest.mark.parametrize("name", ["grass.png", "gravel.png", "brick.png", "coffee.png", "hubble_deep_field.jpg"])
def test_texture_is_not_taken_for_words(read, name):
    assert texts(read(targets.photo(name))) == []


def test_gray_and_see_through_files_are_pictures_too():
    gray = np.full((40, 60), 90, np.uint8)
    clear = np.zeros((40, 60, 4), np.uint8)
    clear[:20] = (0, 0, 255, 255)
    pictures = [decoded(cv2.imencode(".png", one)[1].tobytes()) for one in (gray, clear)]

    assert pictures[0].shape == (40, 60, 3)
    assert pictures[1][0, 0].tolist() == [255, 0, 0]
    assert pictures[1][-1, 0].tolist() == [255, 255, 255]

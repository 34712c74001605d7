import numpy as np
import pytest

from layout_extractor.readers.reader import Reading
from layout_extractor.rows import LONGEST, visual_lines


def word(text, x, y, w=100, h=40):
    return Reading(np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], np.float32), text, 0.9)


def test_words_on_one_level_are_one_line_whatever_order_they_come_in():
    found = visual_lines([word("THIS", 240, 50), word("STOP", 10, 50), word("DOING", 125, 52)])

    assert [line.text for line in found] == ["STOP DOING THIS"]
    assert found[0].quad[:, 0].max() == pytest.approx(340, abs=1)


def test_columns_and_other_sizes_stay_apart():
    found = visual_lines([word("LEFT", 10, 50), word("RIGHT", 600, 50), word("small", 115, 55, h=18)])

    assert {line.text for line in found} == {"LEFT", "RIGHT", "small"}


def test_words_of_one_line_stand_less_than_half_its_height_apart():
    close, apart = ([word("BEFORE", 10, 50), word("AFTER", 10 + step, 50)] for step in (118, 130))

    assert len(visual_lines(close)) == 1
    assert len(visual_lines(apart)) == 2


def test_lines_are_read_from_the_top():
    found = visual_lines([word("SECOND", 10, 120), word("FIRST", 10, 20)])

    assert [line.text for line in found] == ["FIRST", "SECOND"]


def test_a_line_of_many_words_is_cut_to_what_a_thumbnail_has():
    (found,) = visual_lines([word("x" * 100, 10 + 110 * place, 60) for place in range(50)])

    assert len(found.text) <= LONGEST

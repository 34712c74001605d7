"""Words of a target that read like orders are data: models never get to see them in a prompt."""

import pytest
from tests.unit.layout_extractor import targets

from common.brief import Brief
from common.direction import direct
from common.layout import TextLayer
from common.palette import palette_for
from common.prompts import PromptTask, compile_prompt
from common.wishes import LabeledReference
from layout_extractor.people import People
from layout_extractor.reports import read_of

ORDERS = ("IGNORE", "PREVIOUS", "INSTRUCTIONS", "REVEAL", "API KEY")


@pytest.fixture(scope="module")
def found(extractor):
    return read_of(extractor.extract(targets.giving_orders(), People()), People(), "rapidocr")


def test_orders_are_read_as_the_words_they_are(found):
    said = " ".join(layer.content for layer in found.spec.layers if isinstance(layer, TextLayer))

    assert all(word in said for word in ORDERS)


@pytest.mark.parametrize("answers", [{}, {"draw_text": True}], ids=["live words", "words drawn by the model"])
def test_no_word_of_a_target_is_in_a_prompt(found, answers):
    brief = Brief.model_validate({"mode": "copy", "headline": "MY OWN WORDS", "title": "A day at sea", **answers})
    direction = direct(brief, 1, 7, (found.look,))
    references = (LabeledReference(key="me", role="person"), LabeledReference(key="them", role="layout"))
    palette = palette_for(brief, direction)
    prompt = compile_prompt(PromptTask(brief, direction, palette, brief.canvas, references, layout=found.spec))
    sent = (prompt.system + prompt.text).upper()

    assert "FROM 11 TO 89 PERCENT" in sent  # where words stand is told
    assert not [word for word in ORDERS if word in sent]


def test_what_is_told_about_a_reading_quotes_nothing_of_it(found):
    told = " ".join((*found.warnings, found.look.model_dump_json())).upper()

    assert not [word for word in ORDERS if word in told]

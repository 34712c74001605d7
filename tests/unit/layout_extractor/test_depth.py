"""Which words stand behind the person, and which words have a color of their own."""

from tests.unit.layout_extractor import targets

from common.color import delta_e
from common.layout import ImageLayer, Role, TextLayer
from layout_extractor.people import People


def order(extractor, rgb) -> list[str]:
    layers = extractor.extract(rgb, targets.people_in(rgb)).spec.layers
    known = (layer for layer in layers if isinstance(layer, TextLayer) or layer.role is Role.SUBJECT)
    return ["person" if isinstance(layer, ImageLayer) else "words" for layer in known]


def test_a_word_whose_letters_the_head_hides_is_below_the_person(extractor):
    assert order(extractor, targets.behind_the_person()) == ["words", "person"]


def test_words_over_the_body_are_above_the_person(extractor):
    assert order(extractor, targets.over_the_person()) == ["person", "words"]


def test_words_beside_the_person_are_above_them(extractor):
    assert order(extractor, targets.three_faces()) == ["person", "words"]


def test_a_word_in_its_own_color_is_an_accent(extractor):
    spec = extractor.extract(targets.two_tone(), People()).spec
    (line,) = (layer for layer in spec.layers if isinstance(layer, TextLayer))

    assert line.content == "MAKE 100 DAYS"
    assert line.style.accent_words == (1,)
    assert delta_e(line.style.fill or "", "#ffffff") < 4
    assert delta_e(line.style.accent or "", "#ff3b30") < 6


def test_a_line_in_one_color_has_no_accent(extractor):
    spec = extractor.extract(targets.mirrored(), People()).spec

    assert all(layer.style.accent is None for layer in spec.layers if isinstance(layer, TextLayer))

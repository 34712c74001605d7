from dataclasses import dataclass

import pytest

from compositor.text.bidi import levels, visual_order


@dataclass(frozen=True)
class Piece:
    text: str
    level: int


def shown(text: str) -> str:
    """`text` as it stands on the page from left to right, letter by letter (brackets not mirrored)."""
    order = visual_order([Piece(char, level) for char, level in zip(text, levels(text), strict=True)])
    return "".join(piece.text for piece in order)


def test_latin_text_stays_as_it_is():
    assert shown("STOP (100%) NOW!") == "STOP (100%) NOW!"
    assert set(levels("STOP 100")) == {0}


# Expected orders are those of the Unicode reference implementation.
@pytest.mark.parametrize(
    ("text", "visual"),
    [
        ("שלום עולם", "םלוע םולש"),
        ("אבג ABC דהו", "והד ABC גבא"),
        ("ABC אבג DEF", "ABC גבא DEF"),
        ("אבג 123 דהו", "והד 123 גבא"),
        ("مرحبا 2024 HELLO", "HELLO 2024 ابحرم"),
        ("עברית 1,000 $5", "$5 1,000 תירבע"),
        ("عربي 50%", "%50 يبرع"),
        ("עברית!", "!תירבע"),
        ("iPhone 15 חדש", "iPhone 15 שדח"),
    ],
)
def test_mixed_directions_read_as_unicode_says(text: str, visual: str):
    assert shown(text) == visual


def test_marks_share_the_level_of_their_letter():
    found = levels("שָׁלוֹם")

    assert set(found) == {1}

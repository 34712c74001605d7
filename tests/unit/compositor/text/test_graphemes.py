# ruff: noqa: RUF001 - the characters of other scripts are meant
import pytest

from compositor.text.graphemes import MOST_MARKS, graphemes, readable, wants_emoji


@pytest.mark.parametrize(
    "cluster",
    ["é", "e\u0301\u0302", "👨‍👩‍👧‍👦", "🇵🇱", "👍🏽", "1️⃣", "❤️", "कि", "र्"],
)
def test_what_reads_as_one_character_stays_together(cluster: str):
    assert graphemes(f"a{cluster}b") == ["a", cluster, "b"]


def test_flags_pair_up_from_the_left():
    assert graphemes("🇵🇱🇩🇪") == ["🇵🇱", "🇩🇪"]


def test_stacks_of_marks_are_lowered_to_what_a_line_can_hold():
    zalgo = "z" + "\u0301\u0302\u0303\u0304\u0305\u0306" * 5 + "o"

    assert readable(zalgo) == "ź\u0302\u0303\u0304o"
    assert len(graphemes(readable(zalgo))[0]) == 1 + MOST_MARKS


def test_hebrew_points_survive():
    pointed = "שָׁלוֹם"

    assert len(readable(pointed)) == len(pointed)


def test_pasted_maths_letters_become_letters():
    assert readable("𝐁𝐎𝐋𝐃 𝓂𝑜𝓋𝑒") == "BOLD move"


def test_control_characters_and_overrides_are_dropped_and_joiners_kept():
    assert readable("a\u0000b\u202ec\u200dd") == "abc\u200dd"


@pytest.mark.parametrize(
    ("cluster", "expected"), [("🔥", "picture"), ("❤️", "picture"), ("❤", "sign"), ("A", "sign"), ("⭐", "picture")]
)
def test_pictures_are_told_from_signs(cluster: str, expected: str):
    assert wants_emoji(cluster) is (expected == "picture")

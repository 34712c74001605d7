import pytest

from compositor.compose.accents import accent_words


@pytest.mark.parametrize(
    ("headline", "accented"),
    [
        ("STOP DOING THIS", ["STOP"]),
        ("I made $10,000 today", ["$10,000"]),
        ("Day 1 vs day 365", ["365"]),
        ("This changes everything", ["everything"]),
        ("I quit my job", ["quit"]),
        ("DON'T do this", ["DON'T"]),
        ("Nie wieder Kaffee", ["Nie"]),
        ("Building a cabin", ["cabin"]),
    ],
)
def test_the_word_that_carries_the_headline_is_accented(headline, accented):
    assert [headline.split()[i] for i in accent_words(headline)] == accented


def test_a_single_word_has_nothing_to_stand_out_from():
    assert accent_words("WHY?") == ()


def test_a_long_headline_may_carry_two_accents():
    assert len(accent_words("The one thing nobody tells you about money")) == 2


def test_scripts_without_spaces_have_no_accent():
    assert accent_words("停止这样做") == ()

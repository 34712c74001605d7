# ruff: noqa: RUF001 - the characters of other scripts are meant
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from compositor.text.breaks import balanced
from compositor.text.cutting import cut

widths = st.lists(st.integers(1, 40).map(float), min_size=1, max_size=9)


def settings(words: list[float], most: int = 4) -> list[tuple[tuple[int, int], ...]]:
    return list(balanced(len(words), most, lambda i, j: sum(words[i:j]) + 2.0 * (j - i - 1)))


def longest(words: list[float], spans: tuple[tuple[int, int], ...]) -> float:
    return max(sum(words[i:j]) + 2.0 * (j - i - 1) for i, j in spans)


@given(widths)
def test_no_other_breaks_have_a_shorter_longest_line(words: list[float]):
    for spans in settings(words):
        cuts = combinations(range(1, len(words)), len(spans) - 1)
        others = [tuple(pairwise((0, *cut_at, len(words)))) for cut_at in cuts]

        assert longest(words, spans) == min(longest(words, other) for other in others)


@given(widths)
def test_every_word_is_on_one_line_in_order(words: list[float]):
    for count, spans in enumerate(settings(words), 1):
        assert len(spans) == count
        assert [i for a, b in spans for i in range(a, b)] == list(range(len(words)))


def test_ties_go_to_the_setting_without_an_orphan():
    spans = settings([10, 3, 3, 3], most=2)[1]

    assert spans == ((0, 1), (1, 4))


def test_there_are_never_more_lines_than_words():
    assert len(settings([5.0, 5.0], most=6)) == 2


def test_latin_words_are_never_cut():
    assert cut("EVERYTHING") == ["EVERYTHING"]
    assert cut("DON’T") == ["DON’T"]


def test_hyphens_allow_a_break_after_them():
    assert cut("step-by-step") == ["step-", "by-", "step"]
    assert cut("e-mail") == ["e-mail"]


def test_chinese_breaks_between_characters_but_never_before_a_comma():
    assert cut("你好，世界") == ["你", "好，", "世", "界"]
    assert cut("「你好」") == ["「你", "好」"]


def test_amounts_stay_whole():
    assert cut("100万円の車")[0].startswith("100万円")
    assert cut("T恤") == ["T恤"]


def test_japanese_breaks_between_phrases():
    assert cut("これは凄い、本当に？") == ["これは", "凄い、", "本当に？"]


def test_thai_breaks_before_a_leading_vowel():
    assert "".join(cut("สวัสดีชาวโลก")) == "สวัสดีชาวโลก"
    assert cut("สวัสดีชาวโลก") == ["สวัสดีชาว", "โลก"]

"""What the questionnaire accepts, and with which code it refuses."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from common.brief import Brief, ColorPriority, FontMood, Vibe, count_words, tidy_text
from common.catalog import PLATFORMS, PlatformName, Size
from common.errors import Code

SIZED = [(name, size) for name, platform in PLATFORMS.items() for size in platform.sizes]


def asked(**answers: Any) -> Brief:
    return Brief.model_validate({"headline": "STOP DOING THIS"} | answers)


def refused_with(**answers: Any) -> set[str]:
    """The codes, ours or pydantic's, a brief is refused with."""
    with pytest.raises(ValidationError) as caught:
        asked(**answers)
    return {str(error["type"]) for error in caught.value.errors()}


@pytest.mark.parametrize("nothing", ["", "   ", "\n\t", "\u202e\u0007", "\u200d", "\u200b\u2060", "\u3164", "\u0301"])
def test_a_headline_without_a_visible_character_is_empty(nothing):
    assert refused_with(headline=nothing) == {Code.HEADLINE_EMPTY}


def test_forty_words_are_too_long_and_the_message_counts_them():
    with pytest.raises(ValidationError, match="has 40 words; at most 8"):
        asked(headline=" ".join(["word"] * 40))
    assert refused_with(headline=" ".join(["word"] * 40)) == {Code.HEADLINE_TOO_LONG}


@pytest.mark.parametrize("headline", ["A" * 129, "e" + "\u0301" * 500, "高" * 17])
def test_a_headline_that_is_one_endless_word_is_too_long(headline):
    assert refused_with(headline=headline) == {Code.HEADLINE_TOO_LONG}


def test_the_creators_own_word_cap_counts():
    assert refused_with(headline="ONE TWO THREE", typography={"max_words": 2}) == {Code.HEADLINE_TOO_LONG}
    assert asked(headline="ONE TWO", typography={"max_words": 2}).headline == "ONE TWO"


def test_a_subtext_may_have_ten_words_and_not_eleven():
    assert count_words(asked(subtext=" ".join(["word"] * 10)).subtext) == 10
    assert refused_with(subtext=" ".join(["word"] * 11)) == {Code.SUBTEXT_TOO_LONG}
    assert refused_with(subtext="x" * 161) == {Code.SUBTEXT_TOO_LONG}


@pytest.mark.parametrize("platform", ["tiktok", "", "YOUTUBE", None, 7, ["youtube"], {"youtube": True}])
def test_a_platform_nobody_knows_is_named_with_the_ones_there_are(platform):
    assert refused_with(platform=platform) == {Code.UNKNOWN_PLATFORM}


@pytest.mark.parametrize(
    ("width", "height"),
    [(0, 720), (1280, 0), (-1, -1), (100_000, 720), (255, 255), (4097, 2000), (2000, 499), (499, 2000), (10**40, 1)],
)
def test_a_custom_size_outside_the_limits_is_refused(width, height):
    assert refused_with(platform="custom", size={"w": width, "h": height}) == {Code.SIZE_OUT_OF_RANGE}


@pytest.mark.parametrize(("width", "height"), [(256, 256), (4096, 4096), (4096, 1024), (256, 1024), (1000, 777)])
def test_a_custom_size_on_the_limits_is_made_as_asked(width, height):
    assert asked(platform="custom", size={"w": width, "h": height}).canvas == Size(w=width, h=height)


def test_a_custom_format_needs_a_size():
    assert refused_with(platform="custom") == {Code.SIZE_OUT_OF_RANGE}


@pytest.mark.parametrize("name", [name for name in PlatformName if name is not PlatformName.CUSTOM])
def test_a_platform_refuses_pixels_that_are_not_its_own(name):
    assert refused_with(platform=name, size={"w": 640, "h": 640}) == {Code.SIZE_OUT_OF_RANGE}


@pytest.mark.parametrize(("name", "size"), SIZED, ids=[f"{name}-{size}" for name, size in SIZED])
def test_every_preset_size_is_accepted_and_the_first_is_the_default(name, size):
    assert asked(platform=name, size=size.model_dump()).canvas == size
    assert asked(platform=name).canvas == PLATFORMS[name].sizes[0]


@pytest.mark.parametrize(
    ("platform", "size", "orientation"),
    [
        ("reels", None, "portrait"),
        ("x-header", None, "landscape"),
        ("instagram-post", {"w": 1080, "h": 1080}, "square"),
    ],
)
def test_orientation_follows_from_the_size(platform, size, orientation):
    assert asked(platform=platform, size=size).orientation == orientation


def test_ten_selfies_are_enough_and_eleven_too_many():
    assert len(asked(refs=[f"ast_{n}" for n in range(10)]).refs) == 10
    assert refused_with(refs=[f"ast_{n}" for n in range(11)]) == {Code.TOO_MANY_REFERENCES}


def test_the_same_selfie_twice_is_one_selfie():
    assert asked(refs=["ast_1", "ast_2", "ast_1"]).refs == ("ast_1", "ast_2")


@pytest.mark.parametrize(
    "headline",
    [
        "<script>alert(1)</script>",
        "{HEADLINE} {0} {{x}} %s ${HOME}",
        "'; drop table jobs; --",
        "STOP 🤯 THIS",
        "👩🏽‍💻 CODE 🏳️‍🌈",
        "توقف عن هذا الآن",
        "यह करना बंद करो",
        "停止这样做",
        "これをやめて",
        "Über größte Ćwikła",
        "Đừng làm thế này",
    ],
)
def test_a_headline_is_text_and_stays_as_it_was_written(headline):
    assert asked(headline=headline).headline == headline


def test_a_letter_and_its_combining_mark_become_one_character():
    assert asked(headline="Cafe\u0301 Zu\u0308rich").headline == "Café Zürich"


def test_characters_that_turn_or_hide_text_are_taken_out():
    spoofed = "\u202eSTOP\u202c \u2066DOING\u2069\x00 \u200fTHIS\ufeff\u200b"

    assert asked(headline=spoofed).headline == "STOP DOING THIS"


def test_joiners_that_scripts_and_emoji_need_stay():
    text = "می\u200cخواهم 👨\u200d👩\u200d👧"  # noqa: RUF001 - Persian, with the joiner it is spelled with

    assert tidy_text(text) == text


def test_line_breaks_and_tabs_are_one_space():
    assert asked(headline="STOP\r\n\tDOING \u00a0 THIS").headline == "STOP DOING THIS"


@given(st.text(max_size=300))
def test_tidying_twice_changes_nothing_more(text):
    assert tidy_text(tidy_text(text)) == tidy_text(text)


def test_the_tags_of_a_flag_stay_and_the_same_tags_elsewhere_go():
    england = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"

    assert tidy_text(f"{england} WINS\U000e0041") == f"{england} WINS"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("STOP", 1),
        ("STOP DOING THIS", 3),
        ("停止这样做", 3),
        ("これをやめて", 3),
        ("GPT で作る", 3),
        ("한국어 제목", 2),
        ("คุณทำผิดมาตลอด", 3),
        ("7 วัน ลดพุง", 3),
    ],
)
def test_words_are_counted_as_a_reader_counts_them(text, words):
    assert count_words(text) == words


def test_high_contrast_among_the_vibes_is_a_color_priority():
    brief = asked(vibe=["bold", "high-contrast"])

    assert (brief.vibe, brief.colors) == ((Vibe.BOLD,), ColorPriority.HIGH_CONTRAST)


def test_a_color_priority_that_was_chosen_wins_over_one_among_the_vibes():
    assert asked(vibe=["high-contrast"], colors="warm").colors is ColorPriority.WARM


def test_without_a_vibe_it_is_bold():
    assert asked(vibe=[]).vibe == (Vibe.BOLD,)
    assert asked(vibe=["neon", "neon"]).vibe == (Vibe.NEON,)


@pytest.mark.parametrize("vibe", [5, "high-contrast", None, [[]], [None], [{}], {"bold": 1}, ["loud"]])
def test_vibes_of_a_wrong_kind_are_refused_and_crash_nothing(vibe):
    assert refused_with(vibe=vibe)


@pytest.mark.parametrize(("given_colors", "chosen"), [(["#AA00ff"], ColorPriority.BRAND), ([], "high-contrast")])
def test_brand_colors_speak_for_themselves(given_colors, chosen):
    assert asked(brand_colors=given_colors).color_priority == chosen


def test_brand_colors_are_hex_in_lower_case():
    assert asked(brand_colors=["#AA00FF"]).brand_colors == ("#aa00ff",)
    assert refused_with(brand_colors=["red"]) == {"string_pattern_mismatch"}


def test_condensed_is_short_for_a_font_mood_and_a_mood_wins():
    assert asked(typography={"condensed": True}).typography.wanted_mood is FontMood.CONDENSED_SANS
    assert asked(typography={"condensed": True, "mood": "slab"}).typography.wanted_mood is FontMood.SLAB


@pytest.mark.parametrize("variants", [0, 1, 3, 5, 8, -2, "4x"])
def test_only_two_four_or_six_variants_are_made(variants):
    assert refused_with(variants=variants) == {"literal_error"}


def test_an_answer_to_a_question_nobody_asked_is_refused():
    assert refused_with(colour="red") == {"extra_forbidden"}


@pytest.mark.parametrize(
    ("answers", "warned"),
    [
        ({"headline": "STOP"}, "1 word;"),
        ({"headline": "A B C D E F G"}, "7 words;"),
        ({"colors": "brand"}, "none were given"),
    ],
)
def test_what_looks_worse_is_allowed_with_a_warning(answers, warned):
    assert any(warned in warning for warning in asked(**answers).warnings())


def test_a_good_brief_has_no_warnings():
    assert asked().warnings() == []


json_scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
json_values = (
    json_scalars | st.lists(json_scalars, max_size=3) | st.dictionaries(st.text(max_size=8), json_scalars, max_size=3)
)


@given(st.dictionaries(st.sampled_from(sorted(Brief.model_fields)), json_values, max_size=6))
def test_any_json_is_a_brief_or_is_refused(document):
    try:
        brief = Brief.model_validate(document)
    except ValidationError:
        return

    assert Brief.model_validate_json(brief.model_dump_json()) == brief


def test_the_longest_brief_leaves_room_for_the_rest_of_a_ticket():
    longest = asked(
        title="t" * 200,
        headline="😀" * 128,
        subtext="😀" * 160,
        refs=[str(n) * 80 for n in range(10)],
        inspirations=["https://example.com/" + "i" * 480] * 3,
        batch=["😀" * 500] * 3,
    )

    assert len(longest.model_dump_json()) < 20_000


@pytest.mark.parametrize(
    "flood",
    [{"formats": ["png"] * 9}, {"no_gos": ["remove-beard"] * 9}, {"batch": ["x" * 501]}, {"inspirations": ["x" * 501]}],
    ids=lambda flood: next(iter(flood)),
)
def test_no_answer_may_grow_without_end(flood):
    assert refused_with(**flood) <= {"too_long", "string_too_long"}


def test_every_question_of_the_form_has_a_section_and_a_title():
    fields = Brief.model_json_schema()["properties"]

    assert {name for name, field in fields.items() if "section" not in field} == set()
    assert {field["section"] for field in fields.values()} == set("ABCDEFGH")
    assert {name for name, field in Brief.model_fields.items() if not field.title} == set()

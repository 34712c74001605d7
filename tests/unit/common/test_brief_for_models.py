"""What the questionnaire asks for the sake of image models; everything may be left out."""

from typing import Any

import pytest
from pydantic import ValidationError

from common.brief import Brief, Grounding, ServiceTier, Thinking


def brief(**answers: Any) -> Brief:
    return Brief.model_validate({"headline": "STOP DOING THIS", **answers})


def test_by_default_nothing_is_looked_up_and_nobody_hurries():
    plain = brief()

    assert (plain.grounding, plain.thinking, plain.service_tier) == ((), None, ServiceTier.STANDARD)
    assert (plain.style_refs, plain.video, plain.draw_text, plain.series_seed) == ((), None, False, None)


def test_one_kind_of_grounding_may_stand_alone():
    assert brief(grounding="web").grounding == (Grounding.WEB,)
    assert brief(grounding=["web", "image", "web"][:2]).grounding == (Grounding.WEB, Grounding.IMAGE)


def test_the_same_reference_counts_once():
    assert brief(style_refs=["a", "a"]).style_refs == ("a",)


@pytest.mark.parametrize(
    "answers",
    [
        {"style_refs": ["a", "b", "c", "d"]},
        {"object_refs": list("abcdefg")},
        {"grounding": ["people"]},
        {"thinking": "hard"},
        {"service_tier": "now"},
        {"series_seed": -1},
        {"series_seed": 2**32},
        {"video": "http://example.com/v"},
        {"video": "file:///etc/passwd"},
        {"video": "https://localhost"},
        {"video": "https://a.b/" + "c" * 500},
        {"document": "javascript:alert(1)"},
    ],
)
def test_what_cannot_be_is_refused(answers: dict[str, Any]):
    with pytest.raises(ValidationError):
        brief(**answers)


@pytest.mark.parametrize("video", ["https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://youtu.be/x", "https://a.b"])
def test_a_video_is_named_by_its_address(video: str):
    assert brief(video=video, thinking="high").video == video
    assert brief(thinking="high").thinking is Thinking.HIGH

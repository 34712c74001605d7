"""Item 5 and its neighbors: everything is checked before a cent is spent."""

import pytest
from tests.unit.gen_gemini.conftest import reference

from common.catalog import Size
from common.errors import Code, PermanentError
from common.wishes import DocumentSource, VideoSource
from gen_gemini.choices import choose


def refused(request, model) -> PermanentError:
    with pytest.raises(PermanentError) as caught:
        choose(request, model)
    return caught.value


def test_item_05_what_follows_from_the_canvas_is_fitted(new_request, banana):
    chosen = choose(new_request(size=Size(w=1500, h=500)), banana)

    assert (chosen.ratio, chosen.size) == ("21:9", "1K")


def test_item_05_what_was_chosen_is_kept_or_refused_but_never_bent(new_request, banana, lite):
    assert choose(new_request(image_size="4K"), banana).size == "4K"
    assert refused(new_request(image_size="4K"), lite).code is Code.SIZE_OUT_OF_RANGE


@pytest.mark.parametrize(
    "wish",
    [
        {"image_size": "512"},
        {"thinking": "low"},
        {"tier": "priority"},
        {"grounding": ("web",)},
        {"max_output_tokens": 8_192},
    ],
)
def test_item_05_options_the_quick_model_lacks_are_refused_by_name(new_request, lite, wish):
    error = refused(new_request(model=lite.id, **wish), lite)

    assert error.code in {Code.OPTION_UNAVAILABLE, Code.SIZE_OUT_OF_RANGE}
    assert lite.title in error.message


def test_item_24_the_dear_model_searches_the_web_but_no_pictures(new_request, pro):
    assert choose(new_request(pro.id, grounding=("web",)), pro).search == ("web",)
    assert refused(new_request(pro.id, grounding=("image",)), pro).code is Code.OPTION_UNAVAILABLE


def test_item_25_a_video_is_refused_where_nobody_would_watch_it(new_request, pro):
    assert (
        refused(new_request(pro.id, video=VideoSource(uri="https://youtu.be/x")), pro).code is Code.OPTION_UNAVAILABLE
    )


def test_item_26_so_is_a_document(new_request, pro):
    assert refused(new_request(pro.id, document=DocumentSource(key="a.pdf")), pro).code is Code.OPTION_UNAVAILABLE


def test_fifteen_references_are_one_too_many(new_request, banana):
    request = new_request(references=tuple(reference(f"r/{n}") for n in range(15)))

    error = refused(request, banana)

    assert error.code is Code.TOO_MANY_REFERENCES
    assert "14" in error.message


def test_places_are_counted_by_role(new_request, pro):
    request = new_request(pro.id, references=tuple(reference(f"s/{n}", "style") for n in range(4)))

    assert refused(request, pro).code is Code.TOO_MANY_REFERENCES


def test_item_38_a_prompt_over_the_limit_is_refused(new_request, banana):
    assert refused(new_request(prompt="word " * 6_000), banana).code is Code.PROMPT_TOO_LONG


@pytest.mark.parametrize(
    ("model", "size", "seconds"),
    [
        ("gemini-3.1-flash-lite-image", None, 30),
        ("gemini-nano-banana-2.1", "2K", 150),
        ("gemini-3-pro-image", "1K", 300),
    ],
)
def test_item_12_every_model_and_size_has_its_own_limit(new_request, model, size, seconds):
    from gen_gemini.cards import BY_ID

    assert choose(new_request(model, image_size=size), BY_ID[model]).seconds == seconds


def test_item_30_flex_may_take_a_quarter_of_an_hour(new_request, banana):
    assert choose(new_request(tier="flex"), banana).seconds == 900


def test_item_37_fields_of_ones_own_are_refused_in_a_batch_instead_of_left_out(new_request, banana):
    error = refused(new_request(batch=True, extra={"generationConfig": {"x": 1}}), banana)

    assert error.code is Code.OPTION_UNAVAILABLE

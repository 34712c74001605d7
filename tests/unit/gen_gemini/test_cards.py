"""Items 1, 2 and 52: the table itself."""

from datetime import date

import pytest

from common.catalog import Size, format_for
from gen_gemini.cards import AS_OF, BY_ID, MODELS, RETIRED, cards_for, model_on


def test_item_01_every_model_says_what_a_picture_of_each_size_is_billed_as():
    for model in MODELS:
        assert set(model.prices.image_tokens) == set(model.sizes) == set(model.seconds), model.id


def test_item_01_and_how_many_pictures_of_each_role_it_looks_at():
    assert all(sum(model.references.values()) >= model.max_references for model in MODELS)


@pytest.mark.parametrize(
    ("model", "ratios", "sizes"),
    [
        ("gemini-nano-banana-2.1", 14, ("1K", "2K", "4K")),
        ("gemini-3-pro-image", 10, ("1K", "2K", "4K")),
        ("gemini-3.1-flash-lite-image", 14, ("1K",)),
        ("gemini-3.1-flash-image", 14, ("512", "1K", "2K", "4K")),
        ("gemini-2.5-flash-image", 10, ("1K",)),
    ],
)
def test_item_01_ratios_and_sizes_are_the_published_ones(model, ratios, sizes):
    assert (len(BY_ID[model].pixels), BY_ID[model].sizes) == (ratios, sizes)


def test_item_02_aliases_name_one_model_each():
    names = [name for model in MODELS for name in (model.id, *model.aliases, *model.replaces)]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("old", ["imagen-4.0-generate-001", "imagen-3.0-capability-001", "gemini-3-pro-image-preview"])
def test_item_02_retired_ids_name_what_stands_in_for_them(old):
    assert BY_ID[RETIRED[old]].status == "active"


def test_item_02_what_may_be_gone_is_marked():
    uncertain = {model.id for model in MODELS if model.status == "uncertain"}

    assert uncertain == {"gemini-3.1-flash-image", "gemini-2.5-flash-image"}
    assert all(BY_ID[name].experimental for name in uncertain)


def test_item_52_the_table_has_a_date():
    assert date.fromisoformat(AS_OF)
    assert {card.checked for card in cards_for("developer")} == {AS_OF}


@pytest.mark.parametrize(
    ("canvas", "ratio", "size"),
    [
        (Size(w=1280, h=720), "16:9", "1K"),
        (Size(w=1080, h=1920), "9:16", "2K"),
        (Size(w=3840, h=2160), "16:9", "4K"),
        (Size(w=1080, h=1080), "1:1", "1K"),
    ],
)
def test_item_05_a_canvas_gets_the_smallest_size_that_fills_it(banana, canvas, ratio, size):
    from gen_gemini.cards import card_of

    found = format_for(card_of(banana).can, canvas)

    assert found is not None
    assert (found.ratio, found.size) == (ratio, size)


def test_nobody_is_sent_faces_without_being_named():
    assert {card.sends_faces_to for card in cards_for("developer")} == {"google"}


def test_item_35_the_tall_ratio_is_vertex_own():
    name = "gemini-nano-banana-2.1"

    assert model_on("vertex", name).pixels["9:21"] == {"1K": (672, 1584), "2K": (1344, 3168), "4K": (2688, 6336)}
    assert "9:21" not in model_on("developer", name).pixels
    assert [card.id for card in cards_for("vertex") if card.can and "9:21" in card.can.ratios] == [name]


def test_item_29_batches_are_offered_where_they_have_a_place():
    assert all(card.can and card.can.batch for card in cards_for("developer"))
    assert not any(card.can and card.can.batch for card in cards_for("vertex", batches=False))

"""Which picture a model is asked for, and what it costs; nothing is bought that the model does not offer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.catalog import Abilities, ModelCard, Size, format_for, surcharge_for

PIXELS = {
    "1:1": {"1K": (1024, 1024), "2K": (2048, 2048), "4K": (4096, 4096)},
    "16:9": {"1K": (1376, 768), "2K": (2752, 1536), "4K": (5504, 3072)},
    "9:16": {"1K": (768, 1376), "2K": (1536, 2752), "4K": (3072, 5504)},
    "4:5": {"1K": (928, 1152), "2K": (1856, 2304), "4K": (3712, 4608)},
    "21:9": {"1K": (1584, 672), "2K": (3168, 1344), "4K": (6336, 2688)},
}
CAN = Abilities(ratios=tuple(PIXELS), sizes=("1K", "2K", "4K"), pixels=PIXELS, batch=True)
CARD = ModelCard(
    id="m", service="gen", title="M", provider="p", draws="picture", surcharge_micro_usd=33_600, can=CAN,
    prices={"1K": 33_600, "2K": 50_400, "4K": 75_600},
)  # fmt: skip


@pytest.mark.parametrize(
    ("canvas", "ratio", "size"),
    [
        ((1280, 720), "16:9", "1K"),
        ((768, 432), "16:9", "1K"),
        ((1080, 1350), "4:5", "1K"),  # a sixth too small: enlarged
        ((1080, 1080), "1:1", "1K"),
        ((1080, 1920), "9:16", "2K"),  # two fifths too small: bought larger
        ((1500, 500), "21:9", "1K"),
        ((1080, 608), "16:9", "1K"),
        ((3840, 2160), "16:9", "4K"),
    ],
)
def test_the_nearest_ratio_in_the_smallest_size_that_fills_the_canvas(canvas: tuple[int, int], ratio: str, size: str):
    found = format_for(CAN, Size(w=canvas[0], h=canvas[1]))

    assert found
    assert (found.ratio, found.size) == (ratio, size)


def test_a_creators_own_size_wins_where_the_model_has_it():
    canvas = Size(w=1280, h=720)
    own, none = format_for(CAN, canvas, "4K"), format_for(CAN, canvas, "8K")

    assert own
    assert own.size == "4K"
    assert none
    assert none.size == "1K"


def test_a_model_without_a_table_takes_any_size():
    assert format_for(Abilities(), Size(w=1280, h=720)) is None
    assert surcharge_for(CARD.model_copy(update={"can": Abilities()}), Size(w=3840, h=2160)) == 33_600


@given(st.integers(256, 4096), st.integers(256, 4096))
def test_what_is_asked_for_is_always_in_the_table(width: int, height: int):
    found = format_for(CAN, Size(w=width, h=height))

    assert found
    assert (found.pixels.w, found.pixels.h) == PIXELS[found.ratio][found.size]


def test_a_batch_is_half_the_price_where_there_are_batches():
    canvas, hurried = Size(w=3840, h=2160), CARD.model_copy(update={"can": Abilities(pixels=PIXELS)})

    assert (surcharge_for(CARD, canvas), surcharge_for(CARD, canvas, batch=True)) == (75_600, 37_800)
    assert surcharge_for(hurried, canvas, batch=True) == 75_600

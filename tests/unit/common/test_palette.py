import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.brief import Brief, ColorPriority, Vibe
from common.direction import Direction, direct
from common.palette import Palette, contrast, delta_e, most_readable, oklch_of, palette_for

hex_colors = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
roles = st.integers(0, 7)
seeds = st.integers(0, 2**32 - 1)
unbranded = st.sampled_from([priority for priority in ColorPriority if priority is not ColorPriority.BRAND])


def asked(**answers: Any) -> Brief:
    return Brief.model_validate({"headline": "STOP"} | answers)


def planned(vibe: Vibe, role: int, seed: int = 7) -> Direction:
    plan = direct(asked(vibe=(vibe,)), variant=1, seed=seed)
    return plan.model_copy(update={"role": role})


def colored(vibe: Vibe, priority: ColorPriority, role: int = 0, seed: int = 7, brand: tuple[str, ...] = ()) -> Palette:
    brief = asked(vibe=(vibe,), colors=priority, brand_colors=brand)
    return palette_for(brief, planned(vibe, role, seed))


def hue_gap(one: str, other: str) -> float:
    return abs((oklch_of(one).h - oklch_of(other).h + 180) % 360 - 180)


def is_legible(palette: Palette) -> bool:
    grounds = (palette.ground, palette.accent)
    on_them = [contrast(ground, most_readable(ground, palette.text, palette.ink)) for ground in grounds]
    return contrast(palette.text, palette.ink) >= 7 and min(on_them) >= 4.5


@given(st.sampled_from(Vibe), unbranded, roles, seeds)
def test_text_is_legible_and_the_accent_stands_out_in_every_combination(vibe, priority, role, seed):
    palette = colored(vibe, priority, role, seed)

    assert is_legible(palette)
    assert delta_e(palette.accent, palette.ground) >= 40
    assert contrast(palette.accent, palette.ink) >= 4.5
    assert min(delta_e(palette.accent2, palette.ground), delta_e(palette.accent2, palette.accent)) >= 25


@given(st.sampled_from(Vibe), roles, seeds, st.lists(hex_colors, min_size=1, max_size=6))
def test_any_brand_color_keeps_text_legible_and_the_accent_apart(vibe, role, seed, brand):
    palette = colored(vibe, ColorPriority.BRAND, role, seed, tuple(brand))

    assert is_legible(palette)
    assert delta_e(palette.accent, palette.ground) >= 40
    assert {palette.ground, palette.accent} & set(brand)


@given(st.sampled_from(Vibe), roles, seeds, st.lists(hex_colors, min_size=2, max_size=3, unique=True))
def test_two_or_three_brand_colors_come_out_exactly(vibe, role, seed, brand):
    palette = colored(vibe, ColorPriority.BRAND, role, seed, tuple(brand))

    assert set(brand) <= {palette.ground, palette.accent, palette.accent2, palette.deep, palette.light}


def test_a_pair_of_contrasting_brand_colors_is_ground_and_accent_and_the_role_swaps_them():
    first = colored(Vibe.BOLD, ColorPriority.BRAND, role=0, brand=("#0a7cff", "#ff6a00"))
    second = colored(Vibe.BOLD, ColorPriority.BRAND, role=1, brand=("#0a7cff", "#ff6a00"))

    assert (first.ground, first.accent) == ("#0a7cff", "#ff6a00")
    assert (second.ground, second.accent) == ("#ff6a00", "#0a7cff")


def test_one_brand_color_is_the_ground_of_one_variant_and_the_accent_of_the_next():
    assert colored(Vibe.TECH, ColorPriority.BRAND, role=0, brand=("#7a1fa2",)).ground == "#7a1fa2"
    assert colored(Vibe.TECH, ColorPriority.BRAND, role=1, brand=("#7a1fa2",)).accent == "#7a1fa2"


@pytest.mark.parametrize("priority", [p for p in ColorPriority if p is not ColorPriority.BRAND])
@pytest.mark.parametrize("vibe", Vibe)
def test_roles_differ_visibly(vibe, priority):
    palettes = [colored(vibe, priority, role) for role in range(4)]

    for one, other in itertools.combinations(palettes, 2):
        assert max(delta_e(one.ground, other.ground), delta_e(one.accent, other.accent)) >= 12


@given(st.sampled_from(Vibe), unbranded, st.integers(0, 3), seeds, seeds)
def test_a_seed_changes_the_ground_only_a_little(vibe, priority, role, seed, other):
    one, another = (colored(vibe, priority, role, each).ground for each in (seed, other))

    assert abs(oklch_of(one).l - oklch_of(another).l) < 0.02
    assert oklch_of(one).c < 0.03 or hue_gap(one, another) < 14


@pytest.mark.parametrize("role", range(4))
def test_warm_and_cool_move_the_ground_to_their_side_of_the_wheel(role):
    warm, cool = (colored(Vibe.BOLD, priority, role) for priority in (ColorPriority.WARM, ColorPriority.COOL))

    assert hue_gap(warm.ground, "#ff7a00") < 60
    assert hue_gap(cool.ground, "#0066ff") < 80


@given(st.sampled_from(Vibe), roles, seeds)
def test_grayscale_leaves_one_vivid_color(vibe, role, seed):
    palette = colored(vibe, ColorPriority.GRAYSCALE_ACCENT, role, seed)

    assert oklch_of(palette.accent).c > 0.09
    assert all(oklch_of(c).c < 0.03 for c in (palette.ground, palette.deep, palette.light, palette.accent2))


@given(st.sampled_from(Vibe), unbranded, roles, seeds)
def test_nothing_is_the_mud_between_yellow_and_black(vibe, priority, role, seed):
    palette = colored(vibe, priority, role, seed)
    muddy = [
        color
        for color in (palette.ground, palette.accent)
        if 0.40 < oklch_of(color).l < 0.62 and 65 < oklch_of(color).h < 130 and oklch_of(color).c > 0.03
    ]

    assert muddy == []


@given(st.sampled_from(Vibe), unbranded, roles, seeds)
def test_companions_are_darker_and_lighter_than_the_ground(vibe, priority, role, seed):
    palette = colored(vibe, priority, role, seed)

    assert oklch_of(palette.deep).l < oklch_of(palette.ground).l < oklch_of(palette.light).l + 0.001


def test_the_same_plan_gives_the_same_palette():
    assert colored(Vibe.NEON, ColorPriority.COOL, 2, 99) == colored(Vibe.NEON, ColorPriority.COOL, 2, 99)

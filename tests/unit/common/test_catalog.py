"""Platforms, sizes and reserved zones: geometry as arithmetic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.catalog import CUSTOM_SIDE, PLATFORMS, TIERS, PlatformName, Size, plan_sizes
from common.pricing import BASE_CREDITS

CANVASES = [size for platform in PLATFORMS.values() for size in platform.sizes]
EXACT = {
    "youtube": ["1280x720"],
    "instagram-post": ["1080x1350", "1080x1080"],
    "reels": ["1080x1920"],
    "x-header": ["1500x500"],
    "whatsapp-banner": ["1080x608"],
    "custom": [],
}
sides = st.integers(CUSTOM_SIDE.start, CUSTOM_SIDE.stop - 1)
sizes = st.builds(Size, w=sides, h=sides)


def test_every_platform_of_the_product_brief_has_its_exact_pixels():
    assert {name.value: [str(size) for size in platform.sizes] for name, platform in PLATFORMS.items()} == EXACT


@pytest.mark.parametrize("quality", ["draft", "std"])
@pytest.mark.parametrize("canvas", CANVASES, ids=str)
def test_draft_and_standard_export_at_the_exact_platform_pixels(canvas, quality):
    assert plan_sizes(canvas, quality).export == canvas


@pytest.mark.parametrize(
    ("canvas", "generation"),
    [(Size(w=1280, h=720), "768x432"), (Size(w=1080, h=1920), "432x768"), (Size(w=1080, h=1080), "768x768")],
    ids=str,
)
def test_a_draft_is_generated_small(canvas, generation):
    assert str(plan_sizes(canvas, "draft").generation) == generation


@pytest.mark.parametrize(
    ("canvas", "export"),
    [
        (Size(w=1280, h=720), "3840x2160"),
        (Size(w=1080, h=1350), "3072x3840"),
        (Size(w=1080, h=1920), "2160x3840"),
        (Size(w=1500, h=500), "3840x1280"),
        (Size(w=1080, h=608), "3840x2162"),
    ],
    ids=str,
)
def test_4k_scales_the_platforms_shape_up_to_3840_a_side(canvas, export):
    assert str(plan_sizes(canvas, "4k").export) == export


@given(sizes, st.sampled_from(sorted(TIERS)))
def test_no_size_shrinks_on_export_and_none_is_generated_larger_than_its_tier(canvas, quality):
    plan = plan_sizes(canvas, quality)

    assert plan.export.w >= canvas.w
    assert plan.export.h >= canvas.h
    assert max(plan.generation.w, plan.generation.h) <= TIERS[quality].generation
    assert plan.generation.w <= plan.export.w


@given(sizes, st.sampled_from(sorted(TIERS)))
def test_a_plan_keeps_the_shape_to_half_a_pixel(canvas, quality):
    plan = plan_sizes(canvas, quality)

    for made in (plan.generation, plan.export):
        factor = max(made.w, made.h) / max(canvas.w, canvas.h)
        assert abs(made.w - canvas.w * factor) <= 0.5
        assert abs(made.h - canvas.h * factor) <= 0.5


@pytest.mark.parametrize("platform", PLATFORMS.values(), ids=list(PLATFORMS))
def test_reserved_zones_lie_inside_the_canvas_and_say_why(platform):
    for zone in platform.reserved:
        assert 0 <= zone.x < zone.x + zone.w <= 1 + 1e-9
        assert 0 <= zone.y < zone.y + zone.h <= 1 + 1e-9
        assert zone.why


@pytest.mark.parametrize("platform", PLATFORMS.values(), ids=list(PLATFORMS))
def test_every_platform_leaves_a_third_of_its_canvas_for_people_and_words(platform):
    steps = [(n + 0.5) / 100 for n in range(100)]
    free = sum(
        not any(z.x <= x < z.x + z.w and z.y <= y < z.y + z.h for z in platform.reserved) for x in steps for y in steps
    )

    assert free / 10_000 > 0.33


def test_youtubes_badge_is_reserved_bottom_right_where_it_is():
    badge = next(zone for zone in PLATFORMS[PlatformName.YOUTUBE].reserved if zone.why == "duration badge")

    assert (badge.x + badge.w, badge.y + badge.h) == (1, 1)
    assert badge.x > 0.5 < badge.y


@pytest.mark.parametrize("platform", PLATFORMS.values(), ids=list(PLATFORMS))
def test_a_platforms_facts_are_dated_and_sourced(platform):
    assert platform.checked.startswith("202")
    assert platform.source
    assert platform.max_bytes > 0


def test_every_quality_has_a_price_and_pixels():
    assert set(TIERS) == set(BASE_CREDITS)

import numpy as np
import pytest

from gen_studio.paint.canvas import Canvas
from gen_studio.paint.edges import disc, half_plane, ring, rounded_box
from gen_studio.paint.grain import Grain
from gen_studio.paint.halftone import halftone
from gen_studio.paint.jagged import roughness
from gen_studio.paint.light import glow, pool, slope, vignette
from gen_studio.paint.noise import fbm
from gen_studio.paint.picture import Picture
from gen_studio.paint.polygon import circle, polygons, stroke
from gen_studio.paint.ramp import mix, ramp
from gen_studio.paint.rays import even_rays, rays
from gen_studio.paint.scatter import bokeh, dots
from gen_studio.paint.soft import blurred, moved, once, soft

CANVAS = Canvas(400, 200)
STILL = Grain(CANVAS, np.random.default_rng(0), 0.0)


def everywhere(field, canvas=CANVAS):
    """The field over the whole canvas, patch by patch as a picture asks for it."""
    return np.concatenate([np.broadcast_to(field(patch), patch.shape) for patch in canvas.patches()])


def area(field, canvas=CANVAS):
    """Square units covered."""
    return float(everywhere(field, canvas).sum()) * canvas.px**2


def test_a_disc_covers_its_area_at_any_size():
    for canvas in (Canvas(100, 50), CANVAS, Canvas(1600, 800)):
        assert area(disc((1.0, 0.5), 0.3), canvas) == pytest.approx(np.pi * 0.09, rel=0.005)


def test_a_line_thinner_than_a_pixel_keeps_its_light():
    thin = ring((1.0, 0.5), 0.3, 0.002)

    assert area(thin, Canvas(100, 50)) == pytest.approx(area(thin, Canvas(1600, 800)), rel=0.03)


def test_a_half_plane_splits_the_canvas_where_it_says():
    assert area(half_plane((0.5, 0.5), 0)) == pytest.approx(1.5, rel=0.01)


def test_a_rounded_box_is_a_box_without_its_corners():
    assert area(rounded_box((1.0, 0.5), (0.4, 0.2), 0.1, 30)) == pytest.approx(0.32 - (4 - np.pi) * 0.01, rel=0.01)


def test_a_polygon_covers_its_area_and_no_seam_shows_between_patches():
    square = polygons([[(0.2, 0.1), (1.8, 0.1), (1.8, 0.9), (0.2, 0.9)]])
    drawn = everywhere(square, Canvas(2000, 1000))

    assert drawn.sum() / 1e6 == pytest.approx(1.6 * 0.8, rel=0.005)
    assert drawn[120:880, 500].min() == 1


def test_a_stroke_has_the_width_it_was_given():
    line = polygons(stroke(np.array([(0.2, 0.5), (1.8, 0.5)]), 0.04))

    assert everywhere(line, Canvas(2000, 1000))[:, 1000].sum() == pytest.approx(40, abs=1)


def test_rays_cover_their_share_and_have_no_seam_where_the_turn_closes():
    burst = rays((1.0, 0.5), even_rays(12, 0.3, 0.4))

    assert everywhere(burst).mean() == pytest.approx(0.4, abs=0.02)
    one = rays((1.0, 0.5), even_rays(1, -0.5, 0.3))
    assert everywhere(one)[100, 250:].min() == 1


def test_halftone_dots_grow_with_the_tone_until_they_cover_everything():
    def covered(tone: float) -> float:
        screen = halftone(lambda patch: np.full(patch.shape, tone, np.float32), 0.04)
        return everywhere(screen, Canvas(800, 400)).mean()

    assert covered(0.25) == pytest.approx(np.pi * 0.36**2, abs=0.02)
    assert covered(0.1) < covered(0.25) < covered(0.6) < covered(1.0)
    assert covered(1.0) == pytest.approx(1, abs=0.01)


def test_no_tone_no_dots():
    assert everywhere(halftone(lambda patch: np.zeros(patch.shape, np.float32), 0.04)).max() == 0


def test_a_glow_is_one_at_its_center_and_half_at_its_radius():
    spot = everywhere(glow(CANVAS, (1.0, 0.5), 0.25))

    assert spot[100, 200] == pytest.approx(1, abs=0.01)
    assert spot[100, 250] == pytest.approx(0.5, abs=0.02)


def test_a_pool_fades_and_a_vignette_grows_with_distance():
    spot, edge = everywhere(pool(CANVAS, (1.0, 0.5), 0.3)), everywhere(vignette(CANVAS, (1.0, 0.5)))

    assert np.all(np.diff(spot[100, 200:]) <= 1e-6)
    assert np.all(np.diff(edge[100, 200:]) >= -1e-6)


def test_a_slope_runs_from_zero_to_one():
    rise = everywhere(slope(CANVAS, (0.5, 0), (1.5, 0)))

    assert rise[50, 100] == pytest.approx(0, abs=0.01)
    assert rise[50, 300] == pytest.approx(1, abs=0.01)


def test_a_soft_field_is_what_it_was_computed_from():
    exact = lambda patch: np.sin(patch.x * 3) * np.cos(patch.y * 2)  # noqa: E731 - a field

    assert np.abs(everywhere(soft(CANVAS, exact)) - everywhere(exact)).max() < 0.01


@pytest.mark.parametrize("canvas", [Canvas(333, 777), Canvas(4096, 1024), Canvas(257, 256)])
def test_a_small_copy_covers_exactly_the_same_ground(canvas):
    small = canvas.coarse(100)

    assert (small.right, small.bottom) == (canvas.right, canvas.bottom)
    assert (
        np.abs(
            everywhere(soft(canvas, disc((0.5, 0.5), 0.3), 100), canvas) - everywhere(disc((0.5, 0.5), 0.3), canvas)
        ).mean()
        < 0.02
    )


def test_a_blur_keeps_the_light_and_spreads_it():
    spot = disc((1.0, 0.5), 0.1)
    spread = everywhere(blurred(CANVAS, spot, 0.08))

    assert spread.sum() * CANVAS.px**2 == pytest.approx(area(spot), rel=0.05)
    assert spread.max() < 0.9


def test_a_moved_field_is_moved():
    assert everywhere(moved(disc((0.5, 0.5), 0.1), 0.5, 0.2))[140, 200] == 1


def test_once_asks_once_per_patch():
    asked: list[int] = []
    field = once(lambda patch: np.full((1, 1), asked.append(patch.top) or 1, np.float32))
    for patch in CANVAS.patches():
        field(patch)
        field(patch)

    assert asked == [patch.top for patch in CANVAS.patches()]


def test_dots_and_lights_fall_where_they_are_put():
    centers = np.array([(0.5, 0.25), (1.5, 0.75)])
    for field in (dots(centers, np.full(2, 0.05), np.ones(2)), bokeh(centers, np.full(2, 0.05), np.ones(2))):
        drawn = everywhere(field)

        assert min(drawn[50, 100], drawn[150, 300]) > 0.5
        assert drawn[150, 100] == 0


def test_a_circle_is_round():
    assert np.hypot(*(circle((0.3, 0.4), 0.2) - (0.3, 0.4)).T) == pytest.approx(np.full(64, 0.2))


def test_noise_is_centered_and_repeats_with_its_seed():
    one, same = (fbm(CANVAS, np.random.default_rng(3), 0.2) for _ in range(2))

    assert np.array_equal(one, same)
    assert one.mean() == pytest.approx(0.5, abs=1e-3)
    assert one.std() == pytest.approx(0.2, abs=1e-3)


def test_roughness_stays_within_bounds():
    line = roughness(np.random.default_rng(1), 500, 5)

    assert 0.2 < np.abs(line).max() <= 1


def test_a_ramp_ends_in_its_own_colors_and_is_never_gray_between_blue_and_yellow():
    gradient = ramp((0, "#0000ff"), (1, "#ffff00"))(np.array([[0.0, 0.5, 1.0]], np.float32))[:, 0]

    assert np.round(gradient[:, 0] * 255).tolist() == [0, 0, 255]
    assert np.round(gradient[:, 2] * 255).tolist() == [255, 255, 0]
    assert mix("#123456", "#abcdef", 0) == "#123456"


def test_folding_smooth_layers_changes_nothing_that_can_be_seen():
    def stacked(hide):
        picture = Picture(CANVAS, hide(ramp((0, "#102040"), (1, "#ff8040")).along(CANVAS, lambda p: p.x / 2)))
        picture.light("#ffffff", hide(glow(CANVAS, (1, 0.5), 0.2)), 0.6)
        picture.shade("#203010", hide(vignette(CANVAS, (1, 0.5))), 0.7)
        picture.over("#ff0000", hide(pool(CANVAS, (0.3, 0.2), 0.2)), 0.5)
        return picture.pixels(STILL).astype(int)

    folded, layered = stacked(lambda field: field), stacked(lambda field: field.__call__)

    assert np.abs(folded - layered).max() <= 2


def test_a_flat_color_comes_out_exactly():
    picture = Picture(CANVAS, "#7a1fa2")
    picture.over("#00a676", disc((1.0, 0.5), 0.2))
    pixels = picture.pixels(STILL)

    assert np.abs(pixels[100, 200].astype(int) - (0, 166, 118)).max() <= 1
    assert np.abs(pixels[5, 5].astype(int) - (122, 31, 162)).max() <= 1


def test_grain_is_even_and_dithers_every_step():
    noise = everywhere(Grain(CANVAS, np.random.default_rng(2), 2.0))

    assert abs(noise.mean()) < 0.1
    assert noise.std() == pytest.approx(2.0, rel=0.1)

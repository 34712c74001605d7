import numpy as np
import pytest

from common.errors import Code, PermanentError
from compositor.ops import OPS, Canvas, applied, check

RANDOM = np.random.default_rng(5)
RGB = RANDOM.integers(0, 256, (60, 80, 3)).astype(np.uint8)
BEHIND = np.full((60, 80, 3), 30, np.uint8)


def body() -> np.ndarray:
    """Shoulders that touch the left and right edge and the top."""
    alpha = np.zeros((60, 80), np.uint8)
    alpha[:20, 30:50] = 255
    alpha[20:] = 255
    return alpha


def after(*ops: str, rgb=RGB, alpha=None, behind=None) -> Canvas:
    return applied(ops, Canvas(rgb, alpha, behind))


def shape(*ops: str, alpha) -> np.ndarray:
    done = after(*ops, alpha=alpha).alpha
    assert done is not None
    return done


@pytest.mark.parametrize("name", OPS)
def test_every_operation_does_nothing_at_its_neutral_amount(name):
    op = OPS[name]
    done = op.apply(Canvas(RGB, body(), BEHIND), op.neutral)

    assert np.abs(done.rgb.astype(int) - RGB).max() <= 1
    assert done.alpha is not None
    assert (done.alpha == body()).all()


@pytest.mark.parametrize("name", OPS)
def test_every_operation_keeps_size_and_type_at_both_ends(name):
    op = OPS[name]
    for amount in (op.least, op.most):
        done = op.apply(Canvas(RGB, body(), BEHIND), amount)

        assert (done.rgb.shape, done.rgb.dtype) == (RGB.shape, np.uint8)


@pytest.mark.parametrize("name", OPS)
def test_every_operation_takes_pictures_without_alpha_or_anything_behind(name):
    assert OPS[name].apply(Canvas(RGB), min(0.1, OPS[name].most)).rgb.shape == RGB.shape


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sparkle:1", "Unknown image operation 'sparkle'; known are blacks, blur,"),
        ("blur", "needs a number"),
        ("blur:much", "needs a number"),
        ("blur:nan", "finite"),
        ("blur:inf", "finite"),
        ("blur:-1", "outside 0 to 400"),
        ("match:0.5", "outside 0 to 0.15"),
        ("", "Unknown image operation ''"),
    ],
)
def test_a_wrong_operation_is_explained(text, says):
    with pytest.raises(PermanentError, match=says) as caught:
        check([text])

    assert caught.value.code is Code.VALIDATION_FAILED


def test_operations_run_in_the_order_they_are_listed():
    one, other = after("darken:0.5", "lighten:1"), after("lighten:1", "darken:0.5")

    assert (one.rgb != other.rgb).any()


def test_a_vignette_takes_light_from_the_corners_and_none_from_the_middle():
    white = np.full((61, 81, 3), 255, np.uint8)
    done = after("vignette:0.5", rgb=white).rgb

    assert done[30, 40].tolist() == [255, 255, 255]
    assert int(done[0, 0, 0]) == pytest.approx(127, abs=3)


def test_saturation_of_minus_one_is_gray():
    gray = after("saturation:-1").rgb.astype(int)

    assert np.abs(gray[..., 0] - gray[..., 2]).max() <= 1


def test_teal_and_orange_part_shadows_from_lights():
    ramp = np.repeat(np.array([[40] * 3, [200] * 3], np.uint8)[:, None], 4, axis=1)
    dark, light = after("teal-orange:1", rgb=ramp).rgb[:, 0].astype(int)

    assert dark[2] > dark[0]
    assert light[0] > light[2]


def test_warm_and_cool_are_opposites():
    gray = np.full((4, 4, 3), 128, np.uint8)
    warm, cool = after("warm:1", rgb=gray).rgb[0, 0].astype(int), after("cool:1", rgb=gray).rgb[0, 0].astype(int)

    assert warm[0] > 128 > warm[2]
    assert cool[0] < 128 < cool[2]


def test_grain_is_the_same_every_time_and_as_strong_as_asked():
    flat = np.full((300, 300, 3), 128, np.uint8)
    one, other = after("grain:6", rgb=flat).rgb, after("grain:6", rgb=flat).rgb

    assert (one == other).all()
    assert one.astype(float).std() == pytest.approx(6, rel=0.1)


def test_grain_match_gives_a_clean_cutout_the_noise_of_the_place():
    clean = np.full((200, 200, 3), 128, np.uint8)
    noisy = np.clip(RANDOM.normal(128, 8, (200, 200, 1)) + np.zeros(3), 0, 255).astype(np.uint8)
    done = after("grain-match:1", rgb=clean, behind=noisy).rgb

    assert done.astype(float).std() == pytest.approx(8, rel=0.25)


def test_match_leans_towards_the_place_but_never_far():
    skin = np.full((60, 80, 3), (200, 150, 120), np.uint8)
    done = after("match:0.15", rgb=skin, alpha=np.full((60, 80), 255, np.uint8), behind=BEHIND).rgb[0, 0].astype(int)

    assert (done < [200, 150, 120]).all()
    assert (done > [150, 105, 75]).all()


def test_choke_takes_the_outer_ring():
    assert shape("choke:2", alpha=body()).sum() < body().sum()


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_shoulder_cut_at_the_side_becomes_round(side):
    done = shape(f"taper-{side}:16", alpha=body())
    edge = done[:, 0] if side == "left" else done[:, -1]
    other = done[:, -1] if side == "left" else done[:, 0]

    assert edge[20] == 0
    assert edge[50] == 255
    assert other[20] == 255


def test_hair_above_a_cut_shoulder_is_not_rounded_off_with_it():
    alpha = np.zeros((60, 80), np.uint8)
    alpha[40:, :] = 255
    alpha[5:, 12:40] = 255
    done = shape("taper-left:20", alpha=alpha)

    assert (done[:, 12:] == alpha[:, 12:]).all()
    assert done[40, 0] == 0


def test_hair_cut_at_the_top_gets_a_crown():
    done = shape("taper-top:8", alpha=body())

    assert done[0, 30] == 0
    assert done[2, 40] == 255
    assert (done[20:] == 255).all()


def test_a_body_that_ends_above_the_edge_fades_out():
    done = shape("taper-bottom:20", alpha=body())[:, 40].astype(int)

    assert done[-1] < 8
    assert done[30] == 255
    assert (np.diff(done[40:]) <= 0).all()


def test_tapers_leave_a_body_that_does_not_touch_alone():
    alpha = np.zeros((60, 80), np.uint8)
    alpha[20:, 20:60] = 255

    assert (shape("taper-left:10", "taper-right:10", "taper-top:5", alpha=alpha) == alpha).all()


def test_lifted_blacks_leave_white_alone_and_crushed_ones_go_to_black():
    ramp = np.repeat(np.array([[0] * 3, [20] * 3, [255] * 3], np.uint8)[:, None], 4, axis=1)
    lifted, crushed = (after(op, rgb=ramp).rgb[:, 0, 0].tolist() for op in ("blacks:0.2", "blacks:-0.2"))

    assert lifted[::2] == [51, 255]
    assert crushed == [0, 0, 255]

"""The matting Laplacian as algebra, on small random pictures."""

import numpy as np
import pytest

from identity.matting.laplacian import MattingLaplacian, solved


@pytest.fixture
def colors():
    rng = np.random.default_rng(3)
    return [rng.random((24, 31), np.float32) for _ in range(3)]


def plane(seed):
    return np.random.default_rng(seed).random((24, 31), np.float32)


def test_an_even_alpha_costs_nothing(colors):
    assert np.abs(MattingLaplacian(colors)(np.ones((24, 31), np.float32))).max() < 1e-3


def test_an_alpha_that_is_linear_in_color_costs_next_to_nothing(colors):
    laplacian = MattingLaplacian(colors, epsilon=1e-6)
    linear = 0.2 + 0.5 * colors[0] - 0.3 * colors[2]

    assert np.abs(laplacian(linear)).max() < 1e-3
    assert np.abs(laplacian(plane(9))).max() > 0.5


def test_it_is_symmetric_and_never_negative(colors):
    laplacian, x, y = MattingLaplacian(colors), plane(1), plane(2)

    assert (x * laplacian(y)).sum() == pytest.approx((y * laplacian(x)).sum(), rel=1e-3)
    assert (x * laplacian(x)).sum() > 0


def test_it_holds_for_a_gray_picture(colors):
    gray = MattingLaplacian([colors[0]] * 3)

    assert (plane(5) * gray(plane(5))).sum() > 0


def test_a_belief_with_great_weight_is_kept(colors):
    belief = plane(4)
    alpha = solved(MattingLaplacian(colors), belief, np.full_like(belief, 1e4), np.zeros_like(belief), 10)

    assert alpha == pytest.approx(belief, abs=1e-3)


def test_without_any_belief_in_one_half_color_carries_alpha_over_there():
    picture = np.zeros((40, 60), np.float32)
    picture[:, 30:] = 1
    known = np.zeros_like(picture, np.bool_)
    known[:20] = True
    weight = np.where(known, 10, 1e-4).astype(np.float32)
    belief = np.where(known, picture, 0.5).astype(np.float32)
    alpha = solved(MattingLaplacian([picture] * 3), belief, weight, belief, 300)

    assert alpha[25:, 5:25].mean() < 0.1
    assert alpha[25:, 35:55].mean() > 0.9


def test_slopes_and_offset_give_alpha_back_from_color(colors):
    laplacian = MattingLaplacian(colors, epsilon=1e-6)
    linear = 0.2 + 0.5 * colors[0] - 0.3 * colors[2]
    slopes, offset = laplacian.explained_by_color(linear)
    again = offset + sum(slope * color for slope, color in zip(slopes, colors, strict=True))

    assert again == pytest.approx(linear, abs=1e-3)

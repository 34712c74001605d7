"""A wall's dark spots beside a head are no hair; strands, curls and what the networks see stay."""

import cv2
import numpy as np
import pytest

from identity.matting.crumbs import without_haze, without_specks

SIDE, FACE = 200, 100.0
BESIDE = (slice(80, 120), slice(130, 160))


def plane(value=0.0):
    return np.full((SIDE, SIDE), value, np.float32)


@pytest.fixture
def head():
    """A firm disc with a soft edge."""
    return cv2.GaussianBlur(cv2.circle(plane(), (80, 100), 45, 1.0, -1), (0, 0), 1.0)


def smeared(head):
    spot = cv2.GaussianBlur(cv2.rectangle(plane(), (130, 80), (158, 118), 0.3, -1), (0, 0), 4.0)
    return np.maximum(head, spot)


def with_strands(head):
    alpha = head.copy()
    for x in range(131, 160, 4):
        cv2.line(alpha, (x - 14, 130), (x, 80), 0.6, 1, cv2.LINE_AA)
    return alpha


def test_a_smooth_faint_patch_beside_the_head_is_the_wall(head):
    found = without_haze(smeared(head), plane(0.1), plane(0.4), FACE)

    assert found[BESIDE].max() < 0.06
    assert np.array_equal(found[:, :125], smeared(head)[:, :125])


def test_strands_stay(head):
    alpha = with_strands(head)

    assert np.array_equal(without_haze(alpha, plane(0.1), plane(0.4), FACE), alpha)


def test_what_the_networks_take_for_the_person_stays(head):
    assert np.array_equal(without_haze(smeared(head), plane(0.8), plane(0.4), FACE), smeared(head))


def test_a_mottled_patch_without_hair_in_its_color_is_the_wall_too(head):
    mottled = smeared(head) * (1 + 0.4 * np.random.default_rng(3).standard_normal((SIDE, SIDE)).clip(-2, 2))
    alpha = np.where(head > 0.01, head, np.clip(mottled, 0, 1)).astype(np.float32)

    assert without_haze(alpha, plane(0.1), plane(0.4), FACE)[BESIDE].mean() > 0.1
    assert without_haze(alpha, plane(0.1), plane(0.0), FACE)[BESIDE].mean() < 0.05


def test_specks_go_and_what_hangs_together_with_the_person_stays():
    alpha = np.zeros((60, 60), np.uint8)
    alpha[20:50, 10:30] = 255
    alpha[30, 30:45] = 90
    alpha[5:8, 50:53] = 140
    found = without_specks(alpha)

    assert found[5:8, 50:53].max() == 0
    assert np.array_equal(found[10:], alpha[10:])

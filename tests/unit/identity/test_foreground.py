import cv2
import numpy as np

from identity.matting import foreground

HAIR, WALL = np.array([70, 45, 30]), np.array([225, 228, 230])


def photo():
    """Dark hair before a white wall, with a soft border twelve pixels wide."""
    disk = np.zeros((240, 240), np.float32)
    cv2.circle(disk, (120, 120), 70, 1.0, -1)
    alpha = cv2.GaussianBlur(disk, (0, 0), 4.0)
    mixed = alpha[..., None] * HAIR + (1 - alpha[..., None]) * WALL
    return mixed.round().astype(np.uint8), (alpha * 255).round().astype(np.uint8)


def own(rgb, alpha):
    return foreground(rgb, alpha)[0]


def test_the_wall_is_gone_from_soft_pixels():
    rgb, alpha = photo()
    soft = (alpha > 25) & (alpha < 230)
    before, after = (np.abs(picture[soft] - HAIR).mean() for picture in (rgb.astype(int), own(rgb, alpha).astype(int)))

    assert before > 60
    assert after < 6


def test_solid_pixels_stay_as_they_are():
    rgb, alpha = photo()
    clean, firm = foreground(rgb, alpha)
    solid, outside = alpha == 255, alpha == 0

    assert (clean[solid] == rgb[solid]).all()
    assert (firm[solid | outside] == alpha[solid | outside]).all()


def test_a_cut_out_without_soft_pixels_is_the_photo():
    rgb, alpha = photo()
    hard = np.where(alpha > 127, 255, 0).astype(np.uint8)
    clean, firm = foreground(rgb, hard)

    assert (clean == rgb).all()
    assert (firm == hard).all()


def test_it_works_the_same_at_a_size_that_is_reduced_first():
    rgb, alpha = (np.asarray(cv2.resize(picture, (1200, 1200)), np.uint8) for picture in photo())
    soft = (alpha > 25) & (alpha < 230)

    assert np.abs(own(rgb, alpha)[soft].astype(int) - HAIR).mean() < 8


def test_a_wall_that_was_taken_for_hair_makes_alpha_lower_and_not_hair_white():
    rgb, alpha = photo()
    wrong = np.where((alpha > 0) & (alpha < 255), np.clip(alpha.astype(int) + 60, 1, 254), alpha).astype(np.uint8)
    clean, firm = foreground(rgb, wrong)
    soft = (alpha > 60) & (alpha < 180)

    assert np.abs(clean[soft].astype(int) - HAIR).mean() < 30
    assert (
        np.abs(firm[soft].astype(int) - alpha[soft]).mean() < 0.6 * np.abs(wrong[soft].astype(int) - alpha[soft]).mean()
    )

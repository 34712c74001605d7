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


def test_the_wall_is_gone_from_soft_pixels():
    rgb, alpha = photo()
    soft = (alpha > 25) & (alpha < 230)
    before, after = (
        np.abs(picture[soft] - HAIR).mean() for picture in (rgb.astype(int), foreground(rgb, alpha).astype(int))
    )

    assert before > 60
    assert after < 6


def test_solid_pixels_stay_as_they_are():
    rgb, alpha = photo()
    solid = alpha == 255

    assert (foreground(rgb, alpha)[solid] == rgb[solid]).all()


def test_a_cut_out_without_soft_pixels_is_the_photo():
    rgb, alpha = photo()

    assert (foreground(rgb, np.where(alpha > 127, 255, 0).astype(np.uint8)) == rgb).all()


def test_it_works_the_same_at_a_size_that_is_reduced_first():
    rgb, alpha = (np.asarray(cv2.resize(picture, (1200, 1200)), np.uint8) for picture in photo())
    soft = (alpha > 25) & (alpha < 230)

    assert np.abs(foreground(rgb, alpha)[soft].astype(int) - HAIR).mean() < 8

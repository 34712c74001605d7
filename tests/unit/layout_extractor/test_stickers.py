"""Outlines of people: drawn with known widths, found again."""

import cv2
import numpy as np
import pytest
from skimage import data

from common.color import delta_e
from layout_extractor.stickers import outline_of

HEIGHT, WIDTH = 720, 1280


@pytest.fixture
def silhouette() -> np.ndarray:
    """A head and shoulders that leave through the lower edge."""
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.ellipse(mask, (900, 260), (130, 170), 0, 0, 360, 1, cv2.FILLED)
    cv2.ellipse(mask, (900, 760), (330, 340), 0, 0, 360, 1, cv2.FILLED)
    return mask.astype(np.bool_)


def picture(silhouette: np.ndarray, width: int, color: tuple[int, int, int], ground: np.ndarray) -> np.ndarray:
    """A person in skin and navy on `ground`, with an outline where `width` says so; compressed as thumbnails are."""
    drawn = ground.copy()
    if width:
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * width + 1, 2 * width + 1))
        drawn[cv2.dilate(silhouette.astype(np.uint8), kernel) > 0] = color
    drawn[silhouette] = (24, 28, 60)
    drawn[silhouette & (np.arange(HEIGHT) < 420)[:, None]] = (205, 150, 120)
    _, coded = cv2.imencode(".jpg", drawn, [cv2.IMWRITE_JPEG_QUALITY, 90])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)


def photo() -> np.ndarray:
    return np.asarray(cv2.resize(np.asarray(data.coffee(), np.uint8), (WIDTH, HEIGHT)), np.uint8)


def flat() -> np.ndarray:
    return np.full((HEIGHT, WIDTH, 3), (240, 180, 40), np.uint8)


@pytest.mark.parametrize("ground", [photo(), flat()], ids=["photograph", "flat"])
@pytest.mark.parametrize(("width", "color"), [(8, (255, 255, 255)), (12, (60, 224, 110))])
def test_an_outline_is_found_with_its_width_and_color(silhouette, ground, width, color):
    found = outline_of(picture(silhouette, width, color, ground), silhouette)

    assert found is not None
    assert found.width == pytest.approx(width, abs=2)
    assert delta_e(found.color, "#{:02x}{:02x}{:02x}".format(*color)) < 8


@pytest.mark.parametrize("ground", [photo(), flat()], ids=["photograph", "flat"])
def test_a_person_without_one_has_none(silhouette, ground):
    assert outline_of(picture(silhouette, 0, (0, 0, 0), ground), silhouette) is None


@pytest.mark.parametrize("width", [6, 9])
def test_an_outline_under_thin_hair_and_beside_white_clothes_is_found(silhouette, width):
    drawn = picture(silhouette, width, (255, 255, 255), flat())
    drawn[silhouette & (np.arange(HEIGHT) > 560)[:, None]] = (255, 255, 255)
    held = cv2.dilate(silhouette.astype(np.uint8), np.ones((2 * width + 1, 2 * width + 1))) > 0
    hair = np.asarray(cv2.GaussianBlur(drawn, (0, 0), 1.5), np.uint8)

    found = outline_of(hair, held)

    assert found is not None
    assert found.width == pytest.approx(width, abs=2)
    assert delta_e(found.color, "#ffffff") < 8


def test_a_glow_is_no_outline(silhouette):
    ground = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    light = cv2.GaussianBlur(silhouette.astype(np.float32), (0, 0), 18)[..., None] * np.array([255, 90, 180])
    drawn = picture(silhouette, 0, (0, 0, 0), light.astype(np.uint8) + ground)

    assert outline_of(drawn, silhouette) is None


def test_nobody_has_no_outline():
    assert outline_of(photo(), None) is None
    assert outline_of(photo(), np.zeros((HEIGHT, WIDTH), np.bool_)) is None

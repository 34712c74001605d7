"""A known person with loose hair before a known background: how much of it comes along, and how much hair stays."""

from dataclasses import dataclass

import cv2
import numpy as np
import pytest

from identity.cutout import cut_out

SIDE, LOOPS = 1200, 11


@dataclass(frozen=True)
class Person:
    """Straight colors and true alpha, (h, w, 3) and (h, w); `head` is where hair may be."""

    colors: np.ndarray
    alpha: np.ndarray
    head: np.ndarray

    def before(self, background) -> np.ndarray:
        share = self.alpha[..., None]
        return np.clip(self.colors * share + np.array(background) * (1 - share) + 0.5, 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def person(inspector, matting):
    """The astronaut's cut-out, enlarged, with loops of hair that close around pieces of the background."""
    from skimage import data

    seen = inspector.inspect(data.astronaut())
    cutout = cut_out(data.astronaut(), seen.face.box, seen.mesh.points, (), matting)
    assert cutout
    scale = SIDE / 512
    left, top = (round(value * scale) for value in cutout.origin)
    large = cv2.resize(cutout.rgba, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    large = large[: SIDE - top, : SIDE - left]
    rgba = np.zeros((SIDE, SIDE, 4), np.uint8)
    rgba[top : top + large.shape[0], left : left + large.shape[1]] = large
    hair = np.zeros((SIDE, SIDE), np.uint8)
    middle, width = np.array(seen.face.box.center) * scale, seen.face.box.w * scale
    crown = outline(rgba[..., 3] > 127, middle, width)
    for x, y in crown[np.linspace(0, len(crown) - 1, LOOPS).astype(int)]:
        cv2.circle(hair, (int(x), int(y)), round(0.1 * width), 255, 5, cv2.LINE_AA)
    alpha = np.maximum(np.clip((rgba[..., 3] / 255.0 - 0.5) * 4 + 0.5, 0, 1), hair / 255.0)
    colors = np.where((rgba[..., 3] > 230)[..., None], rgba[..., :3], np.array([105, 85, 50]))
    return Person(colors, alpha, around(middle, width))


def outline(solid, middle, width):
    """Of the hair, from one temple over the crown to the other, (n, 2)."""
    found, _ = cv2.findContours(solid.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    points = max(found, key=len)[:, 0].astype(float)
    x, y = points.T
    return points[(np.abs(x - middle[0]) < width) & (y < middle[1] - 0.2 * width) & (y > 8)]


def around(middle, width):
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    return (np.abs(x - middle[0]) < 1.1 * width) & (y < middle[1] - 0.1 * width)


@pytest.mark.parametrize("background", [(240, 240, 240), (200, 90, 30), (60, 140, 70), (35, 45, 90)])
def test_nothing_of_the_background_comes_along_between_strands_of_hair(person, inspector, matting, background):
    photo = person.before(background)
    seen = inspector.inspect(photo)
    alpha = matting.alpha(photo, seen.face.box) / 255.0
    gaps = person.head & (person.alpha < 0.02) & (cv2.dilate(person.alpha, np.ones((41, 41))) > 0.5)
    strands = person.head & (person.alpha > 0.9)

    assert alpha[gaps].mean() < 0.08
    assert alpha[strands].mean() > 0.9

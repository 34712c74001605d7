"""What must not be changed in a face, on a photographed one that is relit, blurred, recolored, smoothed and bearded."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from identity.detection.landmarks import LEFT_EYE, LEFT_LIDS, OVAL, RIGHT_EYE, RIGHT_LIDS
from identity.likeness.looks import looks_of
from identity.likeness.untouched import kept_parts

EYES = ((LEFT_EYE, LEFT_LIDS), (RIGHT_EYE, RIGHT_LIDS))


@pytest.fixture
def look(inspector, irises):
    def looked(rgb):
        mesh = inspector.inspect(rgb).mesh
        assert mesh
        return looks_of(rgb, mesh.points, irises.eyes(rgb, mesh.points))

    return looked


@pytest.fixture
def points(inspector, close_up):
    mesh = inspector.inspect(close_up).mesh
    assert mesh
    return mesh.points


def changed(parts):
    return {name for name, part in parts.items() if part.verdict == "changed"}


def with_eyes(rgb, points, color):
    y, x = np.mgrid[0 : rgb.shape[0], 0 : rgb.shape[1]]
    radius, out = 0.1 * np.linalg.norm(points[RIGHT_EYE[0]] - points[LEFT_EYE[0]]), rgb.astype(np.float32)
    for corners, lids in EYES:
        center = points[[*corners, *lids]].mean(0)
        share = 0.8 * np.exp(-((np.hypot(x - center[0], y - center[1]) / radius) ** 6))
        share = (share * (y > points[lids[0]][1]) * (y < points[lids[1]][1]))[..., None]
        out = out * (1 - share) + share * np.array(color) * (0.5 + out.mean(2, keepdims=True) / 200)
    return np.clip(out, 0, 255).astype(np.uint8)


def smoothed(rgb, points):
    soft = cv2.bilateralFilter(cv2.bilateralFilter(rgb, 15, 60, 15), 15, 60, 15)
    mask = np.zeros(rgb.shape[:2], np.uint8)
    cv2.fillPoly(mask, [points[list(OVAL)].astype(np.int32)], 255)
    for corners, lids in EYES:
        x, y = points[[*corners, *lids]].mean(0)
        cv2.circle(mask, (int(x), int(y)), 40, 0, -1)
    share = cv2.GaussianBlur(mask, (0, 0), 6)[..., None] / 255
    return (rgb * (1 - share) + soft * share).astype(np.uint8)


def bearded(rgb, points):
    mask = np.zeros(rgb.shape[:2], np.float32)
    jaw = points[[58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 410, 186]]
    cv2.fillPoly(mask, [cv2.convexHull(jaw.astype(np.int32))], 1)
    return np.clip(rgb * (1 - 0.65 * cv2.GaussianBlur(mask, (0, 0), 10)[..., None]), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("gain", [(0.6, 0.6, 0.6), (1.25, 1.25, 1.25), (1.12, 1, 0.85), (0.88, 1, 1.15)])
def test_other_light_changes_nothing(look, close_up, gain):
    lit = np.clip(close_up * np.array(gain), 0, 255).astype(np.uint8)

    assert changed(kept_parts(look(lit), [look(close_up)])) == set()


def test_size_blur_and_compression_change_nothing(look, close_up):
    known = [look(close_up)]
    small = cv2.resize(close_up, (550, 550), interpolation=cv2.INTER_AREA)
    squeezed = cv2.imdecode(cv2.imencode(".jpg", close_up, [cv2.IMWRITE_JPEG_QUALITY, 60])[1], cv2.IMREAD_COLOR)

    for same in (small, cv2.GaussianBlur(close_up, (0, 0), 2), squeezed):
        assert changed(kept_parts(look(same), known)) == set()


@pytest.mark.parametrize("color", [(60, 110, 200), (70, 150, 80)], ids=["blue", "green"])
def test_eyes_of_another_color_are_noticed(look, close_up, points, color):
    assert changed(kept_parts(look(with_eyes(close_up, points, color)), [look(close_up)])) == {"eye_color"}


def test_one_selfie_in_another_light_accuses_nobody(look, close_up):
    drawn = look(close_up)
    red, green, blue = drawn.iris
    other_light = replace(drawn, iris=(red * 0.7, green, blue * 2.5), jaw=drawn.jaw - 0.2)
    parts = kept_parts(drawn, [other_light])

    assert {name: parts[name].verdict for name in ("eye_color", "beard")} == {"eye_color": "review", "beard": "review"}


def test_a_beard_is_noticed_whichever_way_it_went(look, close_up, points):
    shaved, grown = look(close_up), look(bearded(close_up, points))

    assert changed(kept_parts(grown, [shaved])) == changed(kept_parts(shaved, [grown])) == {"beard"}


def test_a_heavy_beauty_filter_is_noticed(look, close_up, points):
    assert changed(kept_parts(look(smoothed(close_up, points)), [look(close_up)])) == {"skin_texture"}


def test_what_nobody_can_see_is_unchecked(look, close_up, astronaut):
    parts = kept_parts(look(astronaut), [look(close_up)])

    assert {part.verdict for part in parts.values()} == {"unchecked"}


def test_bodies_are_never_said_to_be_checked(look, close_up):
    assert kept_parts(look(close_up), [look(close_up)])["body_shape"].verdict == "unchecked"

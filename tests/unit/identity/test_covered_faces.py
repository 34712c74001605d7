"""Sunglasses, masks and hands before real faces: each is named, and nothing that is not there."""

import cv2
import numpy as np
import pytest
from tests import occluders

HIDING = {"sunglasses", "eyes_hidden", "mouth_covered"}
BLUE, WHITE, BLACK, RED = (120, 180, 220), (235, 235, 232), (30, 30, 34), (150, 40, 45)


@pytest.fixture
def worn(inspector, close_up):
    """The issues of a good selfie with something before the face."""

    def of(occlude, *args, **how):
        seen = inspector.inspect(close_up)
        covered = occlude(close_up, seen.mesh.points, *args, **how)
        return {rule.issue for rule in inspector.inspect(covered).rules}

    return of


@pytest.mark.parametrize(
    ("color", "alpha"), [((20, 20, 24), 0.97), ((70, 40, 25), 0.85), ((60, 110, 170), 0.95), ((25, 25, 25), 0.8)]
)
def test_sunglasses_are_asked_to_come_off(worn, color, alpha):
    assert worn(occluders.sunglasses, color, alpha) & HIDING == {"sunglasses"}


def test_glasses_with_clear_lenses_are_welcome(worn):
    assert worn(occluders.glasses) == set()


@pytest.mark.parametrize("color", [BLUE, WHITE, BLACK, RED])
def test_a_mask_is_named_or_the_face_is_called_covered(worn, color):
    assert worn(occluders.mask, color) & {"mouth_covered", "face_unusable"}


def test_a_hand_over_the_mouth_is_named(worn):
    assert worn(occluders.hand) & HIDING == {"mouth_covered"}


def test_a_hand_over_the_eyes_is_named(worn):
    assert worn(occluders.hand, over_eyes=True) & {"eyes_hidden", "face_unusable"}


def variants(rgb):
    rng = np.random.default_rng(0)
    yield "gray", np.repeat(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    yield "dark", (rgb * 0.25).astype(np.uint8)
    yield "bright", np.clip(rgb * 1.4 + 20.0, 0, 255).astype(np.uint8)
    yield "warm", np.clip(rgb * np.array([1.2, 0.95, 0.6]), 0, 255).astype(np.uint8)
    yield "cool", np.clip(rgb * np.array([0.7, 0.9, 1.25]), 0, 255).astype(np.uint8)
    yield "grainy", np.clip(rgb + rng.normal(0, 20, rgb.shape), 0, 255).astype(np.uint8)
    yield "soft", cv2.GaussianBlur(rgb, (0, 0), 9.0)
    yield "small", cv2.resize(rgb, (260, 260), interpolation=cv2.INTER_AREA)
    yield "half in shadow", (rgb * np.clip(np.linspace(0.15, 1.2, rgb.shape[1]), 0, 1)[None, :, None]).astype(np.uint8)


def test_nothing_is_said_to_hide_a_face_that_shows(inspector, close_up, cameraman):
    said = {
        f"{name}: {rule.issue}"
        for picture in (close_up, cameraman)
        for name, variant in variants(picture)
        for rule in inspector.inspect(variant).rules
        if rule.issue in HIDING
    }

    assert not said


def test_the_same_things_hide_a_face_in_a_black_and_white_photo(inspector, close_up):
    gray = np.repeat(cv2.cvtColor(close_up, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    points = inspector.inspect(gray).mesh.points
    shown = [occluders.sunglasses(gray, points), occluders.mask(gray, points, BLACK)]

    assert [{rule.issue for rule in inspector.inspect(one).rules} & HIDING for one in shown] == [
        {"sunglasses"},
        {"mouth_covered"},
    ]

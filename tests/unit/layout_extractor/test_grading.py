"""What our own operations did to a photograph comes back as the amounts they were told."""

import cv2
import numpy as np
import pytest
from tests.unit.layout_extractor.targets import photo

from compositor.ops import Canvas, applied
from layout_extractor.grading import Grade, grade_of

IN_FOCUS = ("rocket.jpg", "coffee.png", "chelsea.png", "motorcycle_left.png", "hubble_deep_field.jpg")
EVENLY_LIT = ("grass.png", "gravel.png", "retina.jpg")


def graded(name: str, *ops: str) -> Grade:
    done = applied(ops, Canvas(photo(name))).rgb
    file = cv2.imencode(".jpg", cv2.cvtColor(done, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 92])[1]
    rgb = cv2.cvtColor(np.asarray(cv2.imdecode(file, cv2.IMREAD_COLOR)), cv2.COLOR_BGR2RGB)
    return grade_of(np.asarray(rgb, np.uint8), np.ones(rgb.shape[:2], bool))


@pytest.mark.parametrize("name", IN_FOCUS)
def test_to_a_photograph_in_focus_nothing_was_done(name):
    assert graded(name).ops == ()


@pytest.mark.parametrize("sigma", [3, 5, 8])
@pytest.mark.parametrize("name", IN_FOCUS[:4])
def test_a_blur_comes_back_as_its_sigma(name, sigma):
    assert graded(name, f"blur:{sigma}").blur == pytest.approx(sigma, rel=0.3)


@pytest.mark.parametrize("sigma", [8, 16])
@pytest.mark.parametrize("name", IN_FOCUS)
def test_grain_comes_back_as_its_sigma_in_levels(name, sigma):
    assert graded(name, f"grain:{sigma}").grain == pytest.approx(sigma, rel=0.2)


@pytest.mark.parametrize("amount", [0.3, 0.5, 0.8])
@pytest.mark.parametrize("name", EVENLY_LIT)
def test_a_vignette_on_an_evenly_lit_scene_comes_back(name, amount):
    assert graded(name, f"vignette:{amount}").vignette == pytest.approx(amount, abs=0.12)


@pytest.mark.parametrize("name", IN_FOCUS)
def test_a_picture_without_color_is_gray(name):
    assert graded(name, "saturation:-1").gray


def test_all_of_them_come_back_together_in_the_order_they_are_applied():
    found = graded("retina.jpg", "blur:4", "vignette:0.5", "grain:6")

    assert [op.partition(":")[0] for op in found.ops] == ["blur", "vignette", "grain"]
    assert found.blur == pytest.approx(4, rel=0.3)


def test_a_flat_color_is_not_called_blurred():
    flat = np.full((720, 1280, 3), (20, 60, 160), np.uint8)

    assert grade_of(flat, np.ones(flat.shape[:2], bool)) == Grade()


def test_each_operation_says_how_sure_it_is_from_how_far_it_is_from_nothing():
    sure = graded("rocket.jpg", "blur:6").sure

    assert set(sure) == {"blur", "vignette", "grain", "saturation"}
    assert sure["blur"] > 0.9
    assert all(0.5 <= one <= 0.95 for one in sure.values())

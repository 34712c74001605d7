import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from compositor.encode.budget import jpeg_within, png_within
from compositor.encode.jpeg import encode_jpeg
from compositor.encode.near_lossless import STEPS, coarsened, encode_near_lossless
from compositor.encode.png import encode_png, encode_small_png
from compositor.encode.preview import encode_preview
from compositor.pixels import blurred

RANDOM = np.random.default_rng(2)


def photo(h=200, w=300) -> np.ndarray:
    """Clouds with grain: compresses like a photograph."""
    clouds = blurred(RANDOM.integers(0, 256, (h, w, 3)).astype(np.uint8), 12).astype(float)
    clouds = (clouds - clouds.mean()) * 8 + 128
    return np.clip(clouds + RANDOM.normal(0, 4, clouds.shape), 0, 255).astype(np.uint8)


def opened(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)))


shapes = st.tuples(st.integers(1, 40), st.integers(1, 40), st.sampled_from([1, 3, 4]), st.integers(0, 2**32 - 1))


@given(shapes)
@settings(deadline=None)
@pytest.mark.parametrize("encode", [encode_png, encode_small_png])
def test_a_png_gives_back_exactly_what_was_put_in(encode, shape):
    h, w, channels, seed = shape
    picture = np.random.default_rng(seed).integers(0, 256, (h, w, channels)).astype(np.uint8)
    if channels == 1:
        picture = picture[..., 0]

    assert (opened(encode(picture)) == picture).all()


def test_a_slice_of_a_larger_picture_is_written_as_it_looks():
    large = photo()

    assert (opened(encode_png(large[10:50, 20:90])) == large[10:50, 20:90]).all()


def test_the_small_png_is_smaller():
    picture = photo()

    assert len(encode_small_png(picture)) < len(encode_png(picture))


@pytest.mark.parametrize("step", STEPS)
def test_near_lossless_is_never_off_by_more_than_half_a_step(step):
    picture = photo()

    assert np.abs(coarsened(picture, step).astype(int) - picture).max() <= step // 2


def test_flat_areas_stay_flat_and_extremes_stay_in_range():
    picture = np.zeros((20, 20, 3), np.uint8)
    picture[10:] = 255

    assert (coarsened(picture, 21)[:10] == 0).all()
    assert (coarsened(picture, 21)[12:] == 255).all()


def test_what_is_lost_of_a_plain_wall_with_grain_leaves_no_stripes():
    wall = np.clip(240 + RANDOM.normal(0, 1.2, (200, 300, 3)), 0, 255).astype(np.uint8)
    lost = coarsened(wall, 7).astype(float) - wall

    assert lost.mean(axis=0).std() < 0.5
    assert lost.mean(axis=1).std() < 0.5
    assert (opened(encode_near_lossless(wall, 7)) == coarsened(wall, 7)).all()


def test_coarser_steps_make_smaller_files():
    picture = photo()
    sizes = [len(encode_near_lossless(picture, step)) for step in STEPS]

    assert sizes == sorted(sizes, reverse=True)


def test_a_generous_budget_leaves_the_png_without_any_loss():
    picture = photo()
    encoded = png_within(picture, 10_000_000)

    assert (opened(encoded.data) == picture).all()
    assert encoded.note == ""


def test_a_tight_budget_keeps_size_and_likeness_and_says_so():
    picture = photo()
    budget = len(encode_png(picture)) // 2
    encoded = png_within(picture, budget)
    back = opened(encoded.data).astype(int)

    assert len(encoded.data) <= budget
    assert back.shape == picture.shape
    assert np.abs(back - picture).max() <= 8
    assert "byte limit" in encoded.note


def test_a_budget_that_a_png_cannot_meet_points_to_the_jpg():
    encoded = png_within(photo(), 2_000)

    assert "upload the JPG" in encoded.note


def test_a_jpg_gives_up_quality_only_as_far_as_it_must():
    picture = photo()
    best = len(encode_jpeg(picture))

    assert len(jpeg_within(picture, best).data) == best
    assert 0 < len(jpeg_within(picture, best // 2).data) <= best // 2
    assert "quality was lowered" in jpeg_within(picture, best // 2).note


def test_colored_letters_keep_their_edges_in_a_final_jpg():
    stripes = np.zeros((64, 64, 3), np.uint8)
    stripes[:, ::4] = (255, 0, 80)
    full, half = (opened(encode_jpeg(stripes, full_chroma=chroma)).astype(int) for chroma in (True, False))

    assert np.abs(full - stripes).mean() < np.abs(half - stripes).mean() / 2


@pytest.mark.parametrize(
    ("size", "expected"), [((720, 1280), (180, 320)), ((1920, 1080), (569, 320)), ((100, 200), (100, 200))]
)
def test_a_preview_is_320_pixels_wide_and_never_larger_than_the_picture(size, expected):
    assert opened(encode_preview(photo(*size))).shape[:2] == expected

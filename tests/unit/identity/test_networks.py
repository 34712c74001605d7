"""Layers against plain arithmetic, weights against their manifest, dlib's network against face-api.js."""

import numpy as np
import pytest

from identity.networks import layers, weights
from identity.networks.residual import ResidualNetwork

RNG = np.random.default_rng(3)


def plainly_convolved(x, filters, bias, stride, *, same):
    kh, kw, _, out = filters.shape
    rows, columns = (-(-x.shape[axis] // stride) for axis in (0, 1))
    if same:
        down, across = ((rows - 1) * stride + kh - x.shape[0], (columns - 1) * stride + kw - x.shape[1])
        down, across = max(down, 0), max(across, 0)
        x = np.pad(x, ((down // 2, down - down // 2), (across // 2, across - across // 2), (0, 0)))
    else:
        rows, columns = (x.shape[0] - kh) // stride + 1, (x.shape[1] - kw) // stride + 1
    result = np.zeros((rows, columns, out), np.float32)
    for row in range(rows):
        for column in range(columns):
            seen = x[row * stride : row * stride + kh, column * stride : column * stride + kw]
            result[row, column] = np.einsum("hwc,hwco->o", seen, filters) + bias
    return result


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("side", [8, 9])
def test_a_convolution_is_what_its_definition_says(padding, stride, side):
    x, filters = RNG.normal(size=(side, side, 3)).astype("f4"), RNG.normal(size=(3, 3, 3, 5)).astype("f4")
    bias = RNG.normal(size=5).astype("f4")
    found = layers.Convolution(filters, bias, stride, padding)(x)

    assert np.allclose(found, plainly_convolved(x, filters, bias, stride, same=padding == "same"), atol=1e-5)


def test_a_separable_convolution_is_a_convolution_with_the_product_of_its_filters():
    x, bias = RNG.normal(size=(8, 8, 3)).astype("f4"), RNG.normal(size=5).astype("f4")
    depthwise, pointwise = RNG.normal(size=(3, 3, 3, 1)).astype("f4"), RNG.normal(size=(1, 1, 3, 5)).astype("f4")
    found = layers.SeparableConvolution(depthwise, pointwise, bias, stride=2)(x)

    assert np.allclose(found, plainly_convolved(x, depthwise * pointwise, bias, 2, same=True), atol=1e-5)


def test_pools_take_the_largest_and_the_mean_of_whole_windows():
    x = np.arange(25, dtype=np.float32).reshape(5, 5, 1)

    assert layers.max_pool(x, 3, 2)[..., 0].tolist() == [[12, 14], [22, 24]]
    assert layers.average_pool(x, 2, 2)[..., 0].tolist() == [[3, 5], [13, 15]]


def test_quantized_weights_are_steps_above_the_least_one():
    rows = [
        {"name": "a", "shape": [2, 2], "dtype": "float32", "quantization": {"dtype": "uint8", "scale": 0.5, "min": -1}},
        {"name": "b", "shape": [1], "dtype": "float32"},
    ]
    found = weights.unpacked(rows, bytes([0, 1, 2, 4]) + np.float32(7).tobytes())

    assert found["a"].tolist() == [[-1, -0.5], [0, 1]]
    assert found["b"].tolist() == [7]


@pytest.mark.parametrize("data", [b"\0" * 3, b"\0" * 5])
def test_weights_that_do_not_fit_their_manifest_are_refused(data):
    with pytest.raises(ValueError, match="bytes"):
        weights.unpacked([{"name": "a", "shape": [1], "dtype": "float32"}], data)


def test_missing_weights_say_how_to_fetch_them(tmp_path):
    with pytest.raises(FileNotFoundError, match="doctor"):
        weights.read(tmp_path, "face_recognition_model")


def test_dlibs_network_says_what_face_api_says_of_the_same_picture(models):
    """The numbers are those of @vladmandic/face-api 1.7.15 on its own tfjs; all 128 were within 4e-6 of ours."""
    picture = np.random.default_rng(0).integers(0, 256, (150, 150, 3), dtype=np.uint8)
    found = ResidualNetwork(weights.read(models, "face_recognition_model"))(picture)

    assert found.shape == (128,)
    assert np.allclose(found[:4], [-0.08329072, 0.08480686, 0.04719972, -0.01139186], atol=1e-4)

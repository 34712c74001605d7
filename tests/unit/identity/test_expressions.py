"""Expressions of people in photographs, read by the real network."""

import numpy as np
import pytest

from identity.networks import weights
from identity.networks.dense import DenseNetwork
from identity.selfies.faceapi_expressions import FaceApiExpressions


@pytest.fixture(scope="module")
def reading(models) -> FaceApiExpressions:
    return FaceApiExpressions(models)


def strongest(reading, inspector, rgb):
    shown = reading.expressions(rgb, inspector.inspect(rgb).mesh)
    return max(shown, key=lambda expression: shown[expression])


@pytest.mark.parametrize("quarter_turns", [0, 1])
def test_a_smile_is_happy_even_on_a_head_that_lies_sideways(reading, inspector, close_up, quarter_turns):
    assert strongest(reading, inspector, np.ascontiguousarray(np.rot90(close_up, quarter_turns))) == "happy"


def test_a_straight_face_is_neutral(reading, inspector, photo):
    assert strongest(reading, inspector, np.ascontiguousarray(photo("sample6")[:, 1010:1420])) == "neutral"


def test_the_network_says_what_face_api_says_of_the_same_picture(models):
    """The numbers are those of @vladmandic/face-api 1.7.15 on its own tfjs."""
    picture = np.random.default_rng(0).integers(0, 256, (112, 112, 3), dtype=np.uint8)
    found = DenseNetwork(weights.read(models, "face_expression_model"))(picture)

    assert np.allclose(found, [0.35221, 0.04912, 0.40506, 0.0533, 0.01038, 0.02676, 0.10316], atol=1e-4)


def test_missing_weights_are_reported_at_start_up(tmp_path):
    with pytest.raises(FileNotFoundError, match="doctor"):
        FaceApiExpressions(tmp_path)

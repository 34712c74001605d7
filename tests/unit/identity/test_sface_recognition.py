"""OpenCV's own SFace code over a model of the right shape that is made here."""

import numpy as np
import pytest
from tests.unit.identity import generated

from identity.app import portraits
from identity.recognition.sface import SFaceRecognition
from identity.settings import IdentitySettings


@pytest.fixture
def model(tmp_path):
    generated.embedder(tmp_path / "sface.onnx", 128, dynamic=False)
    return tmp_path / "sface.onnx"


def test_one_picture_is_like_itself_and_less_like_another(model, astronaut, cameraman, inspector):
    sface = SFaceRecognition(model)
    one, again, other = (
        sface.embedding(rgb, inspector.inspect(rgb).face) for rgb in (astronaut, astronaut.copy(), cameraman)
    )

    assert one.vector.shape == (128,)
    assert sface.similarity(one, again) == pytest.approx(1)
    assert sface.similarity(one, other) < 1


def test_earlier_embeddings_keep_their_numbers(model, astronaut, cameraman, inspector):
    sface = SFaceRecognition(model)
    one = sface.embedding(astronaut, inspector.inspect(astronaut).face)
    before = one.vector.copy()
    sface.embedding(cameraman, inspector.inspect(cameraman).face)

    assert np.array_equal(one.vector, before)


def test_a_configured_model_recognizes(model, models):
    studio = portraits(IdentitySettings(assets=models.parent, sface_model=model, face_recognition="sface"))

    assert isinstance(studio.recognition, SFaceRecognition)


def test_recognition_by_sface_needs_its_model():
    with pytest.raises(ValueError, match="THUMBWORKS_SFACE_MODEL"):
        IdentitySettings(face_recognition="sface")


def test_a_missing_model_is_reported_at_start_up(tmp_path):
    with pytest.raises(FileNotFoundError, match="no SFace model"):
        SFaceRecognition(tmp_path / "sface.onnx")


def test_a_file_that_is_no_model_is_reported_at_start_up(tmp_path):
    (tmp_path / "sface.onnx").write_bytes(b"not a model")

    with pytest.raises(ValueError, match="cannot be used as an SFace model"):
        SFaceRecognition(tmp_path / "sface.onnx")

"""InsightFace as `FaceDetection` and `FaceRecognition`: its real code over packs made here."""

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from tests.unit.identity import generated

from identity.app import portraits
from identity.detection.insightface import InsightFaceDetection
from identity.insightface_pack import ASSUMED_LICENSE, InsightFacePack
from identity.recognition.insightface import InsightFaceRecognition
from identity.selfies.inspection import Inspector
from identity.settings import IdentitySettings

BOTH = ("detection", "recognition")


@pytest.fixture
def pack(tmp_path):
    """Named like buffalo's files; what they are is told by their shapes."""
    generated.scrfd(tmp_path / "det_10g.onnx")
    generated.embedder(tmp_path / "w600k_r50.onnx", 512)
    return tmp_path


@pytest.fixture
def magenta():
    picture = np.full((720, 1280, 3), 90, np.uint8)
    picture[200:360, 600:760] = (255, 0, 255)
    return picture


def test_the_real_library_finds_what_the_pack_was_made_for(pack, magenta):
    faces = InsightFaceDetection(InsightFacePack(pack, ["detection"])).faces(magenta)

    assert faces
    assert faces == sorted(faces, key=lambda face: -face.score)
    assert faces[0].keypoints.shape == (4, 2)
    assert abs(faces[0].roll) < 1


class Finds:
    """Always the same face."""

    def __init__(self, face):
        self._face = face

    def faces(self, rgb, *, thorough=False):  # noqa: ARG002 - the port's shape
        return [self._face]


def test_a_detector_that_knows_five_points_gives_them(pack, magenta):
    five = InsightFaceDetection(InsightFacePack(pack, BOTH)).faces(magenta)[0].five
    assert five is not None

    assert five.shape == (5, 2)
    assert five[0, 0] < five[1, 0]
    assert five[3, 1] > five[2, 1]


def test_the_detectors_own_five_points_are_kept_through_an_inspection(blazeface, meshes, astronaut):
    (found,) = blazeface.faces(astronaut)
    points = np.array([[190, 110], [240, 110], [215, 140], [195, 160], [235, 160]], np.float32)
    seen = Inspector(Finds(replace(found, five=points)), meshes).inspect(astronaut)

    assert seen.face
    assert seen.face.five is not None
    assert np.allclose(seen.face.five, points)


def test_one_picture_is_like_itself_and_less_like_another(pack, astronaut, cameraman, inspector):
    arcface = InsightFaceRecognition(InsightFacePack(pack, BOTH))
    one, again, other = (
        arcface.embedding(rgb, inspector.inspect(rgb).face) for rgb in (astronaut, astronaut.copy(), cameraman)
    )

    assert one.vector.shape == (512,)
    assert arcface.similarity(one, again) == pytest.approx(1)
    assert arcface.similarity(one, other) < 1


def test_an_embedding_names_the_packs_weights(pack, tmp_path_factory):
    another = tmp_path_factory.mktemp("pack")
    generated.scrfd(another / "det_10g.onnx")
    generated.embedder(another / "w600k_r50.onnx", 256)
    ours, theirs = (InsightFaceRecognition(InsightFacePack(folder, BOTH)) for folder in (pack, another))

    assert ours.made_by.startswith("insightface-")
    assert ours.made_by != theirs.made_by


def test_a_configured_pack_finds_and_recognizes(pack, models):
    studio = portraits(IdentitySettings(assets=models.parent, insightface_dir=pack, face_recognition="insightface"))

    assert studio.engine == "insightface"
    assert isinstance(studio.recognition, InsightFaceRecognition)
    assert studio.recognition.license == ASSUMED_LICENSE


def test_recognition_by_a_pack_needs_a_pack():
    with pytest.raises(ValueError, match="THUMBWORKS_INSIGHTFACE_DIR"):
        IdentitySettings(face_recognition="insightface")


def test_a_pack_without_a_license_is_taken_for_non_commercial(pack):
    assert InsightFacePack(pack, BOTH).license == ASSUMED_LICENSE


def test_a_packs_own_license_is_shown(pack):
    (pack / "MODEL.LICENSE").write_text("Licensed to you.\n")

    assert InsightFacePack(pack, BOTH).license == "Licensed to you."


def test_a_folder_without_models_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="no InsightFace model pack"):
        InsightFacePack(tmp_path, BOTH)


def test_a_folder_that_is_missing_is_refused_and_not_taken_for_a_download(tmp_path):
    with pytest.raises(FileNotFoundError, match="no InsightFace model pack"):
        InsightFacePack(tmp_path / "buffalo_l", BOTH)


@pytest.mark.parametrize(("missing", "said"), [("det_10g", "detection"), ("w600k_r50", "recognition")])
def test_a_pack_that_was_unpacked_by_half_says_what_is_missing(pack, missing, said):
    (pack / f"{missing}.onnx").unlink()

    with pytest.raises(ValueError, match=f"cannot be used: it has no model for {said}"):
        InsightFacePack(pack, BOTH)


def test_a_file_that_was_cut_short_is_refused(pack):
    whole = (pack / "w600k_r50.onnx").read_bytes()
    (pack / "w600k_r50.onnx").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(ValueError, match="cannot be used"):
        InsightFacePack(pack, BOTH)


def test_without_the_extra_it_says_what_to_install(pack, tmp_path_factory):
    """In a Python that has everything but InsightFace, since ours has it."""
    shadow = tmp_path_factory.mktemp("shadow")
    (shadow / "insightface.py").write_text("raise ImportError('not installed')\n")
    script = f"import pathlib, identity.insightface_pack as pack; pack.InsightFacePack(pathlib.Path({str(pack)!r}), [])"
    path = os.pathsep.join([str(shadow), *filter(None, sys.path)])
    told = subprocess.run([sys.executable, "-c", script], env={"PYTHONPATH": path}, capture_output=True, check=False)

    assert b"extras add insightface" in told.stderr

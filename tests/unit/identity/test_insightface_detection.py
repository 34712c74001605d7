"""InsightFace as `FaceDetection`. The real library over a pack made here: SCRFD's shapes, it fires on magenta."""

import importlib.util

import numpy as np
import pytest

from identity.insightface_detection import ASSUMED_LICENSE, InsightFaceDetection

has_insightface = importlib.util.find_spec("insightface") is not None
needs_it = pytest.mark.skipif(not has_insightface, reason="the extra identity[insightface] is not installed")


@pytest.fixture
def pack(tmp_path):
    onnx = pytest.importorskip("onnx")
    helper, from_array = onnx.helper, onnx.numpy_helper.from_array
    nodes, constants = [], [from_array(np.array([-1, 1], np.int64), "flat")]
    rows = {"score": None, "bbox": [2.0, 2.5, 3.0, 3.5], "kps": [-0.8, -0.6, 1, -0.6, 0.1, 0.2, -0.6, 1, 0.8, 1]}
    for stride in (8, 16, 32):
        weights = np.zeros((1, 3, stride, stride), np.float32)
        weights[0, :] = np.array([8, -8, 8], np.float32)[:, None, None] / stride**2
        constants += [from_array(weights, f"w{stride}"), from_array(np.array([-20], np.float32), f"b{stride}")]
        size = {"strides": [stride, stride], "kernel_shape": [stride, stride]}
        nodes += [
            helper.make_node("Conv", ["input.1", f"w{stride}", f"b{stride}"], [f"c{stride}"], **size),
            helper.make_node("Sigmoid", [f"c{stride}"], [f"s{stride}"]),
            helper.make_node("Reshape", [f"s{stride}", "flat"], [f"r{stride}"]),
            helper.make_node("Concat", [f"r{stride}", f"r{stride}"], [f"two{stride}"], axis=1),
            helper.make_node("Reshape", [f"two{stride}", "flat"], [f"score_{stride}"]),
        ]
        for name in ("bbox", "kps"):
            row = np.array([rows[name]], np.float32)
            constants += [from_array(row, f"{name}{stride}"), from_array(0 * row, f"zero_{name}{stride}")]
            nodes += [
                helper.make_node("MatMul", [f"score_{stride}", f"zero_{name}{stride}"], [f"z_{name}{stride}"]),
                helper.make_node("Add", [f"z_{name}{stride}", f"{name}{stride}"], [f"{name}_{stride}"]),
            ]
    widths = {"score": 1, "bbox": 4, "kps": 10}
    outputs = [
        helper.make_tensor_value_info(f"{name}_{stride}", onnx.TensorProto.FLOAT, [None, width])
        for name, width in widths.items()
        for stride in (8, 16, 32)
    ]
    inputs = [helper.make_tensor_value_info("input.1", onnx.TensorProto.FLOAT, [1, 3, "h", "w"])]
    model = helper.make_model(
        helper.make_graph(nodes, "scrfd", inputs, outputs, constants), opset_imports=[helper.make_opsetid("", 17)]
    )
    model.ir_version = 9
    onnx.save(model, str(tmp_path / "det_10g.onnx"))
    return tmp_path


@needs_it
def test_the_real_library_finds_what_the_pack_was_made_for(pack):
    picture = np.full((720, 1280, 3), 90, np.uint8)
    picture[200:360, 600:760] = (255, 0, 255)
    faces = InsightFaceDetection(pack).faces(picture)

    assert faces
    assert faces == sorted(faces, key=lambda face: -face.score)
    assert faces[0].keypoints.shape == (4, 2)
    assert abs(faces[0].roll) < 1


@needs_it
def test_a_pack_without_a_license_is_taken_for_non_commercial(pack):
    assert InsightFaceDetection(pack).license == ASSUMED_LICENSE


@needs_it
def test_a_packs_own_license_is_shown(pack):
    (pack / "MODEL.LICENSE").write_text("Licensed to you.\n")

    assert InsightFaceDetection(pack).license == "Licensed to you."


def test_a_folder_without_models_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="no InsightFace model pack"):
        InsightFaceDetection(tmp_path)


@pytest.mark.skipif(has_insightface, reason="the extra identity[insightface] is installed")
def test_a_pack_without_the_extra_says_what_to_install(tmp_path):
    (tmp_path / "det.onnx").touch()

    with pytest.raises(ImportError, match=r"identity\[insightface\]"):
        InsightFaceDetection(tmp_path)

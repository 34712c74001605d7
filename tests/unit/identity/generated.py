"""Models that have the shapes of real ones and weights made here: what loads and runs them is the real code."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def scrfd(path: Path) -> None:
    """InsightFace's detector: nine outputs, and it fires on magenta."""
    from_array = numpy_helper.from_array
    nodes, constants = [], [from_array(np.array([-1, 1], np.int64), "flat")]
    rows = {"score": None, "bbox": [2.0, 2.5, 3.0, 3.5], "kps": [-0.8, -0.6, 1, -0.6, 0.1, 0.2, -0.6, 1, 0.8, 1]}
    for stride in (8, 16, 32):
        weights = np.zeros((1, 3, stride, stride), np.float32)
        weights[0, :] = np.array([8, -8, 8], np.float32)[:, None, None] / stride**2
        constants += [from_array(weights, f"w{stride}"), from_array(np.array([-20], np.float32), f"b{stride}")]
        size: Any = {"strides": [stride, stride], "kernel_shape": [stride, stride]}
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
        helper.make_tensor_value_info(f"{name}_{stride}", TensorProto.FLOAT, [None, width])
        for name, width in widths.items()
        for stride in (8, 16, 32)
    ]
    inputs = [helper.make_tensor_value_info("input.1", TensorProto.FLOAT, [1, 3, "h", "w"])]
    model = helper.make_model(
        helper.make_graph(nodes, "scrfd", inputs, outputs, constants), opset_imports=[helper.make_opsetid("", 17)]
    )
    model.ir_version = 9
    onnx.save(model, str(path))


def embedder(path: Path, numbers: int, *, dynamic: bool = True) -> None:
    """ArcFace's and SFace's shape: a 112-pixel face in, so many numbers out: its colors in 14 x 14 cells, projected."""
    projection = np.random.default_rng(7).normal(size=(3 * 14 * 14, numbers)).astype(np.float32)
    average = helper.make_node("AveragePool", ["face"], ["cells"], kernel_shape=[8, 8], strides=[8, 8])
    nodes = [
        average,
        helper.make_node("Flatten", ["cells"], ["row"]),
        helper.make_node("MatMul", ["row", "projection"], ["embedding"]),
    ]
    batch = "n" if dynamic else 1
    inputs = [helper.make_tensor_value_info("face", TensorProto.FLOAT, [batch, 3, 112, 112])]
    outputs = [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [batch, numbers])]
    constants = [numpy_helper.from_array(projection, "projection")]
    graph = helper.make_graph(nodes, "embedder", inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    onnx.save(model, str(path))

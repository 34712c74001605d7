import json
from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from common.layout import MAX_LAYERS, LayoutSpec

CANVAS = {"w": 1280, "h": 720}


def spec(*layers: Mapping[str, object], **more: object) -> LayoutSpec:
    return LayoutSpec.model_validate({"canvas": CANVAS, "layers": layers, **more})


def test_layers_know_their_kind():
    kinds = [
        layer.type
        for layer in spec(
            {"type": "image"},
            {"type": "shape", "bbox": [0, 0, 10, 10]},
            {"type": "text", "content": "STOP", "bbox": [0, 0, 10, 10]},
        ).layers
    ]

    assert kinds == ["image", "shape", "text"]


@pytest.mark.parametrize(
    "layer",
    [
        {},
        {"type": "video"},
        {"type": "text", "content": "no box"},
        {"type": "text", "content": "x" * 501, "bbox": [0, 0, 1, 1]},
        {"type": "shape", "bbox": [0, 0, 1]},
        {"type": "shape", "bbox": [0, 0, 1, 1], "opacity": 2},
    ],
)
def test_a_layer_that_cannot_be_drawn_is_refused(layer):
    with pytest.raises(ValidationError):
        spec(layer)


def test_a_spec_may_not_hold_layers_without_end():
    with pytest.raises(ValidationError):
        spec(*[{"type": "image"}] * (MAX_LAYERS + 1))


def test_a_newer_editors_fields_are_ignored():
    assert spec({"type": "image", "hologram": True}, theme="dark") == spec({"type": "image"})


def test_a_spec_survives_the_way_through_json():
    whole = spec(
        {"type": "image", "role": "subject", "style": {"outline": {"width": 8}, "rim": {}, "flip": True}},
        {"type": "text", "content": "STOP {THIS} <b>", "bbox": [1.5, 2, 3, 4], "style": {"shadow": {"dx": 3}}},
        notes=["made smaller"],
    )

    assert LayoutSpec.model_validate_json(whole.model_dump_json()) == whole
    assert json.loads(whole.model_dump_json())["version"] == 1

"""Words and labels on a picture that a model drew whole, where somebody knows the face."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel

from common.brief import Brief
from common.bus import Bus
from common.catalog import PLATFORMS, PlatformName, Size
from common.direction import direct
from common.disclosure import decide, made_of
from common.errors import Code, TransientError
from common.finishing import ExportTarget
from common.layout import ImageLayer, LayoutSpec, TextLayer
from common.ticket import ImagePage
from compositor.assignment import Assignment
from compositor.compose.relayout import relaid
from compositor.encode.png import encode_png
from compositor.faces import Faces
from compositor.geometry import Rect
from compositor.packing import Finished
from compositor.plates import Plates
from compositor.redraw import view_of
from compositor.sources import decode
from compositor.text.block import fit_text
from compositor.variant import finish

FACE = Rect(420, 160, 240, 240)
# A face nearly as wide as the canvas leaves nothing beside it, and captions take what is below.
MOST_COVERED = {PlatformName.REELS: 0.35}
SIZES = [(name, size) for name, row in PLATFORMS.items() for size in row.sizes]
IMAGE = ImagePage(
    key="a.png", width=1280, height=720, service="gen-gemini", model="m", draws="picture", seed=1, provenance={}
)


def scene() -> bytes:
    return encode_png(np.tile(np.linspace(90, 110, 1280, dtype=np.uint8)[None, :, None], (720, 1, 3)))


def finished(catalogue, **answers: Any) -> Finished:
    brief = Brief.model_validate({"headline": "STOP DOING THIS"} | answers)
    work = Assignment(
        brief, direct(brief, 1, 7), brief.canvas, None, "a.png", scene(), None, "r/1-1", whole=True,
        disclosure=decide(brief.disclosure, made_of("picture", {}), date(2026, 11, 25)), faces=(FACE.box,),
    )  # fmt: skip
    return finish(work, catalogue, Plates())


def inks(spec: LayoutSpec, catalogue) -> list[Rect]:
    texts = [layer for layer in spec.layers if isinstance(layer, TextLayer)]
    return [Rect.of(fit_text(layer, spec.canvas, catalogue).bbox) for layer in texts]


def test_words_and_label_stay_off_a_face_that_was_found(catalogue):
    done = finished(catalogue)
    spec = LayoutSpec.model_validate_json(done.files["spec.json"])

    assert done.page.checks["text_on_face"] < 0.03  # hair
    assert len(inks(spec, catalogue)) == 2
    assert not any(ink.meets(FACE) for ink in inks(spec, catalogue))


@pytest.mark.parametrize(("platform", "size"), SIZES, ids=str)
def test_every_other_size_keeps_the_face_and_off_it(catalogue, platform: PlatformName, size: Size):
    spec = LayoutSpec.model_validate_json(finished(catalogue).files["spec.json"])
    view = view_of({"a.png": decode(scene())}, catalogue, None)
    other = relaid(spec, ExportTarget(platform=platform, canvas=size), view)
    scene_layer = other.layers[0]
    assert isinstance(scene_layer, ImageLayer)
    head = Rect.of(scene_layer.focus or (0, 0, 1, 1))
    eyes_to_chin = Rect(head.x + 0.2 * head.w, head.y + 0.4 * head.h, 0.6 * head.w, 0.5 * head.h)
    covered = sum(ink.clipped(eyes_to_chin).area for ink in inks(other, catalogue)) / eyes_to_chin.area

    assert head.clipped(Rect(0, 0, size.w, size.h)).area > 0.85 * head.area
    assert covered <= MOST_COVERED.get(platform, 0.0)


class Answering(Bus):
    def __init__(self, reply: dict[str, Any] | None) -> None:
        super().__init__()
        self._reply = reply

    async def ask(self, service: str, verb: str, body: BaseModel | dict[str, Any], timeout: float) -> dict[str, Any]:  # noqa: ARG002, ASYNC109 - the port's own
        if self._reply is None:
            raise TransientError(Code.BUS_UNAVAILABLE)
        return self._reply


@pytest.mark.parametrize(
    ("reply", "seen"),
    [
        ({"faces": [[1, 2, 3, 4]]}, ((1, 2, 3, 4),)),
        ({"faces": []}, ()),
        ({"failure": {"code": "image_unreadable", "message": "x"}}, ()),
        (None, ()),
    ],
)
async def test_a_picture_is_finished_whatever_identity_says(reply, seen):
    assert await Faces(Answering(reply)).seen(IMAGE) == seen

"""Other words, other sizes and files from a stored spec, without the API around."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tests.bench.compositor import picture

from common.brief import Brief, FontMood, TextPlacement
from common.catalog import PLATFORMS, PlatformName, Size, plan_sizes
from common.direction import direct
from common.disclosure import decide, made_of
from common.errors import Code, PermanentError
from common.finishing import ExportPicture, ExportRequest, ExportTarget, RenderRequest, Words, WordStyle
from common.layout import ImageLayer, LayoutSpec, Role, TextLayer
from compositor.assignment import Assignment
from compositor.compose.attention import attended
from compositor.compose.frame import frame_of
from compositor.compose.relayout import relaid
from compositor.encode.png import encode_png
from compositor.exporting import exported
from compositor.geometry import Rect
from compositor.plates import Plates
from compositor.redraw import redrawn, view_of
from compositor.sources import decode
from compositor.text.block import fit_text
from compositor.variant import finish

SIZES = [(name, size) for name, row in PLATFORMS.items() for size in row.sizes] + [
    (PlatformName.CUSTOM, Size(w=1600, h=400)),
    (PlatformName.CUSTOM, Size(w=600, h=600)),
]
CHIN_AND_BEARD = 0.2
"""Of a head's height: what may lie under a caption, so that the body reaches the canvas's edge."""
BODY = Rect(820, 120, 360, 600)


def ramp() -> np.ndarray:
    return np.tile(np.linspace(20, 120, 1280, dtype=np.uint8)[None, :, None], (720, 1, 3))


def busy() -> np.ndarray:
    """A picture with something to look at on its right, and calm on its left."""
    whole = ramp().copy()
    noise = np.random.default_rng(3).integers(0, 255, (int(BODY.h), int(BODY.w), 3), dtype=np.uint8)
    whole[int(BODY.y) : int(BODY.bottom), int(BODY.x) : int(BODY.right)] = noise
    return whole


class Kept:
    """A finished variant as it lies in the store."""

    def __init__(self, spec: LayoutSpec, stored: dict[str, bytes], png: bytes) -> None:
        self.spec, self.stored, self.png = spec, stored, png

    def texts(self) -> dict[Role, TextLayer]:
        return {layer.role: layer for layer in self.spec.layers if isinstance(layer, TextLayer)}


@pytest.fixture
def kept(identity, catalogue) -> Callable[..., Kept]:
    def make(*, whole: bool = False, quality: str = "std", wordless: bool = False, **answers: Any) -> Kept:
        brief = Brief.model_validate({"headline": "STOP DOING THIS", "subtext": "it costs you hours"} | answers)
        scene = encode_png(busy() if whole else ramp())
        decision = decide(brief.disclosure, made_of("scene", {}), date(2026, 11, 25))
        work = Assignment(
            brief, direct(brief, 1, 7), plan_sizes(brief.canvas, quality).export, None if whole else identity(),
            "scene.png", scene, None if whole else picture.files().person, "r/1-1", whole=whole, wordless=wordless,
            disclosure=decision,
        )  # fmt: skip
        done = finish(work, catalogue, Plates())
        parts = {f"r/1-1/{name}": data for name, data in done.files.items() if name == "subject.png"}
        spec = LayoutSpec.model_validate_json(done.files["spec.json"])
        return Kept(spec, {"scene.png": scene, **parts}, done.files["out.png"])

    return make


def views(one: Kept, catalogue):
    return view_of({key: decode(data) for key, data in one.stored.items()}, catalogue, None)


def headlines(spec: LayoutSpec) -> list[TextLayer]:
    return [layer for layer in spec.layers if isinstance(layer, TextLayer) and layer.role is Role.HEADLINE]


def sized(layer: TextLayer) -> float:
    assert layer.style.size
    return layer.style.size


def inks(spec: LayoutSpec, catalogue) -> list[Rect]:
    texts = [layer for layer in spec.layers if isinstance(layer, TextLayer)]
    return [Rect.of(fit_text(layer, spec.canvas, catalogue).bbox) for layer in texts]


@pytest.mark.parametrize("vibe", ["bold", "cinematic", "meme"])
@pytest.mark.parametrize(("platform", "size"), SIZES, ids=str)
def test_on_every_canvas_words_and_label_are_off_the_face_and_inside_the_safe_area(
    kept, catalogue, vibe, platform, size
):
    one = kept(vibe=[vibe], disclosure="on")
    spec = relaid(one.spec, ExportTarget(platform=platform, canvas=size), views(one, catalogue))
    frame = frame_of(PLATFORMS[platform], size)
    (person,) = [layer for layer in spec.layers if isinstance(layer, ImageLayer) and layer.role is Role.SUBJECT]
    head = Rect.of(person.focus or (0, 0, 0, 0))

    assert spec.canvas == size
    assert frame.clear.holds(head, CHIN_AND_BEARD * head.h)
    for ink in inks(spec, catalogue):
        assert frame.safe.holds(ink, 2.5)
        assert not any(ink.grown(-2.5).meets(zone) for zone in (*frame.islands, head))


def test_the_same_shape_is_the_same_layout_in_other_pixels(kept, catalogue):
    one = kept(quality="4k")
    spec = relaid(
        one.spec, ExportTarget(platform=PlatformName.YOUTUBE, canvas=Size(w=1280, h=720)), views(one, catalogue)
    )
    large, small = [
        next(iter(texts)).bbox for texts in ([*one.texts().values()], [t for t in spec.layers if t.type == "text"])
    ]

    assert small == pytest.approx([side / 3 for side in large])


@pytest.mark.parametrize(("platform", "size"), SIZES, ids=str)
def test_a_picture_a_model_drew_keeps_what_the_eye_goes_to(kept, catalogue, platform, size):
    one = kept(whole=True)
    spec = relaid(one.spec, ExportTarget(platform=platform, canvas=size), views(one, catalogue))
    box = Rect.of(spec.layers[0].bbox or (0, 0, size.w, size.h))
    scale = box.w / 1280
    looked_at = BODY.scaled(scale).moved(box.x, box.y)
    seen = looked_at.clipped(Rect(0, 0, size.w, size.h))

    assert box.holds(Rect(0, 0, size.w, size.h), 1)
    assert seen.w >= min(looked_at.w, 0.85 * size.w) * 0.9


def test_the_attended_part_lies_where_the_noise_is():
    box = attended(busy(), Size(w=360, h=720))

    assert box.x == pytest.approx(-BODY.x, abs=120)


def test_words_that_a_model_drew_cannot_be_set_anew(kept, catalogue):
    one = kept(whole=True, wordless=True)
    request = RenderRequest(spec=one.spec, prefix="p", words=Words(headline="NEVER"))
    with pytest.raises(PermanentError) as refused:
        redrawn(request, one.stored, catalogue, Plates())

    assert refused.value.code is Code.EDIT_UNAVAILABLE


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("headline", ["GO", "The seven habits of slow people", "توقف عن هذا", "今すぐやめてください"])
def test_any_words_find_room_in_proportion(kept, catalogue, whole, headline):
    one = kept(whole=whole)
    request = RenderRequest(
        spec=one.spec, prefix="p", platform=PlatformName.YOUTUBE, words=Words(headline=headline, subtext="")
    )
    done = redrawn(request, one.stored, catalogue, Plates())
    frame = frame_of(PLATFORMS[PlatformName.YOUTUBE], one.spec.canvas)
    (new,) = [layer for layer in done.spec.layers if isinstance(layer, TextLayer)]
    old = one.texts()[Role.HEADLINE]

    assert new.content == headline
    assert new.style.stroke / sized(new) == pytest.approx(old.style.stroke / sized(old), rel=0.01)
    assert all(frame.safe.holds(ink, 2.5) for ink in inks(done.spec, catalogue))
    assert done.scored.checks["text_on_face"] == 0 if not whole else True


def test_words_around_the_head_stay_around_it(kept, catalogue):
    one = kept(text="around", subtext="", vibe=["meme"])
    done = redrawn(
        RenderRequest(spec=one.spec, prefix="p", words=Words(headline="NOT THIS WAY")), one.stored, catalogue, Plates()
    )
    said = [layer.content for layer in headlines(done.spec)]

    assert len(said) == 2
    assert " ".join(said) == "NOT THIS WAY"


def test_a_wish_for_the_look_is_granted(kept, catalogue):
    one = kept()
    wish = WordStyle(mood=FontMood.HANDWRITTEN, fill="#ff0000", stroke=3, placement=TextPlacement.BOTTOM, shadow=False)
    done = redrawn(RenderRequest(spec=one.spec, prefix="p", words=Words(style=wish)), one.stored, catalogue, Plates())
    style = headlines(done.spec)[0].style

    assert (style.mood, style.fill, style.stroke, style.shadow) == ("handwritten", "#ff0000", 3, False)
    assert style.font == "Permanent Marker"


def test_nothing_asked_for_is_the_same_picture(kept, catalogue):
    one = kept(disclosure="on")
    done = redrawn(RenderRequest(spec=one.spec, prefix="p"), one.stored, catalogue, Plates())

    assert (decode(done.files["png"]) == decode(one.png)).all()


def test_a_label_is_legible_and_changes_nothing_else(kept, catalogue):
    bare, labeled = kept(), kept(disclosure="on")
    label = labeled.texts()[Role.LABEL]
    x, y, w, h = (round(side) for side in label.bbox)
    before, after = (decode(one.png).astype(int) for one in (bare, labeled))
    changed = np.abs(before - after).max(axis=2) > 0
    patch = after[y : y + h, x : x + w]
    changed[y - 2 : y + h + 3, x - 2 : x + w + 3] = False

    assert fit_text(label, labeled.spec.canvas, catalogue).cap_height >= 24
    assert patch.max() > 250
    assert patch.min() < 40
    assert not changed.any()


def request_for(one: Kept, **given: Any) -> ExportRequest:
    fields = {
        "pictures": (ExportPicture(name="stop", spec=one.spec),),
        "targets": (ExportTarget(platform=PlatformName.YOUTUBE, canvas=Size(w=1280, h=720), own=True),),
        "formats": ("png",),
        "key": "jobs/j/exports/1",
    }
    return ExportRequest.model_validate(fields | given)


def test_one_file_comes_bare_and_more_come_in_a_zip(kept, catalogue):
    one = kept()
    bare = exported(request_for(one), one.stored, catalogue)
    packed = exported(
        request_for(one, formats=("jpg", "webp", "json"), about={"render": "rnd_1"}), one.stored, catalogue
    )
    archive = zipfile.ZipFile(io.BytesIO(packed.data))
    manifest = json.loads(archive.read("manifest.json"))

    assert (bare.name, bare.kind, bare.media_type) == ("stop-youtube-1280x720.png", "png", "image/png")
    assert (bare.data == one.png) or (decode(bare.data) == decode(one.png)).all()
    assert (packed.name, packed.kind, packed.count) == ("stop.zip", "zip", 3)
    assert [
        Image.open(io.BytesIO(archive.read(f"stop-youtube-1280x720.{kind}"))).format for kind in ("jpg", "webp")
    ] == ["JPEG", "WEBP"]
    assert manifest["render"] == "rnd_1"
    assert all(len(archive.read(entry["file"])) == entry["bytes"] for entry in manifest["files"])


def test_the_same_pictures_make_the_same_zip(kept, catalogue):
    one = kept()
    first, again = (exported(request_for(one, zipped=True), one.stored, catalogue).data for _ in range(2))

    assert first == again


def test_a_small_budget_is_kept_in_every_format(kept, catalogue):
    one = kept(vibe=["documentary"])
    target = ExportTarget(platform=PlatformName.WHATSAPP_BANNER, canvas=Size(w=1080, h=608))
    packed = exported(request_for(one, targets=(target,), formats=("png", "jpg", "webp")), one.stored, catalogue)
    manifest = json.loads(zipfile.ZipFile(io.BytesIO(packed.data)).read("manifest.json"))

    assert all(entry["bytes"] <= 300_000 for entry in manifest["files"])


def test_a_picture_that_is_gone_is_said(kept, catalogue):
    one = kept()
    with pytest.raises(PermanentError) as refused:
        exported(request_for(one), {}, catalogue)

    assert refused.value.code is Code.ASSET_MISSING

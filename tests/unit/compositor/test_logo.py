"""A brand's logo: in a free corner on every platform, with an edge where it would not be seen, through every change."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from common.blobs import ObjectBlobs, SealedBlobs
from common.brief import Brief
from common.catalog import PLATFORMS, PlatformName, plan_sizes
from common.events import ImageGenerated
from common.finishing import ExportPicture, ExportRequest, ExportTarget, RenderRequest, Words
from common.layout import ImageLayer, LayoutSpec, Role, TextLayer
from common.ticket import ImagePage, Reference
from common.wishes import EditRequest, Wishes
from compositor.compose.frame import frame_of
from compositor.compose.logo import NO_ROOM, logo_of, trimmed, with_logo
from compositor.encode.png import encode_png
from compositor.exporting import exported
from compositor.geometry import Rect
from compositor.handlers import compose_variant, render_spec
from compositor.plates import Plates
from compositor.redraw import view_of
from compositor.text.block import fit_text

LIGHT, DARK = (250, 250, 250, 255), (12, 14, 20, 255)
LOGO_KEY = "uploads/u/ast_logo.png"


def drawn(color: tuple[int, int, int, int] = LIGHT, size: tuple[int, int] = (600, 240)) -> bytes:
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    picture.paste(color, (50, 50, size[0] - 50, size[1] - 50))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def blobs() -> ObjectBlobs:
    return ObjectBlobs("memory:///")


@pytest.fixture
def finished(new_ticket, identity, cutout, blobs, catalogue):
    """Compose a variant with a logo; answers its page and its layout."""
    sealed = SealedBlobs(blobs, "a secret of at least thirty-two characters")

    async def make(
        logo: bytes | None = None,
        *,
        ground: int = 60,
        draws: Any = "scene",
        wishes: Wishes | None = None,
        keep: bool = True,
        **answers: Any,
    ) -> tuple[Any, LayoutSpec]:
        brief = Brief.model_validate({"headline": "STOP DOING THIS", "refs": ["ast_1"]} | answers)
        sizes = plan_sizes(brief.canvas, "std")
        reference = Reference(asset_id="ast_logo", key=LOGO_KEY, width=600, height=240) if logo else None
        ticket = new_ticket(brief=brief, sizes=sizes, logo=reference, wishes=wishes)
        page = identity(cutout_key=f"{ticket.identity_prefix}/cutout.png")
        image = ImagePage(
            key=f"{ticket.prefix}/images/1-1.png", width=sizes.generation.w, height=sizes.generation.h,
            service="gen-studio", model="studio", draws=draws, seed=1,
        )  # fmt: skip
        await blobs.put(image.key, encode_png(np.full((image.height, image.width, 3), ground, np.uint8)))
        await sealed.put(page.cutout_key, encode_png(cutout))
        if logo and keep:
            await blobs.put(LOGO_KEY, logo)
        event = ImageGenerated(
            next="compositor", job_id=ticket.job_id, variant=1, ticket=ticket.with_page(identity=page, image=image)
        )
        done = (await compose_variant(event, blobs, sealed, catalogue, Plates())).carried.render
        assert done
        return done, LayoutSpec.model_validate_json(await blobs.get(done.files["json"]))

    return make


def logo_in(spec: LayoutSpec) -> ImageLayer:
    layer = logo_of(spec)
    assert layer
    assert layer.bbox
    return layer


def box_of(layer: ImageLayer) -> Rect:
    assert layer.bbox
    return Rect.of(layer.bbox)


@pytest.mark.parametrize("platform", [name for name in PlatformName if name is not PlatformName.CUSTOM])
@pytest.mark.parametrize("size", [(600, 240), (300, 300)])
async def test_it_is_clear_of_faces_words_and_what_the_platform_covers(finished, catalogue, platform, size):
    page, spec = await finished(drawn(size=size), platform=platform, subtext="every single day", disclosure="on")
    box, frame = box_of(logo_in(spec)), frame_of(PLATFORMS[platform], spec.canvas)
    words = [layer for layer in spec.layers if isinstance(layer, TextLayer)]
    person = next(layer for layer in spec.layers if layer.role is Role.SUBJECT)

    assert frame.safe.holds(box, 1)
    assert not any(box.meets(zone) for zone in frame.reserved)
    assert not any(box.meets(Rect.of(fit_text(layer, spec.canvas, catalogue).bbox)) for layer in words)
    assert isinstance(person, ImageLayer)
    assert person.focus is None or not box.meets(Rect.of(person.focus))
    assert box.w / box.h == pytest.approx((size[0] - 100) / (size[1] - 100), rel=0.02)
    assert page.files.keys() == {"png", "jpg", "json", "preview"}


async def test_it_is_really_on_the_picture_and_kept_beside_it(finished, blobs):
    page, spec = await finished(drawn((220, 30, 30, 255)))
    x, y = box_of(logo_in(spec)).center
    picture = Image.open(io.BytesIO(await blobs.get(page.files["png"]))).convert("RGB")
    red, green, blue = np.asarray(picture)[round(y), round(x)]

    assert (red > 180, green < 80, blue < 80) == (True, True, True)
    assert logo_in(spec).source == page.files["png"].replace("out.png", "logo.png")
    assert await blobs.exists(logo_in(spec).source or "")


@pytest.mark.parametrize(("color", "ground", "edged"), [(DARK, 20, True), (LIGHT, 20, False), (LIGHT, 245, True)])
async def test_it_gets_an_edge_where_it_would_not_be_seen(finished, color, ground, edged):
    _, spec = await finished(drawn(color), ground=ground)

    assert (logo_in(spec).style.outline is not None) is edged


async def test_without_a_logo_there_is_none(finished):
    _, spec = await finished()

    assert logo_of(spec) is None


async def test_a_picture_has_a_copy_of_its_own(finished, blobs, catalogue):
    _, spec = await finished(drawn())
    await blobs.delete(LOGO_KEY)
    request = RenderRequest(spec=spec, prefix="jobs/j/renders/again", platform=PlatformName.YOUTUBE)
    again = await render_spec(request, blobs, catalogue, Plates())

    assert logo_in(again.spec).bbox == logo_in(spec).bbox


async def test_one_that_is_gone_before_the_picture_is_made_is_left_out(finished):
    _, spec = await finished(drawn(), keep=False)

    assert logo_of(spec) is None


async def test_other_words_keep_off_it(finished, blobs, catalogue):
    _, spec = await finished(drawn())
    request = RenderRequest(
        spec=spec, prefix="jobs/j/renders/words", platform=PlatformName.YOUTUBE, words=Words(headline="GO")
    )
    reply = await render_spec(request, blobs, catalogue, Plates())
    box = box_of(logo_in(reply.spec))

    for layer in reply.spec.layers:
        if isinstance(layer, TextLayer):
            assert not box.meets(Rect.of(fit_text(layer, reply.spec.canvas, catalogue).bbox))


async def test_every_other_size_places_it_anew(finished, blobs, catalogue):
    _, spec = await finished(drawn())
    keys = {layer.source for layer in spec.layers if isinstance(layer, ImageLayer)}
    stored = {key: await blobs.get(key) for key in keys if key}
    for platform in (PlatformName.REELS, PlatformName.X_HEADER, PlatformName.INSTAGRAM_POST):
        target = ExportTarget(platform=platform, canvas=PLATFORMS[platform].sizes[0])
        request = ExportRequest(
            pictures=(ExportPicture(name="one", spec=spec),), targets=(target,), formats=("json",), key="exports/one"
        )
        laid = LayoutSpec.model_validate_json(exported(request, stored, catalogue).data)
        frame = frame_of(PLATFORMS[platform], target.canvas)

        assert frame.safe.holds(box_of(logo_in(laid)), 1), platform
        assert not any(box_of(logo_in(laid)).meets(zone) for zone in frame.reserved), platform


async def test_a_picture_that_a_model_changed_keeps_it_where_it_was(finished):
    page, spec = await finished(drawn(), draws="picture")
    (scene,) = [layer.source for layer in spec.layers if layer.role is Role.BACKGROUND]
    edit = EditRequest(instruction="make it red", picture_key=scene, render_id="rnd_1", spec_key=page.files["json"])
    other, after = await finished(None, draws="picture", wishes=Wishes(edit=edit))

    assert logo_in(after).bbox == logo_in(spec).bbox
    assert logo_in(after).source == other.files["png"].replace("out.png", "logo.png")


def test_without_room_it_is_left_out_and_said(catalogue):
    canvas = PLATFORMS[PlatformName.YOUTUBE].sizes[0]
    spec = LayoutSpec(canvas=canvas, layers=(ImageLayer(source="scene"),))
    sources = {"scene": np.zeros((720, 1280, 3), np.uint8), "logo": np.full((100, 200, 4), 255, np.uint8)}
    frame = frame_of(PLATFORMS[PlatformName.YOUTUBE], canvas)
    crowded = with_logo(spec, "logo", frame, frame.canvas, view_of(sources, catalogue, None))

    assert (logo_of(crowded), crowded.notes) == (None, (NO_ROOM,))


def test_its_empty_margin_is_cut_off_and_it_is_no_larger_than_needed():
    picture = np.zeros((2000, 3000, 4), np.uint8)
    picture[500:1500, 1000:2000] = 255

    assert trimmed(picture).shape == (512, 512, 4)
    assert trimmed(np.full((100, 50, 3), 9, np.uint8)).shape == (100, 50, 4)

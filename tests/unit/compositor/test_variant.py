"""One variant from bytes to files, and the handlers around it."""

import io
import json
from typing import Any, Literal

import cv2
import numpy as np
import pytest
from PIL import Image
from tests.unit.compositor.copies import CANVAS, TWO, layout

from common.blobs import ObjectBlobs, SealedBlobs
from common.brief import Brief
from common.catalog import PLATFORMS, plan_sizes
from common.errors import Code, PermanentError
from common.events import ImageGenerated, RenderComposited
from common.finishing import RenderRequest
from common.layout import ImageLayer, LayoutSpec, Role, TextLayer
from common.ticket import ImagePage, LayoutPage, RenderPage, Ticket
from common.wishes import LabeledReference, Wishes
from compositor.encode.png import encode_png
from compositor.handlers import compose_variant, render_spec
from compositor.plates import Plates

SECRET = "a secret of at least thirty-two characters"


@pytest.fixture
def blobs() -> ObjectBlobs:
    return ObjectBlobs("memory:///")


@pytest.fixture
def sealed(blobs) -> SealedBlobs:
    return SealedBlobs(blobs, SECRET)


@pytest.fixture
def generated(new_ticket, identity, cutout, blobs, sealed):
    """An `image.generated` whose scene and cut-out are stored; answers of the brief may be given."""

    async def make(
        draws: Literal["scene", "picture"] = "scene", quality: str = "std", **answers: Any
    ) -> ImageGenerated:
        brief = Brief.model_validate({"headline": "STOP DOING THIS", "refs": ["ast_1"]} | answers)
        sizes = plan_sizes(brief.canvas, quality)
        ticket: Ticket = new_ticket(brief=brief, quality=quality, sizes=sizes)
        page = identity(cutout_key=f"{ticket.identity_prefix}/cutout.png")
        image = ImagePage(
            key=f"{ticket.prefix}/images/1-1.png", width=sizes.generation.w, height=sizes.generation.h,
            service="gen-studio", model="studio", draws=draws, seed=1,
        )  # fmt: skip
        ramp = np.linspace(20, 120, image.width, dtype=np.uint8)
        await blobs.put(image.key, encode_png(np.tile(ramp[None, :, None], (image.height, 1, 3))))
        await sealed.put(page.cutout_key, encode_png(cutout))
        ticket = ticket.with_page(identity=page, image=image)
        return ImageGenerated(next="compositor", job_id=ticket.job_id, variant=1, ticket=ticket)

    return make


def page_of(done: RenderComposited) -> RenderPage:
    assert done.carried.render
    return done.carried.render


async def opened(blobs, key: str) -> Image.Image:
    return Image.open(io.BytesIO(await blobs.get(key)))


async def test_a_generated_scene_becomes_a_thumbnail_with_all_its_files(generated, blobs, sealed, catalogue):
    event = await generated(subtext="every single day")
    done = await compose_variant(event, blobs, sealed, catalogue, Plates())
    render = page_of(done)

    assert isinstance(done, RenderComposited)
    assert done.next == "credits"
    assert (await opened(blobs, render.files["png"])).size == (1280, 720)
    assert (await opened(blobs, render.files["jpg"])).size == (1280, 720)
    assert (await opened(blobs, render.files["preview"])).size == (320, 180)
    assert render.bytes["png"] <= PLATFORMS[event.carried.brief.platform].max_bytes
    assert render.score > 50
    assert render.checks["text_on_face"] == 0


async def test_the_stored_spec_draws_the_delivered_picture_without_the_sealed_cutout(
    generated, blobs, sealed, catalogue
):
    event = await generated()
    done = await compose_variant(event, blobs, sealed, catalogue, Plates())
    files = page_of(done).files
    spec = LayoutSpec.model_validate_json(await blobs.get(files["json"]))
    await blobs.delete(event.carried.identity.cutout_key)
    reply = await render_spec(RenderRequest(spec=spec, prefix="edits/1"), blobs, catalogue, Plates())
    first, again = [np.asarray(await opened(blobs, key)) for key in (files["png"], reply.files["png"])]

    assert (first == again).all()
    assert reply.spec.layers == spec.layers


async def test_an_edit_changes_the_words_and_nothing_else(generated, blobs, sealed, catalogue):
    done = await compose_variant(await generated(), blobs, sealed, catalogue, Plates())
    files = page_of(done).files
    spec = LayoutSpec.model_validate_json(await blobs.get(files["json"]))
    words = next(layer for layer in spec.layers if isinstance(layer, TextLayer))
    style = words.style.model_copy(update={"size": None, "lines": ()})
    edited = words.model_copy(update={"content": "NEVER AGAIN", "style": style})
    layers = tuple(edited if layer is words else layer for layer in spec.layers)
    request = RenderRequest(spec=spec.model_copy(update={"layers": layers}), prefix="edits/2")
    reply = await render_spec(request, blobs, catalogue, Plates())
    before, after = [np.asarray(await opened(blobs, key)).astype(int) for key in (files["png"], reply.files["png"])]
    rows, columns = np.nonzero(np.abs(before - after).max(axis=2))
    x, _, w, _ = words.bbox

    assert len(rows) > 1000
    assert columns.max() < x + w + 120


async def test_the_same_event_twice_writes_the_same_files(generated, blobs, sealed, catalogue):
    event = await generated()
    first = await compose_variant(event, blobs, sealed, catalogue, Plates())
    one = await blobs.get(page_of(first).files["png"])
    second = await compose_variant(event, blobs, sealed, catalogue, Plates())

    assert first.message_id == second.message_id
    assert one == await blobs.get(page_of(second).files["png"])


async def test_files_carry_variant_and_attempt(generated, blobs, sealed, catalogue):
    event = (await generated()).model_copy(update={"variant": 3, "attempt": 2})
    done = await compose_variant(event, blobs, sealed, catalogue, Plates())

    assert page_of(done).files["png"].endswith("/renders/3-2/out.png")


async def test_a_picture_that_brings_its_own_person_needs_no_cutout(generated, blobs, sealed, catalogue):
    event = await generated(draws="picture")
    await blobs.delete(event.carried.identity.cutout_key)
    done = await compose_variant(event, blobs, sealed, catalogue, Plates())
    spec = json.loads(await blobs.get(page_of(done).files["json"]))

    assert [layer["role"] for layer in spec["layers"] if layer["type"] == "image"] == ["background"]


async def test_a_whatsapp_banner_keeps_to_three_hundred_kilobytes(generated, blobs, sealed, catalogue):
    event = await generated(platform="whatsapp-banner")
    noise = np.random.default_rng(1).normal(128, 7, (608, 1080, 3))
    await blobs.put(event.carried.image.key, encode_png(np.clip(noise, 0, 255).astype(np.uint8)))
    done = await compose_variant(event, blobs, sealed, catalogue, Plates())

    assert page_of(done).bytes["png"] <= 300_000
    assert page_of(done).bytes["jpg"] <= 300_000
    assert any("byte limit" in note for note in page_of(done).notes)


async def test_4k_is_the_platforms_shape_at_3840_pixels(generated, blobs, sealed, catalogue):
    done = await compose_variant(await generated(quality="4k"), blobs, sealed, catalogue, Plates())

    assert (await opened(blobs, page_of(done).files["png"])).size == (3840, 2160)
    assert page_of(done).bytes["jpg"] <= 2_000_000


async def test_a_cutout_that_is_gone_fails_with_its_code(generated, blobs, sealed, catalogue):
    event = await generated()
    await blobs.delete(event.carried.identity.cutout_key)

    with pytest.raises(PermanentError) as caught:
        await compose_variant(event, blobs, sealed, catalogue, Plates())

    assert caught.value.code is Code.ASSET_MISSING


async def test_a_scene_that_is_no_picture_fails_with_its_code(generated, blobs, sealed, catalogue):
    event = await generated()
    await blobs.put(event.carried.image.key, b"<html>")

    with pytest.raises(PermanentError) as caught:
        await compose_variant(event, blobs, sealed, catalogue, Plates())

    assert caught.value.code is Code.IMAGE_UNREADABLE


async def test_a_spec_that_names_a_missing_picture_is_refused(blobs, catalogue):
    spec = LayoutSpec.model_validate(
        {"canvas": {"w": 64, "h": 36}, "layers": [{"type": "image", "source": "gone.png"}]}
    )

    with pytest.raises(PermanentError) as caught:
        await render_spec(RenderRequest(spec=spec, prefix="edits/3"), blobs, catalogue, Plates())

    assert caught.value.code is Code.ASSET_MISSING


@pytest.mark.parametrize("prefix", ["", "../up", "/etc", "a//b", "a/../b", "a/"])
def test_a_render_goes_nowhere_but_below_a_plain_prefix(prefix):
    with pytest.raises(ValueError, match="prefix"):
        RenderRequest(spec=LayoutSpec.model_validate({"canvas": {"w": 1, "h": 1}, "layers": []}), prefix=prefix)


async def test_masks_cut_pictures_out(blobs, catalogue):
    red, half = np.full((40, 40, 3), (255, 0, 0), np.uint8), np.zeros((40, 40), np.uint8)
    half[:, :20] = 255
    await blobs.put("red.png", encode_png(red))
    await blobs.put("half.png", encode_png(cv2.cvtColor(half, cv2.COLOR_GRAY2RGB).astype(np.uint8)))
    layer = ImageLayer(source="red.png", mask="half.png")
    spec = LayoutSpec.model_validate({"canvas": {"w": 80, "h": 80}, "layers": [layer]})
    reply = await render_spec(RenderRequest(spec=spec, prefix="edits/4"), blobs, catalogue, Plates())
    picture = np.asarray(await opened(blobs, reply.files["png"]))

    assert picture[40, 10].tolist() == [255, 0, 0]
    assert picture[40, 70].tolist() == [0, 0, 0]


async def test_a_copy_shows_the_creators_thing_and_keeps_it_for_later(generated, blobs, sealed, catalogue):
    event = await generated()
    place = ImageLayer(role=Role.OBJECT, bbox=(360, 440, 220, 220), color="#803020")
    spec = LayoutSpec(canvas=CANVAS, layers=(*layout(*TWO).layers, place))
    await blobs.put("layout/spec.json", spec.model_dump_json().encode())
    await blobs.put("uploads/thing.png", encode_png(np.full((90, 120, 3), (200, 30, 30), np.uint8)))
    wishes = Wishes(references=(LabeledReference(key="uploads/thing.png", role="object"),))
    ticket = event.carried.with_page(layout=LayoutPage(spec_key="layout/spec.json"), wishes=wishes)
    done = await compose_variant(event.model_copy(update={"ticket": ticket}), blobs, sealed, catalogue, Plates())
    page = done.carried.render
    assert page
    drawn = LayoutSpec.model_validate_json(await blobs.get(page.files["json"]))
    (thing,) = [one for one in drawn.layers if isinstance(one, ImageLayer) and one.role is Role.OBJECT]
    request = RenderRequest(spec=drawn, prefix="edits/2")
    again = await render_spec(request, blobs, catalogue, Plates())

    assert (thing.source or "").endswith("/thing-0.png")
    assert again.files["png"]

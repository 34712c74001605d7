"""What the compositor does with each fact and each request."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

from faststream import Context

from common.blobs import Blobs
from common.decency import DecencyPage
from common.errors import Code, PermanentError
from common.events import ImageGenerated, LikenessChecked, RenderComposited
from common.finishing import MOST_FILES, ExportReply, ExportRequest, RenderReply, RenderRequest
from common.fonts.catalogue import FontCatalogue
from common.layout import ImageLayer, LayoutSpec
from common.ticket import Ticket
from compositor.assignment import assignment_for
from compositor.check import check_spec
from compositor.compose.logo import logo_of
from compositor.exporting import exported
from compositor.faces import Faces
from compositor.plates import Plates
from compositor.redraw import NAMES, redrawn
from compositor.variant import finish

Store = Annotated[Blobs, Context("blobs")]
Sealed = Annotated[Blobs, Context("sealed")]
Fonts = Annotated[FontCatalogue, Context("catalogue")]
Kept = Annotated[Plates, Context("plates")]
Seen = Annotated[Faces | None, Context("faces", default=None)]


async def compose_variant(
    event: ImageGenerated | LikenessChecked,
    blobs: Store,
    sealed: Sealed,
    catalogue: Fonts,
    plates: Kept,
    faces: Seen = None,
) -> RenderComposited:
    ticket = event.carried
    if ticket.image is None:
        raise PermanentError(Code.ASSET_MISSING)
    scene, cutout, spec = await asyncio.gather(
        blobs.get(ticket.image.key), _cutout_of(ticket, sealed), _layout_of(ticket, blobs)
    )
    seen = await faces.seen(ticket.image) if faces and ticket.image.draws == "picture" else ()
    logo, things = await _logo_of(ticket, spec, blobs), await _things_of(ticket, blobs)
    work = assignment_for(event, scene, cutout, spec, seen, logo, things)
    finished = await asyncio.to_thread(finish, work, catalogue, plates)
    prefix = finished.page.files["png"].rpartition("/")[0]
    await asyncio.gather(*(blobs.put(f"{prefix}/{name}", data) for name, data in finished.files.items()))
    page = finished.page.model_copy(update={"decency": ticket.decency or DecencyPage()})
    return RenderComposited.following(event, next="credits", ticket=ticket.with_page(render=page))


async def _cutout_of(ticket: Ticket, sealed: Blobs) -> bytes | None:
    """The photographed person, unless the generator drew the whole picture."""
    if ticket.identity is None or ticket.image is None or ticket.image.draws == "picture":
        return None
    return await sealed.get(ticket.identity.cutout_key)


async def _layout_of(ticket: Ticket, blobs: Blobs) -> bytes | None:
    """The layout to copy, or that of the picture that is changed; one that was erased is composed anew."""
    if ticket.layout is not None:
        return await blobs.get(ticket.layout.spec_key)
    edit = ticket.wishes.edit if ticket.wishes else None
    if edit is None or not edit.spec_key or not await blobs.exists(edit.spec_key):
        return None
    return await blobs.get(edit.spec_key)


async def _logo_of(ticket: Ticket, spec: bytes | None, blobs: Blobs) -> bytes | None:
    """The brand's, or that of the picture that is changed; one that was taken away since is left out."""
    kept = logo_of(LayoutSpec.model_validate_json(spec)) if spec and ticket.layout is None else None
    key = kept.source if kept else ticket.logo.key if ticket.logo else None
    return await blobs.get(key) if key and await blobs.exists(key) else None


async def _things_of(ticket: Ticket, blobs: Blobs) -> tuple[bytes, ...]:
    """The creator's own, for a copied layout over a scene: a model that draws the whole picture has looked at them."""
    if ticket.layout is None or ticket.wishes is None or ticket.image is None or ticket.image.draws == "picture":
        return ()
    keys = [one.key for one in ticket.wishes.references if one.role == "object"]
    return tuple(await asyncio.gather(*(blobs.get(key) for key in keys)))


async def check_layout(layout: LayoutSpec) -> LayoutSpec:
    """The layout again, where it can be drawn. Raises what `check_spec` raises."""
    check_spec(layout)
    return layout


async def render_spec(request: RenderRequest, blobs: Store, catalogue: Fonts, plates: Kept) -> RenderReply:
    stored = await _stored([request.spec], blobs)
    drawn = await asyncio.to_thread(redrawn, request, stored, catalogue, plates)
    files = {kind: f"{request.prefix}/{name}" for kind, name in NAMES.items()}
    await asyncio.gather(*(blobs.put(key, drawn.files[kind]) for kind, key in files.items()))
    return RenderReply(
        files=files,
        bytes={kind: len(data) for kind, data in drawn.files.items()},
        spec=drawn.spec,
        notes=drawn.spec.notes,
        score=drawn.scored.score,
        checks=drawn.scored.checks,
    )


async def export_pictures(request: ExportRequest, blobs: Store, catalogue: Fonts) -> ExportReply:
    if request.count > MOST_FILES:
        raise PermanentError(Code.PAYLOAD_TOO_LARGE, f"{request.count} files are too many; at most {MOST_FILES}.")
    stored = await _stored([picture.spec for picture in request.pictures], blobs)
    packed = await asyncio.to_thread(exported, request, stored, catalogue)
    key = f"{request.key}.{packed.kind}"
    await blobs.put(key, packed.data)
    return ExportReply(
        key=key, name=packed.name, media_type=packed.media_type, bytes=len(packed.data), count=packed.count
    )


async def _stored(specs: Sequence[LayoutSpec], blobs: Blobs) -> dict[str, bytes]:
    """The pictures the specs name, each once. Raises `asset_missing`."""
    keys = sorted({key for spec in specs for layer in spec.layers for key in _keys(layer)})
    return dict(zip(keys, await asyncio.gather(*(blobs.get(key) for key in keys)), strict=True))


def _keys(layer: object) -> list[str]:
    return [key for key in (layer.source, layer.mask) if key] if isinstance(layer, ImageLayer) else []

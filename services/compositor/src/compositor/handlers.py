"""What the compositor does with each fact and each request."""

import asyncio
from typing import Annotated

from faststream import Context
from pydantic import BaseModel, ConfigDict, Field

from common.blobs import Blobs
from common.errors import Code, PermanentError
from common.events import ImageGenerated, LikenessChecked, RenderComposited
from common.layout import ImageLayer, LayoutSpec
from common.ticket import Ticket
from compositor.encode.budget import jpeg_within, png_within
from compositor.encode.preview import encode_preview
from compositor.fonts.catalogue import FontCatalogue
from compositor.pixels import Picture
from compositor.plates import Plates
from compositor.render import render
from compositor.sources import decode
from compositor.variant import assignment_for, finish

Store = Annotated[Blobs, Context("blobs")]
Sealed = Annotated[Blobs, Context("sealed")]
Fonts = Annotated[FontCatalogue, Context("catalogue")]
Kept = Annotated[Plates, Context("plates")]


async def compose_variant(
    event: ImageGenerated | LikenessChecked,
    blobs: Store,
    sealed: Sealed,
    catalogue: Fonts,
    plates: Kept,
) -> RenderComposited:
    ticket = event.carried
    if ticket.image is None:
        raise PermanentError(Code.ASSET_MISSING)
    scene, cutout, spec = await asyncio.gather(
        blobs.get(ticket.image.key), _cutout_of(ticket, sealed), _layout_of(ticket, blobs)
    )
    finished = await asyncio.to_thread(finish, assignment_for(event, scene, cutout, spec), catalogue, plates)
    prefix = finished.page.files["png"].rpartition("/")[0]
    await asyncio.gather(*(blobs.put(f"{prefix}/{name}", data) for name, data in finished.files.items()))
    return RenderComposited.following(event, next="credits", ticket=ticket.with_page(render=finished.page))


async def _cutout_of(ticket: Ticket, sealed: Blobs) -> bytes | None:
    """The photographed person, unless the generator drew the whole picture."""
    if ticket.identity is None or ticket.image is None or ticket.image.draws == "picture":
        return None
    return await sealed.get(ticket.identity.cutout_key)


async def _layout_of(ticket: Ticket, blobs: Blobs) -> bytes | None:
    """The layout of the picture that is changed, where it stays; one that was erased is composed anew."""
    edit = ticket.wishes.edit if ticket.wishes else None
    if edit is None or not edit.spec_key or not await blobs.exists(edit.spec_key):
        return None
    return await blobs.get(edit.spec_key)


class RenderRequest(BaseModel):
    """`rpc.compositor.render`: a spec whose layers name stored pictures, drawn anew under `prefix`."""

    model_config = ConfigDict(frozen=True)

    spec: LayoutSpec
    prefix: str = Field(pattern=r"^[\w-]+(/[\w-]+)*$", description="Where the files go, without a slash at the end.")
    max_bytes: int = Field(default=20_000_000, gt=0)


class RenderReply(BaseModel):
    """`spec` states what was decided; `files` are blob keys by format."""

    files: dict[str, str]
    bytes: dict[str, int]
    spec: LayoutSpec
    notes: tuple[str, ...]


async def render_spec(request: RenderRequest, blobs: Store, catalogue: Fonts, plates: Kept) -> RenderReply:
    keys = sorted({key for layer in request.spec.layers for key in _keys(layer)})
    stored = await asyncio.gather(*(blobs.get(key) for key in keys))
    files, spec = await asyncio.to_thread(_redraw, request, dict(zip(keys, stored, strict=True)), catalogue, plates)
    await asyncio.gather(*(blobs.put(f"{request.prefix}/out.{kind}", data) for kind, data in files.items()))
    return RenderReply(
        files={kind: f"{request.prefix}/out.{kind}" for kind in files},
        bytes={kind: len(data) for kind, data in files.items()},
        spec=spec,
        notes=spec.notes,
    )


def _keys(layer: object) -> list[str]:
    return [key for key in (layer.source, layer.mask) if key] if isinstance(layer, ImageLayer) else []


def _redraw(
    request: RenderRequest, stored: dict[str, bytes], catalogue: FontCatalogue, plates: Plates
) -> tuple[dict[str, bytes], LayoutSpec]:
    sources: dict[str, Picture] = {key: decode(data) for key, data in stored.items()}
    rendered = render(request.spec, sources, catalogue, plates)
    png, jpg = png_within(rendered.picture, request.max_bytes), jpeg_within(rendered.picture, request.max_bytes)
    notes = tuple(note for note in (*rendered.spec.notes, png.note, jpg.note) if note)
    files = {"png": png.data, "jpg": jpg.data, "preview.jpg": encode_preview(rendered.picture)}
    return files, rendered.spec.model_copy(update={"notes": notes})

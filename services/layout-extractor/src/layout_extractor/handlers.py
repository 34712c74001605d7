"""What the layout-extractor does: read a thumbnail while somebody waits, and for a job in copy mode."""

import asyncio
from typing import Annotated

from faststream import Context

from common.blobs import Blobs
from common.bus import Bus
from common.errors import Code, PermanentError
from common.events import Event, IdentityResolved, LayoutExtracted
from common.layout import LayoutRead
from common.onward import onward
from common.ticket import CopyTarget, LayoutPage
from layout_extractor.extracting import Extractor
from layout_extractor.guiding import guide_of
from layout_extractor.keeping import keep, kept
from layout_extractor.pictures import decoded, encoded
from layout_extractor.reports import read_of
from layout_extractor.seeing import people_in

NAME = "layout-extractor"

Eyes = Annotated[Extractor, Context("extractor")]
Store = Annotated[Blobs, Context("blobs")]
Line = Annotated[Bus, Context("bus")]


async def read(target: CopyTarget, extractor: Eyes, blobs: Store, bus: Line) -> LayoutRead:
    """For a person or a job, whichever comes first."""
    found = await kept(target, blobs)
    if found is None:
        found = await _read(target, extractor, blobs, bus)
        await keep(target, found, blobs)
    return found


async def _read(target: CopyTarget, extractor: Extractor, blobs: Blobs, bus: Bus) -> LayoutRead:
    people = await people_in(target, blobs, bus)
    picture = await asyncio.to_thread(decoded, await blobs.get(target.key))
    return read_of(await asyncio.to_thread(extractor.extract, picture, people), people, extractor.reader.name)


async def extract(event: IdentityResolved, extractor: Eyes, blobs: Store, bus: Line) -> list[Event]:
    ticket = event.carried
    if ticket.copy_target is None:
        raise PermanentError(Code.ASSET_MISSING, "The job names no thumbnail to copy.")
    target = ticket.copy_target
    found = target.read or await read(target, extractor, blobs, bus)
    key = f"{ticket.prefix}/layout/spec.json"
    await blobs.put(key, found.spec.model_dump_json(exclude_none=True).encode())
    guide = await _guide(target, found, f"{ticket.prefix}/layout/guide.jpg", blobs)
    page = LayoutPage(spec_key=key, guide_key=guide, look=found.look, fingerprint=found.fingerprint, crops=found.crops)
    light = target.model_copy(update={"read": None})  # it lies in the store from here on
    return onward(event, ticket.with_page(layout=page, copy_target=light), NAME, LayoutExtracted)


async def _guide(target: CopyTarget, found: LayoutRead, key: str, blobs: Blobs) -> str:
    """What models see of the thumbnail has neither its faces, nor its words, nor flat graphics."""
    faceless = await blobs.get(target.masked_key)
    picture = await asyncio.to_thread(lambda: encoded(guide_of(decoded(faceless), found)))
    await blobs.put(key, picture)
    return key

"""What the layout-extractor does: read a thumbnail while somebody waits, and for a job in copy mode."""

import asyncio
from typing import Annotated

from faststream import Context

from common.blobs import Blobs
from common.bus import Bus
from common.copying import LayoutRead
from common.errors import Code, PermanentError
from common.events import Event, IdentityResolved, LayoutExtracted
from common.onward import onward
from common.ticket import CopyTarget, LayoutPage
from layout_extractor.extracting import Extractor
from layout_extractor.pictures import decoded
from layout_extractor.reports import read_of
from layout_extractor.seeing import people_in

NAME = "layout-extractor"

Eyes = Annotated[Extractor, Context("extractor")]
Store = Annotated[Blobs, Context("blobs")]
Line = Annotated[Bus, Context("bus")]


async def read(target: CopyTarget, extractor: Eyes, blobs: Store, bus: Line) -> LayoutRead:
    people = await people_in(target, blobs, bus)
    picture = await asyncio.to_thread(decoded, await blobs.get(target.key))
    return read_of(await asyncio.to_thread(extractor.extract, picture, people), people, extractor.reader.name)


async def extract(event: IdentityResolved, extractor: Eyes, blobs: Store, bus: Line) -> list[Event]:
    ticket = event.carried
    if ticket.copy_target is None:
        raise PermanentError(Code.ASSET_MISSING, "The job names no thumbnail to copy.")
    found = await _corrected(ticket.copy_target, blobs) or await read(ticket.copy_target, extractor, blobs, bus)
    key = f"{ticket.prefix}/layout/spec.json"
    await blobs.put(key, found.spec.model_dump_json(exclude_none=True).encode())
    page = LayoutPage(spec_key=key, plate_key=ticket.copy_target.masked_key, look=found.look)
    return onward(event, ticket.with_page(layout=page), NAME, LayoutExtracted)


async def _corrected(target: CopyTarget, blobs: Blobs) -> LayoutRead | None:
    """What its owner made of the layout; their word stands."""
    if target.spec_key is None:
        return None
    return LayoutRead.model_validate_json(await blobs.get(target.spec_key))

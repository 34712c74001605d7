"""What was read of a thumbnail lies beside it, with its plate, and is erased with it."""

import asyncio
import contextlib

from pydantic import ValidationError

from common.blobs import Blobs
from common.copying import PLATE, READING, beside
from common.layout import LayoutRead
from common.plates import plate
from common.ticket import CopyTarget
from layout_extractor.pictures import lossless


async def kept(target: CopyTarget, blobs: Blobs) -> LayoutRead | None:
    """None also for what another release wrote and this one does not understand: it is read again."""
    key = beside(target.key, READING)
    if await blobs.exists(key):
        with contextlib.suppress(ValidationError):
            return LayoutRead.model_validate_json(await blobs.get(key))
    return None


async def keep(target: CopyTarget, found: LayoutRead, blobs: Blobs) -> None:
    """The plate first: whoever finds the reading finds it too."""
    if ground := found.look.backdrop and found.look.backdrop.ground:
        picture = await asyncio.to_thread(lambda: lossless(plate(ground, target.width, target.height)))
        await blobs.put(beside(target.key, PLATE), picture)
    await blobs.put(beside(target.key, READING), found.model_dump_json(exclude_none=True).encode())

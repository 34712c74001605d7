from typing import Any

from fastapi import APIRouter

from common.bus.replies import answered
from common.copying import PLATE as PLATE_FILE
from common.copying import beside
from common.errors import Code, PermanentError
from common.layout import LayoutRead, LayoutSpec
from common.ticket import CopyTarget
from gateway.copying import READ, reading_of
from gateway.correcting import corrected
from gateway.deps import Gateway, Person, Ports
from gateway.easel import check
from gateway.frames import asset_url
from gateway.store.rows import Asset

router = APIRouter(tags=["assets"])

READING_SECONDS = 55.0
"""Half a second on a core of its own, half a minute where a dozen share it; proxies give up after a minute."""
PLATE = "plate"
"""The format under which its background is served."""


@router.get("/{asset_id}/layout")
async def read_layout(asset_id: str, person: Person, ports: Ports) -> LayoutRead:
    """The layout of a copy target, read out of its pixels, with how sure the reader is of every field.

    Its own words are data; its people are places. Read once, then kept; what is corrected is used by the jobs to come.
    A plain background comes back as a picture without words and people (`plate`), any in words (`scene`).
    """
    target = await _target(ports, asset_id, person.user_id)
    if read := reading_of(target):
        return read
    where = CopyTarget(asset_id=target.id, key=target.path, masked_key="", width=target.width, height=target.height)
    reply = await ports.bus.ask("layout-extractor", "read", where, READING_SECONDS)
    return await _kept(ports, target, person.user_id, LayoutRead.model_validate(answered(reply)))


@router.put("/{asset_id}/layout")
async def correct_layout(asset_id: str, spec: LayoutSpec, person: Person, ports: Ports) -> LayoutRead:
    """The layout as it should be: jobs that copy this thumbnail follow it. Free, and before anything is paid.

    What cannot be drawn of it is said now.
    """
    changed = corrected(await read_layout(asset_id, person, ports), spec)
    await check(ports.bus, changed.spec)
    target = await _target(ports, asset_id, person.user_id)
    return await _kept(ports, target, person.user_id, changed)


async def _target(ports: Gateway, asset_id: str, user: str) -> Asset:
    asset = await ports.store.assets.get(asset_id, user)
    if asset.type != "copy_target":
        raise PermanentError(Code.NOT_FOUND, "Only a thumbnail to copy has a layout.")
    return asset


async def _kept(ports: Gateway, target: Asset, user: str, read: LayoutRead) -> LayoutRead:
    known: dict[str, Any] = {}
    if read.plate:
        known["files"] = {PLATE: beside(target.path, PLATE_FILE)}
        read.plate.url = asset_url(target.id, PLATE)
    known[READ] = read.model_dump(mode="json", exclude_none=True)
    await ports.store.assets.note(target.id, user, **known)
    return read

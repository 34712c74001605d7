"""What identity does: answer for one picture while somebody waits, and prepare the best selfie of a job."""

import asyncio
from typing import Annotated

from faststream import Context

from common.ages import age_among
from common.blobs import Blobs
from common.bus import Bus
from common.copying import PeopleRequest, PeopleSeen
from common.decency import DecencyPage, together
from common.events import CreditsReserved, Event, IdentityResolved
from common.finishing import FacesSeen
from common.onward import onward
from common.screening import Screened, ScreenRequest
from common.ticket import IdentityPage, MaskedPicture, Reference, SelfieVerdict, Ticket
from identity import pages
from identity.cutout import Cutout
from identity.guards.ages import heeded
from identity.guards.screening import Screener
from identity.portraits import Portraits, plane_png, png
from identity.recognition.people import compared, left_out
from identity.selfies.choosing import Look, chosen
from identity.selfies.inspection import Inspection

NAME = "identity"
FACE_SHARE = 0.45

Studio = Annotated[Portraits, Context("portraits")]
Doorway = Annotated[Screener, Context("screener")]
Uploads = Annotated[Blobs, Context("blobs")]
Sealed = Annotated[Blobs, Context("sealed")]
Line = Annotated[Bus, Context("bus")]


async def inspect(selfie: Reference, portraits: Studio, blobs: Uploads) -> SelfieVerdict:
    data = await blobs.get(selfie.key)
    return pages.verdict(selfie, await asyncio.to_thread(portraits.inspect, data, selfie.longest))


async def screen(request: ScreenRequest, screener: Doorway, blobs: Uploads) -> Screened:
    """Whether a picture may be kept at all."""
    picture = request.picture
    data = await blobs.get(picture.key)
    return await asyncio.to_thread(screener.screen, data, request.purpose, picture.longest)


async def find(picture: Reference, portraits: Studio, blobs: Uploads) -> FacesSeen:
    """Whose faces a picture shows, for those who set words on it."""
    seen = await asyncio.to_thread(portraits.inspect, await blobs.get(picture.key), picture.longest)
    boxes = [seen.face.box, *seen.others] if seen.face else []
    return FacesSeen(faces=tuple(pages.corners(box) for box in boxes))


async def people(request: PeopleRequest, portraits: Studio, blobs: Uploads) -> PeopleSeen:
    """Who is in a thumbnail, for those who read its layout: heads, and the outline of the main person."""
    faces, alpha = await asyncio.to_thread(portraits.people, await blobs.get(request.picture.key))
    if alpha is None:
        return PeopleSeen()
    await blobs.put(request.silhouette_key, await asyncio.to_thread(plane_png, alpha))
    return PeopleSeen(faces=tuple(pages.corners(box) for box in faces), silhouette_key=request.silhouette_key)


async def mask(picture: Reference, portraits: Studio, blobs: Uploads) -> MaskedPicture:
    """Store a version without faces beside the picture; the picture itself where it has none.

    One that is there already was made for somebody who did not wait for it: pictures never change.
    """
    key, data = f"{picture.key.rpartition('.')[0]}.masked.jpg", await blobs.get(picture.key)
    somebody = await asyncio.to_thread(portraits.shows_somebody, data)
    if await blobs.exists(key):
        return MaskedPicture(asset_id=picture.asset_id, key=key, shows_somebody=somebody)
    hidden, boxes = await asyncio.to_thread(portraits.without_faces, data)
    if not boxes:
        return MaskedPicture(asset_id=picture.asset_id, key=picture.key, shows_somebody=False)
    await blobs.put(key, hidden)
    faces = tuple(pages.corners(box) for box in boxes)
    return MaskedPicture(asset_id=picture.asset_id, key=key, shows_somebody=somebody, faces=faces)


async def resolve(
    event: CreditsReserved, portraits: Studio, screener: Doorway, blobs: Uploads, sealed: Sealed, bus: Line
) -> list[Event]:
    ticket = event.carried
    decency = await _screened_again(ticket, screener, blobs)
    looks = [await _look(ticket, place, portraits, blobs, bus) for place in range(len(ticket.references))]
    age = age_among(look.age for look in looks)
    ticket = heeded(ticket, age, decency)
    people = compared(portraits.recognition, [look.embedding for look in looks])
    choice = chosen(looks, ticket.brief, people.strangers)
    selfie, seen = ticket.references[choice.place], looks[choice.place].seen
    if len(looks) > 1:
        await bus.report(ticket.job_id, stage=NAME, note=f"{choice.why}{left_out(people)}")
    data = await blobs.get(selfie.key)
    cutout = await asyncio.to_thread(portraits.cut_out, data, seen, face_width(ticket))
    page = pages.page(ticket, choice, looks, people, cutout, portraits.engine).model_copy(update={"age": age})
    await _keep(sealed, page, selfie, seen, cutout)
    return onward(event, ticket.with_page(identity=page, decency=decency), NAME, IdentityResolved)


def face_width(ticket: Ticket) -> float:
    """The largest face a thumbnail shows, in pixels: a close-up's head is two thirds of the shorter side."""
    return FACE_SHARE * min(ticket.sizes.export.w, ticket.sizes.export.h)


async def _screened_again(ticket: Ticket, screener: Screener, blobs: Blobs) -> DecencyPage:
    """Identity may have been away when a picture came in, or the gallery another. Raises as `must_be_usable` does; the
    page is the selfies'.
    """
    if target := ticket.copy_target:
        longest = max(target.width, target.height)
        await asyncio.to_thread(screener.must_be_usable, await blobs.get(target.key), longest)
    return together(
        [
            await asyncio.to_thread(screener.must_be_usable, await blobs.get(selfie.key), selfie.longest)
            for selfie in ticket.references
        ]
    )


async def _look(ticket: Ticket, place: int, portraits: Portraits, blobs: Blobs, bus: Bus) -> Look:
    """One at a time: ten decoded selfies would fill the memory of a small machine."""
    selfie = ticket.references[place]
    data = await blobs.get(selfie.key)
    look = await asyncio.to_thread(portraits.look, data, selfie.longest, alone=len(ticket.references) == 1)
    await bus.report(ticket.job_id, stage=NAME, fraction=round((place + 1) / (len(ticket.references) + 1), 3))
    return look


async def _keep(sealed: Blobs, page: IdentityPage, selfie: Reference, seen: Inspection, cutout: Cutout) -> None:
    picture = await asyncio.to_thread(png, cutout)
    await sealed.put(page.cutout_key, picture)
    await sealed.put(page.landmarks_key, pages.landmarks_json(selfie, seen, cutout, page.engine))

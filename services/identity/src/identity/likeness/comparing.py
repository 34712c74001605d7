"""What identity does with a picture that a model drew, before anybody else sees it.

Whatever judges drawn pictures does it here, on the bytes that were read once; one that must not be shown is deleted.
"""

import asyncio
from functools import partial
from typing import Annotated

from faststream import Context

from common.blobs import Blobs
from common.brief import ContentFilter, FaceLock
from common.errors import Code
from common.events import ImageGenerated
from common.likeness import NOT_CONSENTED, SWITCHED_OFF, LikenessPage, unavailable
from common.ticket import Reference, Ticket
from identity.guards.screening import Screener, refuses
from identity.likeness.judging import LikenessJudge
from identity.likeness.known import Known, KnownFaces
from identity.likeness.locking import Outcome, outcome, tries_of, withheld
from identity.recognition.people import ANOTHER_PERSON

Judge = Annotated[LikenessJudge, Context("judge")]
Doorway = Annotated[Screener, Context("screener")]
Remembered = Annotated[KnownFaces, Context("known_faces")]
Uploads = Annotated[Blobs, Context("blobs")]


async def compare(
    event: ImageGenerated, judge: Judge, screener: Doorway, known_faces: Remembered, blobs: Uploads
) -> Outcome:
    ticket = event.carried
    assert ticket.image
    picture = await blobs.get(ticket.image.key)
    longest = max(ticket.image.width, ticket.image.height)
    decency = await asyncio.to_thread(screener.impression, picture, longest)
    unsafe = refuses(decency, strict=ticket.brief.content_filter is ContentFilter.STRICT)
    if unsafe or await asyncio.to_thread(screener.shows_refused, picture):
        await blobs.delete(ticket.image.key)
        return withheld(event, decency, Code.CONTENT_UNSAFE if unsafe else Code.IDENTITY_REFUSED)
    page = await _receipt(ticket, picture, judge, known_faces, blobs)
    return outcome(event, page.model_copy(update={"tries": tries_of(ticket)}), decency)


async def _receipt(
    ticket: Ticket, picture: bytes, judge: LikenessJudge, known_faces: KnownFaces, blobs: Blobs
) -> LikenessPage:
    """A face is measured only where its owner agreed to that, and wants it."""
    if not ticket.may_compare:
        return unavailable(NOT_CONSENTED)
    if ticket.brief.face_lock is FaceLock.OFF:
        return unavailable(SWITCHED_OFF)
    known = await known_faces.of(ticket, partial(_read, judge=judge, blobs=blobs))
    return await asyncio.to_thread(judge.judge, picture, known, ticket.brief.face_lock)


async def _read(ticket: Ticket, *, judge: LikenessJudge, blobs: Blobs) -> Known:
    """The usable selfies, one at a time: ten decoded ones would fill the memory of a small machine."""
    read = [await asyncio.to_thread(judge.know, await blobs.get(selfie.key)) for selfie in _own(ticket)]
    return tuple(face for face in read if face)


def _own(ticket: Ticket) -> list[Reference]:
    """Without the selfies that were found to show somebody else."""
    verdicts = ticket.identity.verdicts if ticket.identity else ()
    strangers = {verdict.asset_id for verdict in verdicts if ANOTHER_PERSON in verdict.issues}
    return [selfie for selfie in ticket.references if selfie.asset_id not in strangers]

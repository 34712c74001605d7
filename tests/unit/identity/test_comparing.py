"""When a face is measured at all, and how long what is known of it is remembered."""

import asyncio
import gc
import weakref
from typing import Any

import numpy as np
import pytest

from common.blobs import ObjectBlobs
from common.brief import FaceLock
from common.decency import DecencyPage
from common.events import ImageGenerated
from common.likeness import LikenessPage
from common.ticket import IdentityPage, ImagePage, Reference, Route, SelfieVerdict
from identity.likeness.comparing import compare
from identity.likeness.known import JOBS_KEPT, KnownFace, KnownFaces
from identity.recognition.embeddings import Embedding

ROUTE = Route(generators=("gen-gemini",), models=("banana",), finishing=("identity", "compositor"))


class Counting:
    """A judge who notes whose selfie it is asked to know, and passes every picture."""

    def __init__(self):
        self.asked = []

    def know(self, selfie):
        self.asked.append(selfie)

    def judge(self, picture, known, lock):  # noqa: ARG002 - the judge's shape
        return LikenessPage(status="pass", compared=len(known))


class Doorway:
    """Nobody looks at what is decent here."""

    def impression(self, picture, longest):  # noqa: ARG002 - the doorway's shape
        return DecencyPage()

    def shows_refused(self, picture):  # noqa: ARG002 - the doorway's shape
        return False


DOORWAY: Any = Doorway()


@pytest.fixture
def judge():
    return Counting()


@pytest.fixture
async def blobs():
    store = ObjectBlobs("memory:///")
    for key in ("picture", "me", "stranger"):
        await store.put(key, key.encode())
    return store


@pytest.fixture
def drawn(new_ticket):
    """A picture that a model drew, of a job with a selfie and one of somebody else."""

    def make(variant=1, lock="standard", **given):
        verdicts = (
            SelfieVerdict(asset_id="me", score=1),
            SelfieVerdict(asset_id="stranger", score=1, issues=("another_person",)),
        )
        selfies = [Reference(asset_id=key, key=key, width=9, height=9) for key in ("me", "stranger")]
        ticket = new_ticket(route=ROUTE, references=tuple(selfies), **({"may_compare": True} | given))
        ticket = ticket.with_page(
            image=ImagePage(key="picture", width=9, height=9, service="g", model="m", draws="picture", seed=1),
            identity=IdentityPage(
                asset_id="me", verdicts=verdicts, cutout_key="c", landmarks_key="l", width=9, height=9,
                face=(0, 0, 1, 1), head=(0, 0, 1, 1),
            ),
        )  # fmt: skip
        brief = ticket.brief.model_copy(update={"face_lock": FaceLock(lock)})
        ticket = ticket.model_copy(update={"brief": brief})
        return ImageGenerated(next="identity", job_id=ticket.job_id, variant=variant, ticket=ticket)

    return make


async def receipt(event, judge, known, blobs) -> LikenessPage:
    page = (await compare(event, judge, DOORWAY, known, blobs)).carried.likeness
    assert page
    return page


async def test_selfies_are_read_once_for_all_pictures_and_strangers_among_them_never(judge, blobs, drawn):
    known, first = KnownFaces(), drawn()
    second = first.model_copy(update={"variant": 2})
    pages = [await receipt(event, judge, known, blobs) for event in (first, second)]

    assert [page.status for page in pages] == ["pass", "pass"]
    assert judge.asked == [b"me"]


@pytest.mark.parametrize(
    ("given", "reason"), [({"may_compare": False}, "not_consented"), ({"lock": "off"}, "face_lock_off")]
)
async def test_nobody_is_measured_without_leave(judge, blobs, drawn, given, reason):
    page = await receipt(drawn(**given), judge, KnownFaces(), blobs)

    assert (page.status, page.reasons, page.skin) == ("unavailable", (reason,), None)
    assert judge.asked == []


async def test_a_face_is_gone_from_memory_after_a_while_though_nothing_else_happens(drawn):
    known = KnownFaces(seconds=0.01)
    lives = await remembered(known, drawn().carried)
    while_kept = lives() is not None
    await asyncio.sleep(0.05)
    gc.collect()

    assert (while_kept, lives()) == (True, None)


async def remembered(known, ticket):
    """A hold on an embedding that keeps nothing alive."""
    vector = np.zeros(128, np.float32)
    face = KnownFace(np.zeros((112, 112), np.float32), Embedding(vector, "dlib"), None)

    async def read(_):
        return (face,)

    await known.of(ticket, read)
    return weakref.ref(vector)


async def test_what_is_known_of_the_oldest_job_makes_room(judge, blobs, drawn):
    known, first = KnownFaces(), drawn()
    for event in (first, *(drawn() for _ in range(JOBS_KEPT)), first):
        await compare(event, judge, DOORWAY, known, blobs)

    assert len(judge.asked) == JOBS_KEPT + 2


async def test_a_second_try_is_counted(judge, blobs, drawn):
    event = drawn()
    before = LikenessPage(status="fail")
    again = event.model_copy(update={"ticket": event.carried.with_page(likeness=before)})

    assert (await receipt(again, judge, KnownFaces(), blobs)).tries == 2

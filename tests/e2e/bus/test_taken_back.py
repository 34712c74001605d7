"""A job is taken back, or its time runs out, while pictures are being bought: those finish, nothing else does."""

import pytest

from common.blobs import ObjectBlobs
from common.bus import Room
from common.bus.room import failing
from common.bus.topology import ATTEMPTS
from common.catalog import ModelCard
from common.claims import AnswerLostError, Attempts, bought_variants
from common.errors import Code, PermanentError
from common.events import (
    CreditsSettled,
    ImageGenerated,
    ImageRequested,
    JobCanceled,
    JobExpired,
    RenderComposited,
    RenderFailed,
    Settlement,
)
from common.generation import Picture, generate_image
from common.handing import hand_over
from common.testing import FakeImageGenerator
from common.ticket import Route

CARD = ModelCard(id="painter-1", service="gen-gemini", title="Painter", provider="test", draws="picture", max_side=2000)
PICTURE = Picture(b"picture", "png", 1280, 720)
BOUGHT = {"state": "done", "model": "painter-1", "paid": True}
PAGE = {
    "key": "1.png", "width": 1280, "height": 720, "service": "gen-gemini", "model": "painter-1", "draws": "picture",
    "seed": 7,
}  # fmt: skip


@pytest.fixture
def ticket(new_ticket):
    return new_ticket(route=Route(generators=("gen-gemini",), models=("painter-1",)))


@pytest.fixture
def open_shop(open_room, tmp_path):
    """A generator that costs money, unless told otherwise; `outcomes` as of the fake."""

    async def begin(*outcomes, repeatable=False):
        painter = FakeImageGenerator(*outcomes, cards=[CARD], repeatable=repeatable)
        room = Room("gen-gemini", fails_with=hand_over, slots=2, first_pause=0.02)
        room.on(ImageRequested, generate_image)
        await open_room(room, generator=painter, blobs=ObjectBlobs((tmp_path / "blobs").as_uri()))
        return painter

    return begin


@pytest.fixture
async def finisher(open_room):
    async def finish(event: ImageGenerated) -> RenderComposited:
        return RenderComposited.following(event, next="credits")

    room = Room("compositor", fails_with=failing(RenderFailed))
    room.on(ImageGenerated, finish)
    await open_room(room)


def requested(ticket, variant=1, attempt=1):
    return ImageRequested(next="gen-gemini", job_id=ticket.job_id, variant=variant, attempt=attempt, ticket=ticket)


async def take_back(stream, ticket, fact=JobCanceled):
    await stream.bus.announce(fact(next="credits", job_id=ticket.job_id))


async def states(stream, ticket, attempt=1):
    claims = [await stream.bus.recall(ATTEMPTS, f"{ticket.job_id}.1.{attempt}.{purchase}") for purchase in (1, 2)]
    return [claim and claim["state"] for claim in claims]


@pytest.mark.usefixtures("finisher")
@pytest.mark.parametrize("fact", [JobCanceled, JobExpired])
async def test_a_picture_that_is_being_bought_is_finished(stream, open_shop, ticket, fact):
    painter = await open_shop(PICTURE)
    painter.may_answer.clear()
    await stream.bus.announce(requested(ticket))
    await painter.was_asked.wait()

    await take_back(stream, ticket, fact)
    await stream.bus.signal(ticket.job_id)
    bought = await bought_variants(stream.bus, ticket.job_id)
    painter.may_answer.set()
    await stream.until(ticket.job_id, "render.composited")

    assert bought == [1]
    assert (len(painter.asked), await states(stream, ticket)) == (1, ["done", None])


async def test_a_picture_that_is_free_is_dropped(stream, open_shop, ticket):
    painter = await open_shop(PICTURE, repeatable=True)
    painter.may_answer.clear()
    await stream.bus.announce(requested(ticket))
    await painter.was_asked.wait()

    await take_back(stream, ticket)
    bought = await bought_variants(stream.bus, ticket.job_id)
    await stream.bus.signal(ticket.job_id)
    events = await stream.until(ticket.job_id, "image.failed")

    assert bought == []
    assert events[-1].failure.code is Code.CANCELED


async def test_what_nobody_has_bought_is_dropped_without_a_word(stream, open_shop, ticket):
    painter = await open_shop(PICTURE)
    await take_back(stream, ticket)

    await stream.bus.announce(requested(ticket))
    await stream.until_quiet("gen-gemini")

    assert await stream.names(ticket.job_id) == ["job.canceled", "image.requested"]
    assert painter.asked == []


async def test_a_purchase_that_meets_a_cancel_is_not_made(stream, ticket):
    await take_back(stream, ticket)

    with pytest.raises(PermanentError) as refused:
        await Attempts(stream.bus).begin(requested(ticket), "painter-1", repeatable=False)

    assert refused.value.code is Code.CANCELED
    assert (await states(stream, ticket), await bought_variants(stream.bus, ticket.job_id)) == (["free", None], [])


async def test_a_lost_answer_is_not_bought_again_after_a_cancel(stream, open_shop, ticket):
    painter = await open_shop(AnswerLostError(Code.PROVIDER_UNAVAILABLE, retry_after=0.1), PICTURE)
    painter.may_answer.clear()
    await stream.bus.announce(requested(ticket))
    await painter.was_asked.wait()

    await take_back(stream, ticket)
    painter.may_answer.set()
    events = await stream.until(ticket.job_id, "image.failed")

    assert events[-1].failure.code is Code.CANCELED
    assert (len(painter.asked), await states(stream, ticket)) == (1, ["unknown", "free"])


@pytest.mark.parametrize(("fact", "code"), [(JobCanceled, Code.CANCELED), (JobExpired, Code.DEADLINE_EXCEEDED)])
async def test_credits_hears_of_a_variant_it_may_wait_for_that_is_not_bought_after_all(
    stream, open_shop, ticket, fact, code
):
    painter = await open_shop(PICTURE)
    await stream.bus.claim(ATTEMPTS, f"{ticket.job_id}.1.1.1", {"state": "free", "model": "other", "paid": True})
    await take_back(stream, ticket, fact)

    await stream.bus.announce(requested(ticket, attempt=2))
    events = await stream.until(ticket.job_id, "image.failed")

    assert events[-1].failure.code is code
    assert painter.asked == []


async def test_a_picture_in_the_room_is_announced_though_the_job_is_canceled(stream, open_shop, ticket):
    await stream.bus.claim(ATTEMPTS, f"{ticket.job_id}.1.1.1", BOUGHT | {"page": PAGE})
    await take_back(stream, ticket)
    painter = await open_shop(PICTURE)

    await stream.bus.announce(requested(ticket))
    await stream.until(ticket.job_id, "image.generated")

    assert painter.asked == []


@pytest.mark.usefixtures("finisher")
async def test_after_the_settlement_nothing_is_finished_any_more(stream, ticket):
    await stream.bus.claim(ATTEMPTS, f"{ticket.job_id}.1.1.1", BOUGHT)
    await take_back(stream, ticket)
    settlement = Settlement(status="canceled", charged=0, refunded=2, verdicts=())
    await stream.bus.announce(CreditsSettled(next="gateway", job_id=ticket.job_id, settlement=settlement))

    await stream.bus.announce(ImageGenerated(next="compositor", job_id=ticket.job_id, variant=1, ticket=ticket))
    await stream.until_quiet("compositor")

    assert "render.composited" not in await stream.names(ticket.job_id)

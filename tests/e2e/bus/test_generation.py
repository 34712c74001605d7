"""The shared handler of generators: one purchase per attempt, whatever happens around it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.buses import Stream
from tests.e2e.bus.conftest import OpenRoom

from common.blobs import ObjectBlobs
from common.bus import Room
from common.bus.topology import ATTEMPTS
from common.catalog import ModelCard
from common.errors import Code, PermanentError, TransientError
from common.events import ImageRequested
from common.generation import Picture, generate_image
from common.handing import hand_over
from common.testing import FakeImageGenerator
from common.ticket import Route, Ticket

NewTicket = Callable[..., Ticket]
CARD = ModelCard(id="painter-1", service="gen-studio", title="Painter", provider="test", draws="scene", max_side=2000)
PICTURE = Picture(b"picture", "png", 1280, 720, surcharge_micro_usd=500)


@pytest.fixture
def blobs(tmp_path: Path) -> ObjectBlobs:
    return ObjectBlobs((tmp_path / "blobs").as_uri())


def studio() -> Room:
    room = Room("gen-studio", fails_with=hand_over, first_pause=0.02)
    room.on(ImageRequested, generate_image)
    return room


def requested(ticket: Ticket, variant: int = 1) -> ImageRequested:
    return ImageRequested(next="gen-studio", job_id=ticket.job_id, variant=variant, ticket=ticket)


@pytest.fixture
def ticket(new_ticket: NewTicket) -> Ticket:
    return new_ticket(route=Route(generators=("gen-studio",), models=("painter-1",)))


async def test_a_picture_is_stored_and_announced_to_the_first_finisher(
    stream: Stream, open_room: OpenRoom, blobs: ObjectBlobs, ticket: Ticket
) -> None:
    generator = FakeImageGenerator(PICTURE, cards=[CARD])
    await open_room(studio(), generator=generator, blobs=blobs)

    await stream.bus.announce(requested(ticket))
    event = (await stream.until(ticket.job_id, "image.generated"))[-1]

    page = event.carried.image
    assert page is not None
    assert (event.next, page.model, page.surcharge_micro_usd) == ("compositor", "painter-1", 500)
    assert await blobs.get(page.key) == b"picture"


async def test_a_picture_bought_before_a_crash_is_not_bought_again(
    stream: Stream, open_room: OpenRoom, blobs: ObjectBlobs, ticket: Ticket
) -> None:
    generator = FakeImageGenerator(PICTURE, cards=[CARD])
    await open_room(studio(), generator=generator, blobs=blobs)
    await stream.bus.announce(requested(ticket))
    await stream.until(ticket.job_id, "image.generated")

    redelivered = requested(ticket)
    await stream.bus.store(
        redelivered.subject, redelivered.model_dump_json(by_alias=True).encode(), "as if redelivered"
    )
    await stream.until_quiet("gen-studio")

    assert len(generator.asked) == 1
    assert await stream.names(ticket.job_id) == ["image.requested", "image.generated", "image.requested"]


async def test_an_attempt_whose_caller_vanished_is_booked_unknown_and_one_more_is_bought(
    stream: Stream, open_room: OpenRoom, blobs: ObjectBlobs, ticket: Ticket
) -> None:
    key = f"{ticket.job_id}.1.1"
    await stream.bus.claim(ATTEMPTS, f"{key}.1", {"state": "open", "model": "painter-1"})
    generator = FakeImageGenerator(PICTURE, cards=[CARD])
    await open_room(studio(), generator=generator, blobs=blobs)

    await stream.bus.announce(requested(ticket))
    await stream.until(ticket.job_id, "image.generated")

    first, second = [await stream.bus.recall(ATTEMPTS, f"{key}.{purchase}") for purchase in (1, 2)]
    assert first is not None
    assert second is not None
    assert (first["state"], second["state"], len(generator.asked)) == ("unknown", "done", 1)


async def test_two_lost_purchases_end_the_attempt(
    stream: Stream, open_room: OpenRoom, blobs: ObjectBlobs, ticket: Ticket
) -> None:
    for purchase in (1, 2):
        await stream.bus.claim(ATTEMPTS, f"{ticket.job_id}.1.1.{purchase}", {"state": "open", "model": "painter-1"})
    generator = FakeImageGenerator(PICTURE, cards=[CARD])
    await open_room(studio(), generator=generator, blobs=blobs)

    await stream.bus.announce(requested(ticket))
    events = await stream.until(ticket.job_id, "image.failed")

    assert events[-1].failure.code == Code.PROVIDER_UNAVAILABLE  # type: ignore[attr-defined]
    assert generator.asked == []


async def test_a_free_generator_simply_paints_again(
    stream: Stream, open_room: OpenRoom, blobs: ObjectBlobs, ticket: Ticket
) -> None:
    await stream.bus.claim(ATTEMPTS, f"{ticket.job_id}.1.1.1", {"state": "open", "model": "painter-1"})
    generator = FakeImageGenerator(PICTURE, cards=[CARD], repeatable=True)
    await open_room(studio(), generator=generator, blobs=blobs)

    await stream.bus.announce(requested(ticket))
    await stream.until(ticket.job_id, "image.generated")

    assert len(generator.asked) == 1


async def test_a_busy_provider_is_asked_again_under_the_same_claim(
    stream: Stream, open_room: OpenRoom, blobs: ObjectBlobs, ticket: Ticket
) -> None:
    busy = TransientError(Code.PROVIDER_UNAVAILABLE, retry_after=0.05)
    generator = FakeImageGenerator(busy, busy, PICTURE, cards=[CARD])
    await open_room(studio(), generator=generator, blobs=blobs)

    await stream.bus.announce(requested(ticket))
    await stream.until(ticket.job_id, "image.generated")

    assert len(generator.asked) == 3
    assert await stream.bus.recall(ATTEMPTS, f"{ticket.job_id}.1.1.2") is None


async def test_what_one_generator_cannot_make_goes_to_the_fallback_on_the_route(
    stream: Stream, open_room: OpenRoom, blobs: ObjectBlobs, new_ticket: NewTicket
) -> None:
    route = Route(generators=("gen-studio", "gen-other"), models=("painter-1", "other-1"))
    ticket = new_ticket(route=route)
    refusal = PermanentError(Code.PROVIDER_REJECTED)
    await open_room(studio(), generator=FakeImageGenerator(refusal, cards=[CARD]), blobs=blobs)

    await stream.bus.announce(requested(ticket))
    events = await stream.until(ticket.job_id, "image.requested", 2)

    assert (events[-1].next, events[-1].attempt, events[-1].variant) == ("gen-other", 2, 1)


async def test_a_model_the_room_does_not_offer_is_refused_before_anything_is_claimed(
    stream: Stream, open_room: OpenRoom, blobs: ObjectBlobs, new_ticket: NewTicket
) -> None:
    ticket = new_ticket(route=Route(generators=("gen-studio",), models=("gone-1",)))
    await open_room(studio(), generator=FakeImageGenerator(PICTURE, cards=[CARD]), blobs=blobs)

    await stream.bus.announce(requested(ticket))
    events = await stream.until(ticket.job_id, "image.failed")

    assert events[-1].failure.code == Code.MODEL_UNAVAILABLE  # type: ignore[attr-defined]
    assert await stream.bus.recall(ATTEMPTS, f"{ticket.job_id}.1.1.1") is None


async def test_a_free_picture_in_the_making_is_broken_off_when_its_job_is_stopped(
    stream: Stream, open_room: OpenRoom, blobs: ObjectBlobs, ticket: Ticket
) -> None:
    generator = FakeImageGenerator(PICTURE, cards=[CARD], repeatable=True)
    generator.may_answer.clear()
    await open_room(studio(), generator=generator, blobs=blobs)

    await stream.bus.announce(requested(ticket))
    await generator.was_asked.wait()
    await stream.bus.signal(ticket.job_id)
    events = await stream.until(ticket.job_id, "image.failed")

    assert events[-1].failure.code == Code.CANCELED  # type: ignore[attr-defined]

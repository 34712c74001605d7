"""Pictures that a provider makes later, and answers that were lost on the way."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.buses import Stream
from tests.e2e.bus.conftest import OpenRoom

from common.blobs import ObjectBlobs
from common.bus import Room
from common.bus.topology import ATTEMPTS
from common.catalog import ModelCard
from common.claims import AnswerLostError
from common.errors import Code, PermanentError
from common.events import ImageRequested, ProviderAnswered
from common.generation import ImageRequest, Picture, Report, Submitted, collect_image, generate_image
from common.handing import hand_over
from common.testing import FakeImageGenerator
from common.ticket import Route, Ticket

CARD = ModelCard(id="painter-1", service="gen-studio", title="Painter", provider="test", draws="scene", max_side=2000)
OTHER = CARD.model_copy(update={"id": "painter-2"})
PICTURE = Picture(b"picture", "png", 1280, 720)


class LatePainter(FakeImageGenerator):
    async def generate(self, request: ImageRequest, report: Report) -> Any:
        await super().generate(request, report)
        return Submitted("batches/1")

    async def collect(self, request: ImageRequest, request_id: str) -> Picture:
        assert (request.variant, request_id) == (1, "batches/1")
        return PICTURE


@pytest.fixture
def blobs(tmp_path: Path) -> ObjectBlobs:
    return ObjectBlobs((tmp_path / "blobs").as_uri())


@pytest.fixture
def ticket(new_ticket: Callable[..., Ticket]) -> Ticket:
    route = Route(generators=("gen-studio",), models=("painter-1",), alternates={"gen-studio": ("painter-2",)})
    return new_ticket(route=route)


def studio() -> Room:
    room = Room("gen-studio", fails_with=hand_over, first_pause=0.02)
    room.on(ImageRequested, generate_image)
    room.on(ProviderAnswered, collect_image)
    return room


def requested(ticket: Ticket) -> ImageRequested:
    return ImageRequested(next="gen-studio", job_id=ticket.job_id, variant=1, ticket=ticket)


async def test_what_was_left_with_a_provider_is_announced_and_collected(
    stream: Stream, open_room: OpenRoom, blobs: ObjectBlobs, ticket: Ticket
) -> None:
    await open_room(studio(), generator=LatePainter(PICTURE, cards=[CARD]), blobs=blobs)

    await stream.bus.announce(requested(ticket))
    waiting = (await stream.until(ticket.job_id, "image.submitted"))[-1]
    answered = ProviderAnswered.following(waiting, next="gen-studio", request_id="batches/1")
    await stream.bus.announce(answered)
    page = (await stream.until(ticket.job_id, "image.generated"))[-1].carried.image

    assert page is not None
    assert await blobs.get(page.key) == b"picture"


async def test_what_was_left_is_not_left_again(
    stream: Stream, open_room: OpenRoom, blobs: ObjectBlobs, ticket: Ticket
) -> None:
    left = {"state": "submitted", "model": "painter-1", "request_id": "batches/1"}
    await stream.bus.claim(ATTEMPTS, f"{ticket.job_id}.1.1.1", left)
    painter = LatePainter(PICTURE, cards=[CARD])
    await open_room(studio(), generator=painter, blobs=blobs)

    await stream.bus.announce(requested(ticket))
    event = (await stream.until(ticket.job_id, "image.submitted"))[-1]

    assert event.request_id == "batches/1"  # type: ignore[attr-defined]
    assert painter.asked == []


async def test_a_lost_answer_is_booked_unknown_and_bought_once_more(
    stream: Stream, open_room: OpenRoom, blobs: ObjectBlobs, ticket: Ticket
) -> None:
    lost = AnswerLostError(Code.PROVIDER_UNAVAILABLE, retry_after=0.05)
    painter = FakeImageGenerator(lost, PICTURE, cards=[CARD])
    await open_room(studio(), generator=painter, blobs=blobs)

    await stream.bus.announce(requested(ticket))
    await stream.until(ticket.job_id, "image.generated")

    claims = [await stream.bus.recall(ATTEMPTS, f"{ticket.job_id}.1.1.{purchase}") for purchase in (1, 2)]
    assert [claim and claim["state"] for claim in claims] == ["unknown", "done"]


async def test_another_model_of_the_same_room_takes_over(
    stream: Stream, open_room: OpenRoom, blobs: ObjectBlobs, ticket: Ticket
) -> None:
    painter = FakeImageGenerator(PermanentError(Code.PROVIDER_QUOTA_EXHAUSTED), PICTURE, cards=[CARD, OTHER])
    await open_room(studio(), generator=painter, blobs=blobs)

    await stream.bus.announce(requested(ticket))
    page = (await stream.until(ticket.job_id, "image.generated"))[-1].carried.image

    assert page is not None
    assert (page.model, page.key.endswith("1-2.png")) == ("painter-2", True)


async def test_a_refusal_of_the_content_is_not_carried_to_the_next_model(
    stream: Stream, open_room: OpenRoom, blobs: ObjectBlobs, ticket: Ticket
) -> None:
    painter = FakeImageGenerator(PermanentError(Code.CONTENT_BLOCKED), PICTURE, cards=[CARD, OTHER])
    await open_room(studio(), generator=painter, blobs=blobs)

    await stream.bus.announce(requested(ticket))
    events = await stream.until(ticket.job_id, "image.failed")

    assert events[-1].failure.code == Code.CONTENT_BLOCKED  # type: ignore[attr-defined]
    assert len(painter.asked) == 1

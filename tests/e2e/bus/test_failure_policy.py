"""What becomes of a message, on a real server."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.buses import PATIENCE, Stream
from tests.e2e.bus.conftest import OpenRoom

from common.bus import Room
from common.bus.room import failing
from common.errors import Code, PermanentError, TransientError
from common.events import CreditsReserved, Event, IdentityFailed, ImageRequested, JobCanceled
from common.ticket import Ticket

NewTicket = Callable[..., Ticket]
SOON = timedelta(seconds=2 * PATIENCE)


def identity(handler: Callable[..., Any], **promises: Any) -> Room:
    room = Room("identity", fails_with=failing(IdentityFailed), first_pause=0.02, **promises)
    room.on(CreditsReserved, handler)
    return room


def reserved(ticket: Ticket) -> CreditsReserved:
    return CreditsReserved(next="identity", job_id=ticket.job_id, ticket=ticket)


async def fan_out(event: CreditsReserved) -> list[Event]:
    return [ImageRequested.following(event, next="gen-studio", variant=variant) for variant in (1, 2)]


async def test_facts_a_handler_returns_are_stored_and_say_what_caused_them(
    stream: Stream, open_room: OpenRoom, new_ticket: NewTicket
) -> None:
    ticket = new_ticket(deadline=datetime.now(UTC) + SOON)
    await open_room(identity(fan_out))

    await stream.bus.announce(reserved(ticket))
    events = await stream.until(ticket.job_id, "image.requested", 2)

    assert [event.variant for event in events] == [0, 1, 2]
    assert events[1].caused_by == events[0].message_id
    assert events[1].ticket == ticket


async def test_a_fact_announced_twice_is_stored_once(stream: Stream, new_ticket: NewTicket) -> None:
    event = reserved(new_ticket())

    first, second = await stream.bus.announce(event), await stream.bus.announce(event)

    assert first == second
    assert await stream.names(event.job_id) == ["credits.reserved"]


async def test_bad_weather_is_waited_out(stream: Stream, open_room: OpenRoom, new_ticket: NewTicket) -> None:
    ticket, tries = new_ticket(deadline=datetime.now(UTC) + SOON), 0

    async def resolve(event: CreditsReserved) -> list[Event]:
        nonlocal tries
        tries += 1
        if tries < 8:
            raise TransientError(Code.STORE_UNAVAILABLE, retry_after=0.01)
        return await fan_out(event)

    await open_room(identity(resolve))
    await stream.bus.announce(reserved(ticket))

    await stream.until(ticket.job_id, "image.requested", 2)
    assert tries == 8


async def test_bad_weather_past_the_deadline_fails_the_step_with_its_own_code(
    stream: Stream, open_room: OpenRoom, new_ticket: NewTicket
) -> None:
    ticket = new_ticket(deadline=datetime.now(UTC) + timedelta(seconds=0.5))

    async def resolve(_: CreditsReserved) -> None:
        raise TransientError(Code.STORE_UNAVAILABLE, retry_after=0.1)

    await open_room(identity(resolve))
    await stream.bus.announce(reserved(ticket))
    events = await stream.until(ticket.job_id, "identity.failed")

    assert events[-1].failure.code == Code.STORE_UNAVAILABLE  # type: ignore[attr-defined]


async def test_a_refusal_is_announced_at_once_and_not_tried_again(
    stream: Stream, open_room: OpenRoom, new_ticket: NewTicket
) -> None:
    ticket, tries = new_ticket(), 0

    async def resolve(_: CreditsReserved) -> None:
        nonlocal tries
        tries += 1
        raise PermanentError(Code.NO_FACE_FOUND)

    await open_room(identity(resolve))
    await stream.bus.announce(reserved(ticket))
    events = await stream.until(ticket.job_id, "identity.failed")
    await stream.until_quiet("identity")

    assert (tries, events[-1].next, events[-1].failure.code) == (1, "credits", Code.NO_FACE_FOUND)  # type: ignore[attr-defined]


async def test_a_bug_is_tried_five_times_and_leaves_a_dead_letter_without_payload(
    stream: Stream, open_room: OpenRoom, new_ticket: NewTicket
) -> None:
    ticket, tries = new_ticket(), 0

    async def resolve(_: CreditsReserved) -> None:
        nonlocal tries
        tries += 1
        raise ZeroDivisionError

    await open_room(identity(resolve))
    sequence = await stream.bus.announce(reserved(ticket))
    events = await stream.until(ticket.job_id, "identity.failed")
    letters = [json.loads(letter) for letter in await stream.dead_letters()]

    assert tries == 5
    assert events[-1].failure.code == Code.INTERNAL_ERROR  # type: ignore[attr-defined]
    assert [(letter["sequence"], letter["durable"]) for letter in letters] == [(sequence, "identity")]
    assert "ticket" not in letters[0]


async def test_a_bug_does_not_use_up_its_tries_on_bad_weather(
    stream: Stream, open_room: OpenRoom, new_ticket: NewTicket
) -> None:
    ticket, tries = new_ticket(deadline=datetime.now(UTC) + SOON), 0

    async def resolve(event: CreditsReserved) -> list[Event]:
        nonlocal tries
        tries += 1
        if tries <= 6:
            raise TransientError(Code.STORE_UNAVAILABLE, retry_after=0.01)
        if tries <= 10:
            raise ZeroDivisionError
        return await fan_out(event)

    await open_room(identity(resolve))
    await stream.bus.announce(reserved(ticket))

    await stream.until(ticket.job_id, "image.requested", 2)
    assert tries == 11


async def test_a_message_nobody_can_read_fails_its_job_from_the_subject_alone(
    stream: Stream, open_room: OpenRoom
) -> None:
    await open_room(identity(fan_out))

    await stream.bus.store("credits.reserved.identity.job_garbled", b"{nope", "garbled")
    events = [event.name for event in [*await _until_failed(stream, "job_garbled")]]

    assert events == ["identity.failed"]
    assert len(await stream.dead_letters()) == 1


async def _until_failed(stream: Stream, job_id: str) -> list[Event]:
    async with asyncio.timeout(PATIENCE):
        while True:
            bodies = [(subject, body) async for _, subject, body in stream.bus.history(job_id)]
            found = [IdentityFailed.model_validate_json(b) for s, b in bodies if s.startswith("identity.failed")]
            if found:
                return list(found)
            await asyncio.sleep(0.02)


async def test_a_subject_that_is_no_event_of_ours_is_buried(stream: Stream, open_room: OpenRoom) -> None:
    await open_room(identity(fan_out))

    await stream.bus.store("credits.frobbed.identity.job_odd", b"{}", "odd")
    await stream.until_quiet("identity")

    assert len(await stream.dead_letters()) == 1


async def test_work_for_a_job_that_is_over_is_dropped(
    stream: Stream, open_room: OpenRoom, new_ticket: NewTicket
) -> None:
    ticket, handled = new_ticket(), False

    async def resolve(_: CreditsReserved) -> None:
        nonlocal handled
        handled = True

    await stream.bus.announce(JobCanceled(next="credits", job_id=ticket.job_id))
    await open_room(identity(resolve))
    await stream.bus.announce(reserved(ticket))
    await stream.until_quiet("identity")

    assert not handled


async def test_a_handler_that_takes_too_long_is_ended(
    stream: Stream, open_room: OpenRoom, new_ticket: NewTicket
) -> None:
    """Five times, as any bug. One that is ended before it has begun is none that we can count."""
    ticket, begun, ended = new_ticket(), 0, 0

    async def resolve(_: CreditsReserved) -> None:
        nonlocal begun, ended
        begun += 1
        try:
            await asyncio.sleep(PATIENCE)
        finally:
            ended += 1

    await open_room(identity(resolve, limit=0.2))
    await stream.bus.announce(reserved(ticket))
    await stream.until(ticket.job_id, "identity.failed")
    (letter,) = [json.loads(letter) for letter in await stream.dead_letters()]

    assert letter["deliveries"] == 5
    assert 0 < begun == ended


async def test_a_room_works_on_as_many_messages_as_it_has_slots(
    stream: Stream, open_room: OpenRoom, new_ticket: NewTicket
) -> None:
    running = most = 0
    all_of_them = asyncio.Event()

    async def resolve(_: CreditsReserved) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        if running == 3:
            all_of_them.set()
        await all_of_them.wait()
        await asyncio.sleep(0.05)  # a fourth would come now
        running -= 1

    await open_room(identity(resolve, slots=3, guarded=False))
    for _ in range(12):
        await stream.bus.announce(reserved(new_ticket()))
    await stream.until_quiet("identity")

    assert most == 3

"""Nothing is lost when rooms stop, servers die or somebody changes a durable by hand."""

import asyncio
from collections.abc import Callable

import pytest
from tests.buses import PATIENCE, Server, Stream
from tests.e2e.bus.conftest import OpenRoom

from common.bus import Room, provision
from common.bus.connection import connect
from common.bus.room import silently
from common.bus.topology import DURABLES, durable
from common.errors import Code, PermanentError, TransientError
from common.events import CreditsReserved, Event, ImageRequested
from common.ticket import Ticket

NewTicket = Callable[..., Ticket]


def reserved(ticket: Ticket) -> CreditsReserved:
    return CreditsReserved(next="identity", job_id=ticket.job_id, ticket=ticket)


def room(handler: Callable[..., object]) -> Room:
    made = Room("identity", fails_with=silently, first_pause=0.02)
    made.on(CreditsReserved, handler)
    return made


async def hand_on(event: CreditsReserved) -> Event:
    return ImageRequested.following(event, next="gen-studio", variant=1)


async def test_a_room_that_is_stopped_finishes_what_it_has_in_hand(
    stream: Stream, open_room: OpenRoom, new_ticket: NewTicket
) -> None:
    ticket, begun = new_ticket(), asyncio.Event()

    async def resolve(event: CreditsReserved) -> Event:
        begun.set()
        await asyncio.sleep(0.3)
        return await hand_on(event)

    worker = await open_room(room(resolve))
    await stream.bus.announce(reserved(ticket))
    await begun.wait()
    await worker.stop()

    assert await stream.names(ticket.job_id) == ["credits.reserved", "image.requested"]


async def test_jobs_survive_a_killed_server(
    nats: Server, stream: Stream, open_room: OpenRoom, new_ticket: NewTicket
) -> None:
    await open_room(room(hand_on))
    tickets = [new_ticket() for _ in range(5)]
    for ticket in tickets:
        await stream.bus.announce(reserved(ticket))

    await nats.die_and_come_back()
    tickets.append(new_ticket())
    await stream.bus.announce(reserved(tickets[-1]))

    for ticket in tickets:
        assert [event.name for event in await stream.until(ticket.job_id, "image.requested")][-1] == "image.requested"


async def test_the_provisioner_mends_a_durable_somebody_changed(nats: Server, stream: Stream) -> None:
    changed = durable("identity")
    changed.ack_wait = 7.0
    await stream.bus.js.add_consumer("JOBS", changed)

    client = await connect(nats.url, "provision")
    await provision(client)
    await client.close()
    info = await stream.bus.js.consumer_info("JOBS", "identity")

    assert info.config.ack_wait == durable("identity").ack_wait
    assert info.config.filter_subject == DURABLES["identity"]


async def test_a_request_is_answered_by_the_room_and_a_refusal_comes_back_as_a_failure(
    stream: Stream, open_room: OpenRoom
) -> None:
    async def inspect(body: dict[str, str]) -> dict[str, str]:
        if body["key"] == "bad":
            raise PermanentError(Code.NO_FACE_FOUND)
        return {"seen": body["key"]}

    answering = room(hand_on)
    answering.answers("inspect", inspect)
    await open_room(answering)

    good = await stream.bus.ask("identity", "inspect", {"key": "a"}, timeout=PATIENCE)
    bad = await stream.bus.ask("identity", "inspect", {"key": "bad"}, timeout=PATIENCE)

    assert good == {"seen": "a"}
    assert bad["failure"]["code"] == Code.NO_FACE_FOUND


async def test_whoever_asks_a_room_is_told_whether_it_is_busy_or_not_there(stream: Stream, open_room: OpenRoom) -> None:
    asked_enough = asyncio.Event()

    async def inspect(body: dict[str, str]) -> dict[str, str]:
        await asked_enough.wait()
        return body

    answering = room(hand_on)
    answering.answers("inspect", inspect)
    await open_room(answering)

    with pytest.raises(TransientError, match="busy") as busy:
        await stream.bus.ask("identity", "inspect", {"key": "a"}, timeout=0.2)
    with pytest.raises(TransientError, match="cannot be reached") as gone:
        await stream.bus.ask("nobody", "inspect", {"key": "a"}, timeout=PATIENCE)
    asked_enough.set()

    assert (busy.value.code, gone.value.code) == (Code.SERVICE_BUSY, Code.BUS_UNAVAILABLE)


async def test_the_whole_life_of_a_job_is_one_subject_filter(
    stream: Stream, open_room: OpenRoom, new_ticket: NewTicket
) -> None:
    mine, other = new_ticket(), new_ticket()
    await open_room(room(hand_on))
    for ticket in (mine, other):
        await stream.bus.announce(reserved(ticket))
    await stream.until(other.job_id, "image.requested")
    events = await stream.until(mine.job_id, "image.requested")

    places = [sequence async for sequence, _, _ in stream.bus.history(mine.job_id)]
    after_the_first = [sequence async for sequence, _, _ in stream.bus.history(mine.job_id, after=places[0])]

    assert {event.job_id for event in events} == {mine.job_id}
    assert after_the_first == places[1:]


async def test_a_room_stops_in_peace_when_the_server_is_gone(nats: Server, open_room: OpenRoom) -> None:
    worker = await open_room(room(hand_on))

    nats.running.process.kill()
    nats.running.process.wait()
    async with asyncio.timeout(PATIENCE) as patience:
        await worker.stop()

    assert not patience.expired()


async def test_a_message_that_waits_for_a_room_to_start_is_handled_the_first_time(
    stream: Stream, open_room: OpenRoom, new_ticket: NewTicket
) -> None:
    tickets = [new_ticket() for _ in range(8)]
    for ticket in tickets:
        await stream.bus.announce(reserved(ticket))
    late = Room("identity", fails_with=silently, slots=8, first_pause=30.0)
    late.on(CreditsReserved, hand_on)

    await open_room(late)

    for ticket in tickets:
        await stream.until(ticket.job_id, "image.requested")
    info = await stream.bus.js.consumer_info("JOBS", "identity")
    assert info.delivered
    assert info.delivered.consumer_seq == len(tickets)

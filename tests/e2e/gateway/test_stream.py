import pytest

from common.bus import JOBS
from common.errors import Code
from common.events import CreditsSettled, Failure, RenderFailed
from gateway.auth.tickets import Pass
from gateway.projector import ring
from gateway.streaming import opening, told

BROKEN = Failure(code=Code.TEXT_DOES_NOT_FIT, message="Too long.")


async def test_a_browser_hears_the_whole_life_of_a_job(order, house, listen, api):
    job = (await order())["id"]
    ear = listen(job)
    await ear.until("job.snapshot")
    for variant in (1, 2):
        await house.start(job, variant)
        await house.finish(job, variant)
        heard = await ear.until("variant.succeeded", times=variant)
        picture = await api.client.get(heard.data["url"])

        assert picture.status_code == 200
        assert picture.content.endswith(f"renders/{variant}-1.png".encode())
    heard = await ear.all()
    places = [int(frame.id) for frame in heard if frame.id]

    assert heard[0].event == "job.snapshot"
    assert heard[-1].event == "job.completed"
    assert (heard[-1].data["status"], heard[-1].data["charged"]) == ("succeeded", 2)
    assert [variant["status"] for variant in heard[-1].data["variants"]] == ["succeeded", "succeeded"]
    assert places == sorted(set(places))
    assert ear.events().count("variant.succeeded") == 2


async def test_progress_moves_no_cursor(order, house, listen, bus):
    job = (await order())["id"]
    ear = listen(job)
    await ear.until("job.snapshot")
    await house.ticket(job)
    await bus.report(job, variant=1, stage="generating", fraction=0.5)
    while (heard := await ear.until("job.progress")).data.get("fraction") is None:
        ear.heard.remove(heard)

    assert heard.data["fraction"] == 0.5
    assert all(frame.id is None for frame in ear.heard if frame.event == "job.progress")


async def test_who_comes_back_hears_exactly_what_was_missed(order, house, listen):
    job = (await order())["id"]
    first = listen(job)
    await house.start(job, 1)
    last = (await house_done(house, first, job, 1)).id
    first.task.cancel()
    await house.start(job, 2)
    await house.finish(job, 2)
    await house.fact(CreditsSettled, job)
    second = listen(job, **{"last-event-id": str(last)})
    await second.all()

    assert "job.snapshot" not in second.events()
    assert second.events().count("variant.succeeded") == 1
    assert second.events()[-1] == "job.completed"
    assert all(int(frame.id or 0) > int(last) for frame in second.heard if frame.id)


async def house_done(house, ear, job, variant):
    await house.finish(job, variant)
    return await ear.until("variant.succeeded", times=variant)


@pytest.fixture
def finished(order, house, ended):
    """A job that is over and projected, and the place of its end."""

    async def make() -> tuple[str, int]:
        job = (await order())["id"]
        for variant in (1, 2):
            await house.finish(job, variant)
        return job, (await ended(job))["last_event_id"]

    return make


async def test_a_first_visit_to_a_finished_job_gets_it_whole_and_ends(finished, listen):
    job, _ = await finished()
    ear = listen(job)
    await ear.all()

    assert ear.events() == ["job.snapshot", "job.completed"]


async def test_who_has_heard_the_end_is_told_to_stop_asking(finished, listen, api):
    job, end = await finished()
    for cursor in (end, end):
        response = await api.client.get(f"/stream/jobs/{job}", headers={"last-event-id": str(cursor)})

        assert (response.status_code, response.content) == (204, b"")
    ear = listen(job, **{"last-event-id": str(end - 1)})

    assert [heard.event for heard in await ear.all()] == ["job.completed"]


async def test_a_new_event_source_may_say_where_it_was_in_the_query(finished, api):
    job, end = await finished()

    assert (await api.client.get(f"/stream/jobs/{job}?last_event_id={end}")).status_code == 204


async def test_the_cursor_of_another_job_is_refused_before_anything_is_said(finished, api):
    job, _ = await finished()
    _, foreign = await finished()
    for cursor in (str(foreign), "nonsense", "-1", "9" * 30):
        response = await api.client.get(f"/stream/jobs/{job}", headers={"last-event-id": cursor})

        assert (response.status_code, response.json()["code"]) == (400, "cursor_of_another_job"), cursor


async def test_a_cursor_that_is_gone_starts_over(finished, listen, bus):
    job, end = await finished()
    await bus.js.delete_msg(JOBS, end)
    ear = listen(job, **{"last-event-id": str(end)})
    await ear.all()

    assert ear.events() == ["resync", "job.snapshot", "job.completed"]


async def test_a_ring_nobody_heard_is_made_up_for_after_a_silence(order, house, api):
    """Core NATS forgets; the stream of a browser that was deaf for a while asks the database."""
    job = (await order())["id"]
    await house.ticket(job)
    me = (await api.client.get("/me")).json()["id"]
    row = await api.ports.store.jobs.get(job, me)
    deaf = type(api.ports.hub)().listen(job)
    holder = Pass(me, session=0)
    stream = told(api.ports, holder, row, await opening(api.ports.bus, row, None), deaf, silence=0.05)
    for variant in (1, 2):
        await house.finish(job, variant)
    heard = [frame.event async for frame in stream]

    assert heard.count("variant.succeeded") == 2
    assert heard[-1] == "job.completed"


async def test_streams_end_when_the_server_wants_to_stop(order, listen, api):
    ear = listen((await order())["id"])
    await ear.until("job.snapshot")
    api.ports.hub.close()

    assert "job.completed" not in [heard.event for heard in await ear.all()]


async def test_an_event_that_was_overtaken_is_still_heard_and_moves_no_cursor_back(order, house, listen, api):
    """Two copies of the projector may finish in another order than they began."""
    job = (await order())["id"]
    ticket = await house.ticket(job)
    ear = listen(job)
    await ear.until("job.snapshot")
    for place, variant in ((1_000_002, 2), (1_000_001, 1)):
        event = RenderFailed(next="credits", job_id=job, variant=variant, ticket=ticket, failure=BROKEN)
        await ring(api.ports.bus, event, place, await api.ports.store.projection.apply(place, event))
    await ear.until("variant.failed", times=2)
    heard = [(frame.data["variant"], frame.id) for frame in ear.heard if frame.event == "variant.failed"]

    assert heard == [(2, "1000002"), (1, None)]

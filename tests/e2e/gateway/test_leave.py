"""Streams end when what opened them does, within moments."""

import asyncio
import time

import jwt
from tests.e2e.gateway.conftest import SECRET

from gateway.hub import DOUBT, News

ENDS_WITHIN = 30.0


async def ended(ear) -> bool:
    """Whether the stream ends by itself in good time, the job being far from over."""
    done, _ = await asyncio.wait([ear.task], timeout=ENDS_WITHIN)
    return bool(done) and "job.completed" not in ear.events()


async def heard_by(listener) -> list[News]:
    heard: list[News] = []
    while news := await listener.next(0):
        heard.append(news)
    return heard


async def ticketed(api, job: str) -> str:
    return (await api.client.post(f"/jobs/{job}/ticket")).json()["ticket"]


async def test_a_ticket_opens_the_stream_again_and_again(order, listen, api):
    job = (await order())["id"]
    ticket = await ticketed(api, job)
    del api.client.headers["authorization"]
    for _ in range(2):
        ear = listen(f"{job}?ticket={ticket}")

        assert (await ear.until("job.snapshot")).data["id"] == job
        ear.task.cancel()


async def test_signing_out_ends_the_streams_of_that_person_alone(order, listen, api):
    job = (await order())["id"]
    by_ticket, by_token = listen(f"{job}?ticket={await ticketed(api, job)}"), listen(job)
    for ear in (by_ticket, by_token):
        await ear.until("job.snapshot")
    stranger = api.ports.hub.listen(job, "somebody else")
    await api.client.post("/auth/sign-out")

    assert await ended(by_ticket)
    assert await ended(by_token)
    assert DOUBT not in await heard_by(stranger)


async def test_a_revoked_key_ends_its_stream_and_no_other(order, listen, api, sql):
    job = (await order())["id"]
    me = (await api.client.get("/me")).json()["id"]
    sql(f"update profiles set plan = 'team' where user_id = '{me}'")  # noqa: S608 - ours
    key = (await api.client.post("/me/keys", json={"name": "x", "scopes": ["read"]})).json()
    by_key, by_token = listen(job, authorization=f"Bearer {key['key']}"), listen(job)
    for ear in (by_key, by_token):
        await ear.until("job.snapshot")
    await api.client.delete(f"/me/keys/{key['id']}")

    assert await ended(by_key)
    assert not by_token.task.done()


async def test_another_copy_of_the_gateway_hears_of_it_over_the_bus(order, listen, api, bus):
    job = (await order())["id"]
    ear = listen(job)
    await ear.until("job.snapshot")
    me = (await api.client.get("/me")).json()["id"]
    await api.ports.store.people.end_sessions(me)
    await bus.client.publish(f"revoked.{me}", b"")

    assert await ended(ear)


async def test_a_stream_ends_with_its_token(order, listen, api):
    job = (await order())["id"]
    me = (await api.client.get("/me")).json()["id"]
    claims = {"sub": me, "aud": "authenticated", "exp": int(time.time()) + 2}
    ear = listen(job, authorization=f"Bearer {jwt.encode(claims, SECRET, 'HS256')}")
    await ear.until("job.snapshot")

    assert await ended(ear)

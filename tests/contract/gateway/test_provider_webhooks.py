"""Calls of providers: verified before they are read, kept once, and turned into `provider.answered`."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from common.brief import Brief
from common.events import CreditsSettled, Event, ImageSubmitted, ProviderAnswered, Settlement, parse_subject
from gateway.app import application
from gateway.outside import Outside
from gateway.webhooks.receiving import Doorkeeper
from gateway.webhooks.senders import verifiers

SECRET = "whsec_" + base64.b64encode(b"a secret of twenty-four b").decode()
FORGED = "whsec_" + base64.b64encode(b"somebody else's secret...").decode()
Post = Callable[..., Any]


@pytest.fixture
async def provider(ports) -> AsyncIterator[httpx.AsyncClient]:
    known = Doorkeeper(verifiers({"openai": SECRET, "fal": "our account"}, Outside()))
    transport = httpx.ASGITransport(application(replace(ports, doorkeeper=known)))
    async with httpx.AsyncClient(transport=transport, base_url="http://thumbs.example") as client:
        yield client


@pytest.fixture
def call(provider) -> Post:
    """A call as OpenAI makes it, about that request."""

    async def make(request: str, event: str | None = None, path: str = "/openai", secret: str = SECRET) -> Any:
        body = json.dumps({"type": "response.completed", "data": {"id": request}})
        now, event = datetime.now(UTC), event or f"evt_{uuid4()}"
        headers = {"webhook-id": event, "webhook-timestamp": str(int(now.timestamp()))}
        headers["webhook-signature"] = Webhook(secret).sign(event, now, body)
        return await provider.post(f"/webhooks/provider{path}", content=body, headers=headers)

    return make


@pytest.fixture
async def submitted(ann, new_ticket) -> Callable[..., Any]:
    """A job of Ann's with a variant that was left with a provider, and how that is projected."""

    async def make(*, variant: int = 1) -> ImageSubmitted:
        job = await ann.job()
        ticket = new_ticket(job_id=job["id"], user_id=ann.user, brief=Brief(headline="A", refs=("ast_1",)))
        request = f"resp_{uuid4()}"
        return ImageSubmitted(
            next="gen-external", job_id=job["id"], variant=variant, request_id=request, model="m", ticket=ticket
        )

    return make


async def settle(database, event: Event) -> None:
    settlement = Settlement(status="canceled", charged=0, refunded=2, verdicts=())
    over = CreditsSettled(next="gateway", job_id=event.job_id, settlement=settlement)
    body = over.model_dump(mode="json", by_alias=True)
    await database.call("project_event", seq=9, subject=over.subject, event=body)


async def answers(database, event: Event) -> list[dict[str, Any]]:
    rows = await database.select("outbox", job_id=event.job_id)
    return [row for row in rows if row["subject"].startswith("provider.answered.")]


async def kept(database, event: ImageSubmitted) -> list[dict[str, Any]]:
    return await database.select("webhook_inbox", request_id=event.request_id)


async def test_a_call_becomes_provider_answered_with_the_ticket_of_its_request(call, submitted, ports, database):
    event = await submitted(variant=3)
    await ports.store.inbox.expect(event)

    response = await call(event.request_id)

    assert (response.status_code, response.json()) == (202, {"status": "accepted"})
    (row,) = await answers(database, event)
    kind, room, job = parse_subject(row["subject"])
    answered = ProviderAnswered.model_validate(row["payload"])
    expected = ProviderAnswered.following(
        event, next="gen-external", request_id=event.request_id, model="m", at=answered.at
    )
    assert (kind, room, job) == (ProviderAnswered, "gen-external", event.job_id)
    assert (answered, row["message_id"]) == (expected, expected.message_id)


async def test_the_bare_route_knows_the_sender_by_its_signature(call, submitted, ports, database):
    event = await submitted()
    await ports.store.inbox.expect(event)

    response = await call(event.request_id, path="")

    assert response.json() == {"status": "accepted"}
    assert [row["provider"] for row in await kept(database, event)] == ["openai"]


async def test_a_repeated_call_is_answered_and_has_no_effect(call, submitted, ports, database):
    event = await submitted()
    await ports.store.inbox.expect(event)
    one_and_the_same = f"evt_{event.request_id}"
    await call(event.request_id, one_and_the_same)

    again = [await call(event.request_id, one_and_the_same) for _ in range(4)]

    assert {(one.status_code, one.json()["status"]) for one in again} == {(200, "replayed")}
    assert len(await answers(database, event)) == 1
    assert [(row["status"], row["attempts"]) for row in await kept(database, event)] == [("accepted", 5)]


async def test_the_same_call_five_times_at_once_counts_once(call, submitted, ports, database):
    event = await submitted()
    await ports.store.inbox.expect(event)

    got = await asyncio.gather(*(call(event.request_id, f"evt_{event.request_id}") for _ in range(5)))

    assert sorted(one.json()["status"] for one in got) == ["accepted", *["replayed"] * 4]
    assert len(await answers(database, event)) == 1


async def test_a_forged_call_is_refused_and_leaves_nothing(call, submitted, ports, database):
    event = await submitted()
    await ports.store.inbox.expect(event)

    named, bare = await call(event.request_id, secret=FORGED), await call(event.request_id, path="", secret=FORGED)

    assert [one.status_code for one in (named, bare)] == [401, 401]
    assert named.json()["code"] == "webhook_not_genuine"
    assert await answers(database, event) == await kept(database, event) == []


async def test_a_call_about_nothing_we_know_is_noted(call, submitted, database):
    event = await submitted()

    response = await call(event.request_id)

    assert (response.status_code, response.json()) == (202, {"status": "unmatched"})
    assert [row["status"] for row in await kept(database, event)] == ["unmatched"]
    assert await answers(database, event) == []


async def test_a_call_that_overtook_its_request_counts_when_the_request_is_known(call, submitted, ports, database):
    event = await submitted()
    await call(event.request_id)

    await ports.store.inbox.expect(event)
    await ports.store.inbox.expect(event)

    assert len(await answers(database, event)) == 1
    assert [row["status"] for row in await kept(database, event)] == ["accepted"]


async def test_a_call_and_its_request_at_the_same_moment_do_not_miss_each_other(call, submitted, ports, database):
    for _ in range(10):
        event = await submitted()

        await asyncio.gather(call(event.request_id), ports.store.inbox.expect(event))

        assert len(await answers(database, event)) == 1


async def test_a_call_about_a_job_that_is_over_is_dropped(call, submitted, ports, database):
    event = await submitted()
    await ports.store.inbox.expect(event)
    await settle(database, event)

    response = await call(event.request_id)

    assert (response.status_code, response.json()) == (200, {"status": "dropped"})
    assert await answers(database, event) == []


async def test_of_a_job_that_is_over_no_ticket_is_kept(submitted, ports, database):
    event = await submitted()
    await ports.store.inbox.expect(event)
    late = event.model_copy(update={"variant": 2})

    await settle(database, event)
    await ports.store.inbox.expect(late)

    rows = await database.select("provider_requests", job_id=event.job_id)
    assert sorted((row["variant"], row["event"]) for row in rows) == [(1, None), (2, None)]


async def test_a_request_of_a_job_that_was_erased_is_passed_over(submitted, ports, database):
    event = (await submitted()).model_copy(update={"job_id": "job_of_nobody"})

    await ports.store.inbox.expect(event)

    assert await database.select("provider_requests", job_id="job_of_nobody") == []


async def test_one_answer_to_a_whole_batch_wakes_each_of_its_variants(call, submitted, ports, database):
    event = await submitted(variant=1)
    await ports.store.inbox.expect(event)
    await ports.store.inbox.expect(event.model_copy(update={"variant": 2}))

    await call(event.request_id)

    assert [row["payload"]["variant"] for row in await answers(database, event)] == [1, 2]


@pytest.mark.parametrize("name", ["evil", "openai%00", "stripe"])
async def test_nobody_else_is_a_provider(call, name):
    response = await call("resp_1", path=f"/{name}")

    assert response.status_code == 404


async def test_a_provider_nothing_is_known_about_may_not_call(ports):
    transport = httpx.ASGITransport(application(ports))
    async with httpx.AsyncClient(transport=transport, base_url="http://thumbs.example") as client:
        named, bare = await client.post("/webhooks/provider/openai"), await client.post("/webhooks/provider")

    assert (named.status_code, bare.status_code) == (404, 401)


@pytest.mark.parametrize("body", ["", "[]", "{}", "nonsense", '{"data": {"id": 7}}', '{"data": {"id": ""}}'])
async def test_a_genuine_call_that_speaks_of_nothing_is_refused(provider, body):
    now = datetime.now(UTC)
    headers = {"webhook-id": "evt_1", "webhook-timestamp": str(int(now.timestamp()))}
    headers["webhook-signature"] = Webhook(SECRET).sign("evt_1", now, body)

    response = await provider.post("/webhooks/provider/openai", content=body, headers=headers)

    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")


async def test_a_body_without_end_is_not_read(provider):
    response = await provider.post("/webhooks/provider/openai", content=b"x" * 1_000_001)

    assert response.status_code == 413


async def test_old_calls_are_forgotten(call, submitted, ports, database, sql):
    event = await submitted()
    await call(event.request_id)
    sql("update webhook_inbox set received_at = received_at - interval '31 days'")

    await ports.store.inbox.prune()

    assert await kept(database, event) == []

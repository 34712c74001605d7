"""Calls to users: written with the event they tell of, made until they are answered, and listed for their owner."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.receivers import Receiver, receiving

from common.errors import Code
from common.events import (
    CreditsSettled,
    Event,
    Failure,
    ImageFailed,
    JobStatus,
    RenderComposited,
    Settlement,
    VariantVerdict,
)
from common.ticket import ImagePage, RenderPage
from gateway.deps import Gateway
from gateway.webhooks.outgoing import Outgoing
from gateway.webhooks.reaching import Reach
from gateway.webhooks.secrets import Secrets
from gateway.webhooks.sending import PAUSES, Postman

SECRETS = Secrets("the secret of the installation, which is long")


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as server:
        yield server


@pytest.fixture
async def ports(ports: Gateway, receiver: Receiver, sql: Callable[..., None]) -> Gateway:
    """The gateway of the folder, allowed to call that one server on this machine. Nothing of other tests waits."""
    sql("update webhook_deliveries set status = 'dead' where status = 'pending'")
    return replace(ports, outgoing=Outgoing(Reach([receiver.address]), SECRETS))


@pytest.fixture
def post(ports) -> Callable[..., Any]:
    """Makes every call that is due, as the loop would."""
    postman = Postman(ports.store.webhooks, ports.outgoing)

    async def make() -> int:
        leased = await ports.store.webhooks.claim(50)
        await asyncio.gather(*(postman.deliver(call) for call in leased))
        return len(leased)

    return make


@pytest.fixture
def happens(database) -> Callable[..., Any]:
    """Projects what happened to a job."""
    places = iter(range(100, 100_000))

    async def project(*events: Event) -> None:
        for event in events:
            body = event.model_dump(mode="json", by_alias=True, exclude_none=True)
            await database.call("project_event", seq=next(places), subject=event.subject, event=body)

    return project


@pytest.fixture
def composited(new_ticket) -> Callable[..., Event]:
    def make(job: str, variant: int = 1) -> Event:
        image = ImagePage(key="k", width=8, height=8, service="gen-studio", model="m", draws="scene", seed=3)
        files = {"png": f"jobs/{job}/{variant}.png", "json": "j", "preview": "p"}
        page = RenderPage(files=files, width=8, height=8, bytes={"png": 9}, score=80.5)
        ticket = new_ticket(job_id=job).with_page(image=image).with_page(render=page)
        return RenderComposited(next="credits", job_id=job, variant=variant, ticket=ticket)

    return make


REFUSED = Failure(code=Code.CONTENT_BLOCKED, message="Not that.")


def failed(job: str, variant: int = 2) -> Event:
    return ImageFailed(next="credits", job_id=job, variant=variant, failure=REFUSED)


def settled(job: str, status: JobStatus = "partially_succeeded") -> Event:
    verdicts = (
        VariantVerdict(variant=1, status="succeeded" if "succeeded" in status else "failed"),
        VariantVerdict(variant=2, status="blocked", code=REFUSED.code, message=REFUSED.message),
    )
    settlement = Settlement(status=status, charged=1, refunded=1, verdicts=verdicts)
    return CreditsSettled(next="gateway", job_id=job, settlement=settlement)


async def listening(person, url: str, **more: Any) -> str:
    """Gives the account an address; the secret."""
    return (await person.put("/me/webhook", json={"url": url, **more})).json()["secret"]


async def listed(person, **asked: Any) -> list[dict[str, Any]]:
    return (await person.get("/webhooks/deliveries", params=asked)).json()["items"]


async def test_a_run_is_told_from_picture_to_end(ann, receiver, happens, composited, post):
    secret = await listening(ann, receiver.url)
    job = (await ann.job())["id"]

    await happens(composited(job), failed(job), settled(job))
    await post()

    told = {one.type: one.verified(secret) for one in receiver.told}
    assert set(told) == {"variant.succeeded", "variant.failed", "job.completed"}
    picture = {
        "render_id": f"rnd_{job[4:]}_1",
        "asset_id": f"ast_{job[4:]}_1",
        "picture_url": f"/assets/ast_{job[4:]}_1",
    }
    assert told["variant.succeeded"]["data"].items() >= (picture | {"job_id": job, "variant": 1, "score": 80.5}).items()
    assert told["variant.failed"]["data"].items() >= {"variant": 2, "code": "content_blocked"}.items()
    end = told["job.completed"]["data"]
    assert (end["status"], end["charged"], end["refunded"], end["url"]) == ("partially_succeeded", 1, 1, f"/jobs/{job}")
    assert end["variants"][0].items() >= ({"status": "succeeded"} | picture).items()
    assert end["variants"][1].items() >= {"status": "blocked", "message": "Not that."}.items()


async def test_nothing_that_is_told_leads_into_the_store_or_to_a_face(ann, receiver, happens, composited, post):
    await listening(ann, receiver.url)
    job = (await ann.job())["id"]

    await happens(composited(job), settled(job))
    await post()

    words = b"".join(one.body for one in receiver.told).decode()
    assert not [
        word for word in ("jobs/" + job + "/", ".png", "signature", "ticket", "selfie", "user_id") if word in words
    ]


async def test_events_told_twice_or_late_are_told_once(ann, receiver, happens, composited):
    await listening(ann, receiver.url)
    job = (await ann.job())["id"]
    life = [composited(job), failed(job), settled(job)]

    await happens(*life, *life, composited(job, 2), failed(job, 3))

    assert sorted(one["event"] for one in await listed(ann)) == ["job.completed", "variant.failed", "variant.succeeded"]


@pytest.mark.parametrize(
    ("status", "event"),
    [
        ("succeeded", "job.completed"),
        ("failed", "job.failed"),
        ("blocked", "job.failed"),
        ("expired", "job.failed"),
        ("canceled", "job.canceled"),
    ],
)
async def test_every_end_has_its_event(ann, receiver, happens, status, event):
    await listening(ann, receiver.url)
    job = (await ann.job())["id"]

    await happens(settled(job, status))

    assert [one["event"] for one in await listed(ann)] == [event]


async def test_an_account_chooses_what_it_is_told(ann, receiver, happens, composited):
    await listening(ann, receiver.url, events=["job.completed"])
    job = (await ann.job())["id"]

    await happens(composited(job), failed(job), settled(job))

    assert [one["event"] for one in await listed(ann)] == ["job.completed"]


async def test_a_run_with_an_address_of_its_own_is_told_there_alone(ann, receiver, happens, post):
    await listening(ann, receiver.url + "/account")
    job = (await ann.job(webhook_url=receiver.url))["id"]

    await happens(settled(job))
    await post()

    (one,) = await listed(ann)
    assert (one["url"], one["status"]) == (receiver.url, "delivered")
    rotated = (await ann.post("/me/webhook/secret")).json()
    assert rotated["previous_until"]


async def test_an_account_without_an_address_is_not_called(ann, happens):
    job = (await ann.job())["id"]

    await happens(settled(job))

    assert await listed(ann) == []
    assert (await ann.get("/me/webhook")).json()["url"] is None


@pytest.mark.parametrize("url", ["http://example.org/hook", "https://127.0.0.1/", "https://10.1.2.3/", "nonsense", ""])
async def test_an_address_that_may_not_be_called_is_refused_where_it_is_given(ann, url):
    project = await ann.project()

    answers = [
        await ann.put("/me/webhook", json={"url": url}),
        await ann.post("/webhooks/test", json={"url": url}),
        await ann.post(f"/project/{project}/queue", json={"webhook_url": url}),
    ]

    assert {answer.status_code for answer in answers} == {422}
    assert {answer.json()["code"] for answer in answers[2:]} == {"url_not_allowed"}


async def test_where_nothing_can_be_signed_nothing_is_promised(ann, ports):
    ann._transport.app.state.gateway = replace(ports, outgoing=Outgoing(ports.outgoing.reach))
    project = await ann.project()

    answers = [
        await ann.put("/me/webhook", json={"url": "https://example.org"}),
        await ann.post("/me/webhook/secret"),
        await ann.post("/webhooks/test"),
        await ann.post(f"/project/{project}/queue", json={"webhook_url": "https://example.org"}),
    ]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(503, "webhooks_disabled")}


async def test_the_secret_is_shown_once(ann, receiver):
    first = await ann.put("/me/webhook", json={"url": receiver.url})
    second = await ann.put("/me/webhook", json={"url": receiver.url + "/2"})
    read = await ann.get("/me/webhook")

    assert first.json()["secret"].startswith("whsec_")
    assert second.json()["secret"] is read.json()["secret"] is None
    assert read.json()["url"] == receiver.url + "/2"


async def test_a_new_secret_and_the_one_before_both_count_for_a_day(ann, receiver, post, sql):
    old = await listening(ann, receiver.url)
    new = (await ann.post("/me/webhook/secret")).json()["secret"]
    await ann.post("/webhooks/test")
    await post()
    sql("update webhook_secrets set previous_until = now()")
    await ann.post("/webhooks/test")
    await post()

    both, newest = receiver.told
    assert old != new
    assert both.verified(old) == both.verified(new)
    assert newest.verified(new)["type"] == "webhook.test"
    with pytest.raises(Exception, match="No matching signature"):
        newest.verified(old)


async def test_a_repeated_request_for_a_secret_makes_one(ann, receiver):
    await listening(ann, receiver.url)
    key = {"idempotency-key": "once"}

    first, again = [(await ann.post("/me/webhook/secret", headers=key)) for _ in range(2)]

    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"


async def test_what_is_not_answered_is_tried_again_and_keeps_its_name(ann, receiver, post, sql):
    receiver.answers = ["500 Oops", "302 Found\r\nlocation: http://127.0.0.1/", "200 OK"]
    await listening(ann, receiver.url)
    await ann.post("/webhooks/test")

    for _ in range(3):
        await post()
        sql("update webhook_deliveries set next_at = now() where status = 'pending'")

    (one,) = await listed(ann)
    assert (one["status"], one["attempts"]) == ("delivered", 3)
    assert [tried["status"] for tried in one["tries"]] == [500, 302, 200]
    assert len({(told.headers["webhook-id"], told.body) for told in receiver.told}) == 1
    assert one["id"] == receiver.told[0].headers["webhook-id"]


async def test_nobody_is_called_again_before_the_pause_is_over(ann, receiver, post):
    receiver.answers = ["503 Busy\r\nretry-after: 3000"]
    await listening(ann, receiver.url)
    await ann.post("/webhooks/test")

    made = [await post() for _ in range(3)]

    (one,) = await listed(ann, status="pending")
    assert made == [1, 0, 0]
    assert one["next_at"] > one["tries"][0]["at"][:15]


async def test_after_the_last_try_it_is_dead_and_can_be_replayed(ann, receiver, post, sql):
    receiver.answers = ["500 Oops"]
    await listening(ann, receiver.url)
    delivery = (await ann.post("/webhooks/test")).json()["id"]
    for _ in range(len(PAUSES) + 1):
        await post()
        sql("update webhook_deliveries set next_at = now() where status = 'pending'")
    (dead,) = await listed(ann, status="dead")
    receiver.answers = ["204 No Content"]

    replayed = await ann.post(f"/webhooks/deliveries/{delivery}/replay")
    await post()

    assert (dead["attempts"], dead["next_at"]) == (10, None)
    assert (replayed.status_code, replayed.json()["status"], replayed.json()["attempts"]) == (202, "pending", 0)
    now = (await ann.get(f"/webhooks/deliveries/{delivery}")).json()
    assert (now["status"], now["attempts"], len(now["tries"])) == ("delivered", 1, 11)
    assert {told.headers["webhook-id"] for told in receiver.told} == {delivery}


async def test_an_address_that_is_gone_is_switched_off(ann, receiver, post, happens):
    receiver.answers = ["410 Gone"]
    await listening(ann, receiver.url)
    await ann.post("/webhooks/test")
    await post()
    job = (await ann.job())["id"]

    await happens(settled(job))

    assert await post() == 0
    assert {(one["event"], one["status"]) for one in await listed(ann)} == {
        ("webhook.test", "dead"),
        ("job.completed", "dead"),
    }
    about = (await ann.get("/me/webhook")).json()
    assert about["disabled_at"]
    assert about["note"] == "Switched off: it answered 410, gone."
    assert (await ann.put("/me/webhook", json={"url": receiver.url})).json()["disabled_at"] is None


async def test_an_address_that_fails_for_days_is_switched_off_with_all_that_waits(ann, receiver, post, sql):
    receiver.answers = ["500 Oops"]
    await listening(ann, receiver.url)
    await ann.post("/webhooks/test")
    await post()
    sql(
        "update webhook_endpoints set failing_since = now() - interval '6 days' where failing_since is not null",
        "update webhook_deliveries set next_at = now() where status = 'pending'",
    )
    waiting = (await ann.post("/webhooks/test")).json()["id"]

    await post()

    assert {one["status"] for one in await listed(ann)} == {"dead"}
    assert "5 days" in (await ann.get("/me/webhook")).json()["note"]
    assert (await ann.post(f"/webhooks/deliveries/{waiting}/replay")).json()["note"] == ""


async def test_one_success_forgives_what_failed_before(ann, receiver, post, sql):
    receiver.answers = ["500 Oops", "200 OK"]
    await listening(ann, receiver.url)
    await ann.post("/webhooks/test")
    await post()
    failing = (await ann.get("/me/webhook")).json()["failing_since"]
    sql("update webhook_deliveries set next_at = now() where status = 'pending'")

    await post()

    assert failing
    assert (await ann.get("/me/webhook")).json()["failing_since"] is None


async def test_an_address_whose_name_moved_inside_is_not_called(ann, receiver, ports):
    ports = replace(ports, outgoing=Outgoing(Reach(), SECRETS))
    await listening(ann, receiver.url)
    await ann.post("/webhooks/test")
    (leased,) = await ports.store.webhooks.claim(5)

    await Postman(ports.store.webhooks, ports.outgoing).deliver(leased)

    (one,) = await listed(ann)
    assert (one["status"], one["tries"][0]["error"]) == ("pending", "url_not_allowed")
    assert receiver.told == []


async def test_whoever_does_not_answer_in_time_is_called_again(ann, receiver, ports):
    receiver.answers = [None]
    await listening(ann, receiver.url)
    await ann.post("/webhooks/test")
    (leased,) = await ports.store.webhooks.claim(5)

    await Postman(ports.store.webhooks, ports.outgoing, patience=0.3).deliver(leased)

    (one,) = await listed(ann)
    assert (one["status"], one["tries"][0]["error"]) == ("pending", "timeout")


async def test_where_nobody_is_it_is_tried_again(ann, receiver, ports):
    await listening(ann, receiver.url)
    await ann.post("/webhooks/test")
    (leased,) = await ports.store.webhooks.claim(5)
    async with receiving() as gone:
        pass

    postman = Postman(ports.store.webhooks, Outgoing(Reach([gone.address]), SECRETS))
    await postman.deliver(leased.model_copy(update={"url": gone.url}))

    (one,) = await listed(ann)
    assert (one["status"], one["tries"][0]["error"]) == ("pending", "connect_error")


async def test_two_senders_never_make_the_same_call(ann, receiver, ports):
    await listening(ann, receiver.url)
    for _ in range(4):
        await ann.post("/webhooks/test")

    leased = await asyncio.gather(*(ports.store.webhooks.claim(50) for _ in range(6)))

    assert len({call.id for calls in leased for call in calls}) == sum(map(len, leased)) == 4


async def test_a_lease_that_ran_out_is_taken_by_another(ann, receiver, ports, post, sql):
    await listening(ann, receiver.url)
    await ann.post("/webhooks/test")
    (lost,) = await ports.store.webhooks.claim(50)
    sql("update webhook_deliveries set claimed_until = now() - interval '1 second'")

    assert await post() == 1
    assert receiver.told[0].headers["webhook-id"] == lost.id


async def test_one_slow_address_holds_up_nobody(ann, bob, receiver, ports):
    await listening(ann, receiver.url)
    await listening(bob, receiver.url)
    for _ in range(10):
        await ann.post("/webhooks/test")
    await bob.post("/webhooks/test")

    first, second = await ports.store.webhooks.claim(50), await ports.store.webhooks.claim(50)

    assert [call.user_id for call in first].count(ann.user) == 4
    assert [call.user_id for call in first].count(bob.user) == 1
    assert second == []


async def test_pages_of_deliveries_follow_each_other(ann, receiver):
    await listening(ann, receiver.url)
    made = [(await ann.post("/webhooks/test")).json()["id"] for _ in range(5)]

    first = (await ann.get("/webhooks/deliveries", params={"limit": 3})).json()
    second = (await ann.get("/webhooks/deliveries", params={"limit": 3, "cursor": first["next_cursor"]})).json()

    assert [one["id"] for one in first["items"] + second["items"]] == made[::-1]
    assert second["next_cursor"] is None


async def test_what_belongs_to_others_is_not_there(ann, bob, receiver):
    await listening(ann, receiver.url)
    delivery = (await ann.post("/webhooks/test")).json()["id"]

    answers = [
        await bob.get(f"/webhooks/deliveries/{delivery}"),
        await bob.post(f"/webhooks/deliveries/{delivery}/replay"),
        await bob.get("/webhooks/deliveries", params={"cursor": delivery}),
        await bob.post("/webhooks/test"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert await listed(bob) == []


async def test_a_repeated_test_is_made_once(ann, receiver):
    await listening(ann, receiver.url)
    key = {"idempotency-key": "the same"}

    first, again = [await ann.post("/webhooks/test", headers=key) for _ in range(2)]

    assert first.json()["id"] == again.json()["id"]
    assert len(await listed(ann)) == 1


async def test_an_account_stops_being_called(ann, receiver, happens):
    await listening(ann, receiver.url)
    job = (await ann.job())["id"]
    gone = await ann.delete("/me/webhook")

    await happens(settled(job))

    assert (gone.status_code, await listed(ann)) == (204, [])


async def test_old_calls_and_addresses_nobody_uses_are_forgotten(ann, receiver, ports, database, sql):
    await ann.post("/webhooks/test", json={"url": receiver.url})
    sql(
        "update webhook_deliveries set created_at = created_at - interval '31 days'",
        "update webhook_endpoints set created_at = created_at - interval '31 days'",
    )

    await ports.store.webhooks.prune()

    assert await listed(ann) == await database.select("webhook_endpoints", user_id=ann.user) == []


async def test_the_body_is_what_was_written_down(ann, receiver, post):
    await listening(ann, receiver.url)
    delivery = (await ann.post("/webhooks/test")).json()

    await post()

    assert json.loads(receiver.told[0].body) == delivery["payload"]

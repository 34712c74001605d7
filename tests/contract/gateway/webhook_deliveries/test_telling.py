"""What is told of a run, and to whom."""

import pytest
from tests.contract.gateway.webhook_deliveries.conftest import failed, listed, listening, settled


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

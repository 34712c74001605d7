"""A run from the queue to a call that arrives at somebody's server, over a real bus and a real database."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import SecretStr
from tests.receivers import Receiver, receiving


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as server:
        yield server


@pytest.fixture
def settings(receiver: Receiver) -> dict[str, Any]:
    secret = SecretStr("a secret of the house that is long enough")
    return {"secret": secret, "webhook_inside": (receiver.address,)}


async def test_the_end_of_a_run_is_told_to_a_server_that_believes_it(api, order, house, ended, receiver):
    receiver.answers = ["500 Not yet", "200 OK"]
    secret = (await api.client.put("/me/webhook", json={"url": receiver.url})).json()["secret"]
    job = (await order(variants=2))["id"]
    for variant in (1, 2):
        await house.finish(job, variant)
    body = await ended(job)

    told = [one.verified(secret) for one in await receiver.until(4)]

    events = sorted({(one["type"], one["data"].get("variant")) for one in told}, key=str)
    assert events == [("job.completed", None), ("variant.succeeded", 1), ("variant.succeeded", 2)]
    end = next(one["data"] for one in told if one["type"] == "job.completed")
    assert (end["job_id"], end["status"], end["charged"]) == (job, "succeeded", body["charged"])
    pictures = [await api.client.get(variant["picture_url"]) for variant in end["variants"]]
    assert [picture.status_code for picture in pictures] == [200, 200]

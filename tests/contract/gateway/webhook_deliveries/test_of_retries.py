"""The address of a job that is tried again is looked at anew: what could be called once need not be any more."""

from dataclasses import replace

import pytest
from tests.contract.gateway.webhook_deliveries.conftest import SECRETS, listed, settled

from gateway.webhooks.outgoing import Outgoing
from gateway.webhooks.reaching import Reach


@pytest.fixture
async def failed_job(ann, receiver, happens) -> str:
    job = (await ann.job(webhook_url=receiver.url))["id"]
    await happens(settled(job, "failed"))
    return job


@pytest.fixture
def inside_no_more(ann, ports, failed_job) -> None:  # noqa: ARG001 - it was queued when it still could be
    """From now on nothing on this machine may be called."""
    desk = replace(ports.desk, outgoing=Outgoing(Reach(), SECRETS))
    ann._transport.app.state.gateway = replace(ports, desk=desk)


async def test_a_retry_is_told_where_the_old_job_was(ann, receiver, failed_job, happens):
    new = (await ann.post(f"/jobs/{failed_job}/retry")).json()["id"]

    await happens(settled(new))

    assert [(one["job_id"], one["url"]) for one in await listed(ann)][:1] == [(new, receiver.url)]


@pytest.mark.usefixtures("inside_no_more")
async def test_an_address_that_may_not_be_called_any_more_is_named(ann, receiver, failed_job):
    response = await ann.post(f"/jobs/{failed_job}/retry")
    said = response.json()

    assert (response.status_code, said["code"]) == (422, "url_not_allowed")
    assert said["detail"].startswith(f"The old job was to be told at {receiver.url}.")
    assert said["errors"][0]["pointer"] == "/webhook_url"


@pytest.mark.usefixtures("inside_no_more")
async def test_without_its_address_it_can_be_tried_again(ann, failed_job, happens):
    response = await ann.post(f"/jobs/{failed_job}/retry", json={"webhook_url": None})
    await happens(settled(response.json()["id"]))

    assert response.status_code == 202
    assert failed_job == (await listed(ann))[0]["job_id"]


@pytest.mark.usefixtures("inside_no_more")
async def test_a_new_address_that_may_not_be_called_is_refused_as_a_new_one(ann, failed_job):
    said = (await ann.post(f"/jobs/{failed_job}/retry", json={"webhook_url": "https://10.1.2.3/"})).json()

    assert said["code"] == "url_not_allowed"
    assert "old job" not in said["detail"]

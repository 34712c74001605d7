"""Calls to users: written with the event they tell of, made until they are answered, and listed for their owner."""

import asyncio
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
from gateway.webhooks.sending import Postman

SECRETS = Secrets("the secret of the installation, which is long")


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as server:
        yield server


@pytest.fixture
async def ports(ports: Gateway, receiver: Receiver, sql: Callable[..., None]) -> Gateway:
    """The gateway of the folder, allowed to call that one server on this machine. Nothing of other tests waits."""
    sql("update webhook_deliveries set status = 'dead' where status = 'pending'")
    return replace(ports, desk=replace(ports.desk, outgoing=Outgoing(Reach([receiver.address]), SECRETS)))


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

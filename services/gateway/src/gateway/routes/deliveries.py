"""Calls we make: where to, with which secret, and what became of each."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from gateway.bodies.webhooks import (
    DeliveriesBody,
    DeliveryBody,
    SecretBody,
    WebhookBody,
    delivery_body,
    webhook_body,
)
from gateway.deps import Once, OnceUnkept, Person, Ports

router = APIRouter(tags=["webhooks"])

Url = Annotated[str, Field(min_length=1, max_length=2_000)]
Told = Literal["job.completed", "job.failed", "job.canceled", "variant.succeeded", "variant.failed"]
_EXAMPLE: JsonDict = {"url": "https://example.com/thumbnails", "events": ["job.completed", "job.failed"]}


class WebhookForm(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _EXAMPLE})

    url: Url = Field(description="An https address. Runs that name an address of their own are told there instead.")
    events: tuple[Told, ...] | None = Field(default=None, max_length=5, description="Without it: all of them.")


class TrialForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    url: Url | None = Field(default=None, description="Without it: the account's address.")


@router.get("/me/webhook")
async def read_webhook(person: Person, ports: Ports) -> WebhookBody:
    return webhook_body(await ports.store.webhooks.listener(person.user_id))


@router.put("/me/webhook")
async def set_webhook(form: WebhookForm, person: Person, ports: Ports) -> WebhookBody:
    """Be called when something happens to a run. The first time, the answer has the secret calls are signed with."""
    await ports.outgoing.accept(form.url, "/url")
    listener = await ports.store.webhooks.listen(person.user_id, form.url, form.events)
    return webhook_body(listener, ports.outgoing.secrets.shown(person.user_id, listener.fresh))


@router.delete("/me/webhook", status_code=204)
async def remove_webhook(person: Person, ports: Ports) -> None:
    await ports.store.webhooks.listen(person.user_id, None)


@router.post("/me/webhook/secret", status_code=201)
async def rotate_secret(response: Response, person: Person, ports: Ports, once: OnceUnkept) -> SecretBody:
    """A new secret. For a day calls are signed with the one before as well, so that none is lost."""
    ports.outgoing.secrets.must_exist()
    made = await ports.store.webhooks.rotate(person.user_id, once)
    if made.replayed:
        response.headers["idempotency-replayed"] = "true"
    generation, until = made.thing
    return SecretBody(secret=ports.outgoing.secrets.of(person.user_id, generation), previous_until=until)


@router.get("/webhooks/deliveries")
async def list_deliveries(
    person: Person,
    ports: Ports,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    status: Literal["pending", "delivered", "dead"] | None = None,
) -> DeliveriesBody:
    """Calls of the last thirty days, newest first."""
    found = await ports.store.webhooks.deliveries(person.user_id, limit, cursor, status)
    shown = [delivery_body(one) for one in found[:limit]]
    return DeliveriesBody(items=shown, next_cursor=shown[-1].id if len(found) > limit else None)


@router.get("/webhooks/deliveries/{delivery_id}")
async def read_delivery(delivery_id: str, person: Person, ports: Ports) -> DeliveryBody:
    return delivery_body(await ports.store.webhooks.delivery(delivery_id, person.user_id))


@router.post("/webhooks/deliveries/{delivery_id}/replay", status_code=202)
async def replay_delivery(delivery_id: str, person: Person, ports: Ports) -> DeliveryBody:
    """Make the call again under the same id. An address that was switched off is switched on."""
    return delivery_body(await ports.store.webhooks.replay(delivery_id, person.user_id))


@router.post("/webhooks/test", status_code=202)
async def send_test(
    response: Response, person: Person, ports: Ports, once: Once, form: TrialForm | None = None
) -> DeliveryBody:
    """A call that tells nothing (`webhook.test`); `GET /webhooks/deliveries/{id}` says whether it arrived."""
    ports.outgoing.secrets.must_exist()
    url = form.url if form else None
    await ports.outgoing.accept(url, "/url")
    made = await ports.store.webhooks.test(person.user_id, url, once)
    response.headers["location"] = f"/webhooks/deliveries/{made.thing.id}"
    if made.replayed:
        response.headers["idempotency-replayed"] = "true"
    return delivery_body(made.thing)

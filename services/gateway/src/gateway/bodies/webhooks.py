from datetime import datetime
from typing import Any

from pydantic import Field

from gateway.bodies.body import Body
from gateway.store.webhooks import Delivery, Listener


class WebhookBody(Body):
    url: str | None
    events: list[str] | None = Field(description="Null: all of them.")
    secret: str | None = Field(description="Shown once: in the answer that made it.")
    failing_since: datetime | None
    disabled_at: datetime | None
    note: str


class SecretBody(Body):
    secret: str = Field(description="What calls are signed with from now on; it is not shown again.")
    previous_until: datetime | None = Field(description="Until then the one before counts as well.")


class DeliveryBody(Body):
    id: str = Field(description="The call's `webhook-id`, the same however often it is made.")
    event: str
    job_id: str | None
    variant: int | None
    url: str
    status: str = Field(description="pending, delivered or dead.")
    attempts: int
    tries: list[dict[str, Any]]
    note: str
    payload: dict[str, Any]
    next_at: datetime | None
    created_at: datetime
    ended_at: datetime | None


class DeliveriesBody(Body):
    items: list[DeliveryBody]
    next_cursor: str | None = Field(description="Ask again with it as `cursor`; null on the last page.")


def webhook_body(listener: Listener, secret: str | None = None) -> WebhookBody:
    return WebhookBody(**listener.model_dump(exclude={"has_secret", "previous_until", "fresh"}), secret=secret)


def delivery_body(delivery: Delivery) -> DeliveryBody:
    return DeliveryBody(**delivery.model_dump(exclude={"variant"}), variant=delivery.variant or None)

from datetime import datetime
from typing import Literal

from pydantic import Field

from gateway.auth.scopes import Scope
from gateway.bodies.body import Body
from gateway.store.rows import ApiKey


class KeyBody(Body):
    id: str
    name: str
    prefix: str = Field(description="How the key begins.")
    scopes: list[Scope]
    spend_cap: int | None
    spend_period: Literal["month", "total"]
    spent: int = Field(description="Credits its jobs have cost in the period; running ones by their quote.")
    webhook_url: str | None = Field(description="Where its runs are told; null: at the account's address.")
    webhook_disabled_at: datetime | None = Field(
        description="Nobody answered there for days. Setting the address, or replaying a call, switches it on."
    )
    webhook_secret: str | None = Field(
        description="What calls are signed with; shown once, in the answer that made it."
    )
    expires_at: datetime | None
    last_used_at: datetime | None = Field(description="To ten minutes.")
    created_at: datetime


class NewKeyBody(KeyBody):
    key: str | None = Field(description="The whole key, this one time; null when the call was a repeat.")


def key_body(key: ApiKey, secret: str | None = None) -> KeyBody:
    return KeyBody.model_validate(key.model_dump() | {"scopes": sorted(key.scopes), "webhook_secret": secret})


def new_key_body(key: ApiKey, whole: str | None, secret: str | None) -> NewKeyBody:
    return NewKeyBody(**key_body(key, secret).model_dump(), key=whole)

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from gateway.auth.keys import new_key
from gateway.auth.scopes import Scope
from gateway.bodies import KeyBody, NewKeyBody, key_body, new_key_body
from gateway.deps import OnceUnkept, Person, Ports
from gateway.standing import take_back

router = APIRouter(prefix="/me/keys", tags=["keys"])

_EXAMPLE: dict[str, Any] = {"name": "Upload script", "scopes": ["read", "create", "render"], "spend_cap": 100}

Name = Annotated[str, Field(min_length=1, max_length=100)]
Scopes = Annotated[frozenset[Scope], Field(min_length=1, description="What it may do: read, create, render, account.")]
Cap = Annotated[int, Field(ge=0, le=1_000_000, description="Credits its jobs may cost in a period; null for no limit.")]
Period = Annotated[Literal["month", "total"], Field(description="A calendar month (UTC), or all time.")]
Url = Annotated[
    str,
    Field(
        min_length=1,
        max_length=2_000,
        description="An https address where the key's runs are told, instead of the account's; a run may name another.",
    ),
]
Until = Annotated[
    AwareDatetime,
    Field(lt=datetime(3000, 1, 1, tzinfo=UTC), description="When it ends by itself; null for never."),
]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _EXAMPLE})

    @field_validator("expires_at", check_fields=False)
    @classmethod
    def _must_be_to_come(cls, given: datetime | None) -> datetime | None:
        """In UTC: Postgres knows no zone further than sixteen hours away."""
        if given is not None and given <= datetime.now(UTC):
            raise ValueError("That is in the past.")
        return given and given.astimezone(UTC)


class KeyForm(_Form):
    name: Name
    scopes: Scopes
    spend_cap: Cap | None = None
    spend_period: Period = "month"
    webhook_url: Url | None = None
    expires_at: Until | None = None


class KeyChanges(_Form):
    """What is left out stays as it is."""

    name: Name = ""
    scopes: Scopes = frozenset()
    spend_cap: Cap | None = None
    spend_period: Period = "month"
    webhook_url: Url | None = None
    expires_at: Until | None = None


@router.post("", status_code=201)
async def create_key(form: KeyForm, response: Response, person: Person, ports: Ports, once: OnceUnkept) -> NewKeyBody:
    """A key for a program. `key` is shown in this one answer and kept nowhere; a repeat of the call has none."""
    if once.made is None:
        await ports.outgoing.accept(form.webhook_url, "/webhook_url")
    key = new_key()
    wanted = {"prefix": key.prefix, "hash": key.hash, **form.model_dump(mode="json")}
    made = await ports.store.api_keys.create(person.user_id, wanted, once)
    response.headers["cache-control"] = "no-store"
    if made.replayed:
        response.headers["idempotency-replayed"] = "true"
    whole = None if made.replayed else key.whole
    return new_key_body(made.thing.key, whole, ports.outgoing.secrets.shown(person.user_id, made.thing.fresh))


@router.get("")
async def list_keys(person: Person, ports: Ports) -> list[KeyBody]:
    """The keys that are good, the newest first, with what their jobs have cost."""
    return [key_body(key) for key in await ports.store.api_keys.of(person.user_id)]


@router.patch("/{key_id}")
async def change_key(key_id: str, changes: KeyChanges, person: Person, ports: Ports) -> KeyBody:
    """Rename it, or change what it may do and spend, and where its runs are told. It stays the same key."""
    await ports.outgoing.accept(changes.webhook_url, "/webhook_url")
    wanted: dict[str, Any] = changes.model_dump(mode="json", exclude_unset=True)
    kept = await ports.store.api_keys.change(person.user_id, key_id, wanted)
    ports.keys.forget(key_id)
    await take_back(ports, person.user_id)
    return key_body(kept.key, ports.outgoing.secrets.shown(person.user_id, kept.fresh))


@router.delete("/{key_id}", status_code=204)
async def revoke_key(key_id: str, person: Person, ports: Ports) -> None:
    """It opens nothing from now on, and streams it opened end. Runs it began go on, and are told as they were to be."""
    await ports.store.api_keys.revoke(person.user_id, key_id)
    ports.keys.forget(key_id)
    await take_back(ports, person.user_id)

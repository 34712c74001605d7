"""For the people who run the installation. For everybody else there is nothing here."""

from functools import partial
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from gateway.bodies.admin import FlagBody, SpendingBody, ToldBody, flag_body, spending_body, told_body
from gateway.deps import Admin, Ports
from gateway.lives import MANY, life_of, place_of
from gateway.pages import FEW, Asked, Cursor, Limit, Page, Place
from gateway.store.flags import KINDS, Kind

log = structlog.get_logger()
router = APIRouter(prefix="/admin", tags=["admin"])

A_YEAR = 366 * 24


class PauseForm(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"hours": 24, "reason": "Asked by mail"}})

    hours: Annotated[int, Field(ge=1, le=A_YEAR)]
    reason: Annotated[str, Field(max_length=500, description="For operators; the person is told until when.")] = ""


@router.get("/jobs/{job_id}/events")
async def read_life(job_id: str, _: Admin, ports: Ports, limit: Limit = MANY, cursor: Cursor = None) -> Page[ToldBody]:
    """Anybody's job as the stream remembers it, with what each event carried and cost; empty where it knows none."""
    asked = Asked(f"admin/events/{job_id}", limit, cursor)
    return asked.page(await life_of(ports.bus, job_id, asked), partial(place_of, asked.of), told_body)


@router.get("/flags")
async def list_flags(_: Admin, ports: Ports, limit: Limit = FEW, cursor: Cursor = None) -> Page[FlagBody]:
    """Accounts that are frozen, paused, or to be looked at, newest first."""
    asked = Asked("flags", limit, cursor)
    found = await ports.store.flags.some(asked)
    return asked.page(found, lambda one: Place(asked.of, one.created_at, one.user_id, KINDS.index(one.kind)), flag_body)


@router.delete("/flags/{user_id}", status_code=204)
async def clear_flags(user_id: UUID, admin: Admin, ports: Ports, kind: Kind | None = None) -> None:
    """Take them off an account, all or those of one kind. Repeating it changes nothing."""
    cleared = await ports.store.flags.clear(str(user_id), kind)
    log.info("account.cleared", user=str(user_id), by=admin.user_id, kind=kind, flags=cleared)


@router.put("/flags/{user_id}/paused", status_code=204)
async def pause_account(user_id: UUID, form: PauseForm, admin: Admin, ports: Ports) -> None:
    """Nothing is run for the account for so long (`account_paused`); what runs goes on."""
    await ports.store.flags.pause(str(user_id), form.hours, form.reason)
    log.info("account.paused", user=str(user_id), by=admin.user_id, hours=form.hours)


@router.get("/spending")
async def read_spending(_: Admin, ports: Ports) -> SpendingBody:
    """What today's accepted runs may cost at providers."""
    return spending_body(await ports.store.flags.spending())

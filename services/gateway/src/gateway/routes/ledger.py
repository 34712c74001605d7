from typing import Annotated

from fastapi import APIRouter, Query

from gateway.bodies import LedgerBody, ledger_body
from gateway.deps import Person, Ports

router = APIRouter(prefix="/credits", tags=["me"])

Cursor = Annotated[str | None, Query(pattern=r"^[1-9][0-9]{0,17}$", description="`next_cursor` of the page before.")]


@router.get("/ledger")
async def read_ledger(
    person: Person, ports: Ports, limit: Annotated[int, Query(ge=1, le=100)] = 20, cursor: Cursor = None
) -> LedgerBody:
    """Every booking of one's credits, the newest first, with the balance after it. What comes later moves no page."""
    before = int(cursor) if cursor else None
    return ledger_body(await ports.store.people.ledger(person.user_id, before, limit), limit)

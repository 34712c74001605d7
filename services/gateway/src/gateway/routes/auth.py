from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from gateway.bodies import MeBody, me_body
from gateway.deps import Person, Ports
from gateway.guarded import BY_BEARER
from gateway.standing import take_back

router = APIRouter(prefix="/auth", tags=["auth"])


class Exchange(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"access_token": "eyJhbGciOi..."}})

    access_token: Annotated[str, Field(min_length=1, max_length=16_000)]


@router.post("/callback", openapi_extra=BY_BEARER)
async def exchange_token(request: Request, ports: Ports, body: Exchange | None = None) -> MeBody:
    """Where a frontend brings the token its sign-in got, in the body or as the bearer, and hears whose it is.

    The first time makes the account with its first grant; every time writes down the address the token names.
    """
    headers = {"authorization": f"Bearer {body.access_token}"} if body else request.headers
    person = await ports.authenticator.identify(headers)
    account = await ports.store.people.sign_in(person)
    return me_body(account, await ports.store.people.consent(person.user_id))


@router.post("/sign-out", status_code=204)
async def sign_out(person: Person, ports: Ports) -> None:
    """End every ticket and open stream of the person. Tokens end where they were issued, keys under `/me/keys`."""
    await ports.store.people.end_sessions(person.user_id)
    await take_back(ports, person.user_id)

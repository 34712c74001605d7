"""Providers that call when an answer is there."""

from typing import Any, Literal

from fastapi import APIRouter, Request, Response

from gateway.deps import Gateway, Ports
from gateway.webhooks.receiving import nudge, receive
from gateway.webhooks.senders import SENDERS
from gateway.webhooks.verifying import Call

router = APIRouter(prefix="/webhooks", tags=["webhooks"])
former = APIRouter()

RAW: dict[str, Any] = {
    "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}, "required": True}
}
STATUSES = {"accepted": 202, "unmatched": 202, "dropped": 200, "replayed": 200}


@router.post("/provider", status_code=202, openapi_extra=RAW)
async def provider_called(request: Request, response: Response, ports: Ports) -> dict[str, str]:
    """A call of any provider that signs: whose signature fits says who it is."""
    return await _received(None, request, response, ports)


@router.post("/provider/{name}", status_code=202, openapi_extra=RAW)
async def named_provider_called(name: str, request: Request, response: Response, ports: Ports) -> dict[str, str]:
    """202 when it counts, or may count yet (`unmatched`); 200 without effect for what was told before or is too late.

    401 when the signature does not fit, 404 for a provider this installation knows nothing of. Google's calls are not
    signed: nothing of them is read, and 503 asks to call again when the room is not there.
    """
    if (sender := SENDERS.get(name)) and sender.verify is None:
        await nudge(name, ports.bus)
        return {"status": "accepted"}
    return await _received(name, request, response, ports)


@former.post("/providers/{provider}/answered", status_code=202, include_in_schema=False)
async def answered(provider: Literal["google"], ports: Ports) -> dict[str, str]:
    """Google's address of before, which jobs that are still under way were given."""
    await nudge(provider, ports.bus)
    return {"status": "accepted"}


async def _received(name: str | None, request: Request, response: Response, ports: Gateway) -> dict[str, str]:
    call = Call(request.headers, await request.body())
    known, proof = await ports.doorkeeper.admit(name, call)
    received = await receive(known, proof, call.body, ports.store.inbox, ports.relay)
    response.status_code = STATUSES[received.status]
    return {"status": received.status}

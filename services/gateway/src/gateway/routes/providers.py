"""Providers that call when an answer is there. Anybody may call: nothing of it is read, the room only looks at once."""

from typing import Literal

from fastapi import APIRouter

from gateway.deps import Ports

router = APIRouter(tags=["providers"])

ROOMS = {"google": "gen-gemini"}
PATIENCE = 5.0


@router.post("/providers/{provider}/answered", status_code=202)
async def answered(provider: Literal["google"], ports: Ports) -> dict[str, str]:
    """The room asks the provider itself what is done, at most once a second. 503 when it is not there: call again."""
    await ports.bus.ask(ROOMS[provider], "look", {}, timeout=PATIENCE)
    return {"status": "accepted"}

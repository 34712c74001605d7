import asyncio
from typing import Any

from fastapi import APIRouter, Response
from nats.errors import Error as NatsError

from common.bus import JOBS
from common.errors import ThumbworksError
from common.telemetry import metrics_page
from gateway.deps import Gateway, Ports

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def alive() -> dict[str, str]:
    return {"status": "ok"}


@router.get("/readyz")
async def ready(ports: Ports, response: Response) -> dict[str, Any]:
    """200 when jobs can be accepted and will run: the bus with its stream, the database."""
    bus, database = await asyncio.gather(bus_is_ready(ports), database_is_ready(ports))
    checks = {"bus": bus, "database": database}
    response.status_code = 200 if all(checks.values()) else 503
    status = "ready" if all(checks.values()) else "not ready"
    return {"status": status, "checks": checks, "models": len(ports.models.house.cards)}


@router.get("/metrics", include_in_schema=False)
async def metrics() -> Response:
    body, content_type = metrics_page()
    return Response(body, headers={"content-type": content_type})


async def bus_is_ready(ports: Gateway) -> bool:
    """Connected, and provisioned."""
    try:
        if ports.bus.client.is_connected:
            await ports.bus.js.stream_info(JOBS)
            return True
    except (ThumbworksError, NatsError, TimeoutError):
        pass
    return False


async def database_is_ready(ports: Gateway) -> bool:
    try:
        return await ports.store.is_ready()
    except ThumbworksError:
        return False

"""`replay`: the life of a job as the stream of facts remembers it."""

import json
from collections.abc import AsyncGenerator
from typing import Any

from thumbworks.servers import Servers


async def retold(servers: Servers, job_id: str) -> AsyncGenerator[dict[str, Any]]:
    """Every stored event of a job, oldest first, with what it carried as `payload`."""
    from common.bus import Bus  # noqa: PLC0415 - only this verb talks to the bus
    from common.bus.connection import connect  # noqa: PLC0415
    from common.events import dump  # noqa: PLC0415
    from common.timeline import timeline  # noqa: PLC0415

    client = await connect(servers.nats_url, "replay")
    bus = Bus()
    await bus.attach(client)
    async for moment in timeline(bus, job_id):
        yield moment.facts() | {"payload": json.loads(dump(moment.event))}
    await client.close()

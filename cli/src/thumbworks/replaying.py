"""`replay`: the life of a job as the stream of facts remembers it."""

import json
from collections.abc import AsyncGenerator
from typing import Any

from thumbworks.house import Servers


async def timeline(servers: Servers, job_id: str) -> AsyncGenerator[dict[str, Any]]:
    """Every stored event of a job, oldest first; `age` is seconds since the first."""
    from common.bus import Bus  # noqa: PLC0415 - only this verb talks to the bus
    from common.bus.connection import connect  # noqa: PLC0415
    from common.events import parse_subject  # noqa: PLC0415

    client = await connect(servers.nats_url, "replay")
    bus, first = Bus(), None
    await bus.attach(client)
    async for sequence, subject, body in bus.history(job_id):
        kind, following, _ = parse_subject(subject)
        event = kind.model_validate_json(body)
        first = first or event.at
        yield {
            "sequence": sequence,
            "event": kind.name,
            "next": following,
            "variant": event.variant or None,
            "attempt": event.attempt,
            "at": event.at.isoformat(),
            "age": round((event.at - first).total_seconds(), 3),
            "payload": json.loads(body),
        }
    await client.close()

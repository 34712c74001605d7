"""`python -m common.bus`: declares streams, buckets and durables on the bus THUMBWORKS_NATS_URL names."""

import asyncio

from common.bus.connection import connect
from common.bus.provision import provision
from common.settings import Settings


async def main() -> None:
    settings = Settings()
    client = await connect(settings.nats_url, "provision")
    await provision(client, settings.nats_replicas)
    await client.close()


asyncio.run(main())

"""The one place that declares streams, buckets and durables; safe to repeat, mends what drifted.

Run it once before the rooms start: `python -m common.bus`.
"""

import asyncio
from functools import partial

from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import KeyValueConfig, StreamConfig
from nats.js.errors import BadRequestError, NotFoundError

from common.bus.patience import patiently
from common.bus.topology import DURABLES, JOBS, buckets, durable, streams
from common.errors import Code, PermanentError

OLDEST_SERVER = (2, 10)


async def provision(client: Client, replicas: int = 1) -> None:
    check_server(client)
    js = client.jetstream(timeout=10)
    await asyncio.gather(*(_declare_stream(js, config) for config in streams(replicas)))
    await asyncio.gather(
        *(_declare_bucket(js, config) for config in buckets(replicas)),
        *(patiently(partial(js.add_consumer, JOBS, durable(name))) for name in DURABLES),
    )


def check_server(client: Client) -> None:
    """Filters that cross several stream subjects need nats-server 2.10."""
    version = client.connected_server_version
    if (version.major, version.minor) < OLDEST_SERVER:
        message = f"nats-server {version.major}.{version.minor} is too old; 2.10 or newer is needed."
        raise PermanentError(Code.BUS_UNAVAILABLE, message)


async def _declare_stream(js: JetStreamContext, config: StreamConfig) -> None:
    try:
        await patiently(partial(js.add_stream, config))
    except BadRequestError:  # there already, with other options
        await patiently(partial(js.update_stream, config))


async def _declare_bucket(js: JetStreamContext, config: KeyValueConfig) -> None:
    try:
        await patiently(partial(js.key_value, config.bucket))
    except NotFoundError:
        await patiently(partial(js.create_key_value, config))

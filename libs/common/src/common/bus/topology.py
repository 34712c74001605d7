"""Streams, buckets and durables, as data. The stream's subjects come from the closed list of nouns in `events.py`."""

from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    DiscardPolicy,
    KeyValueConfig,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)

from common.events import NOUNS

DAY = 86_400.0

JOBS = "JOBS"
ADVISORIES = "ADVISORIES"
DEAD_LETTERS = "DEAD_LETTERS"

# Who listens, and to what. Every filter has four tokens; the gateway's second durable reads everything.
DURABLES: dict[str, str] = {
    "gateway": "*.*.gateway.*",
    "gateway-projector": "*.*.*.*",
    "credits": "*.*.credits.*",
    "identity": "*.*.identity.*",
    "layout-extractor": "*.*.layout-extractor.*",
    "gen-gemini": "*.*.gen-gemini.*",
    "gen-studio": "*.*.gen-studio.*",
    "compositor": "*.*.compositor.*",
}

ATTEMPTS = "ATTEMPTS"  # who claimed which paid call
MODELS = "MODELS"  # model cards of the generators that are alive
ABILITIES = "ABILITIES"  # engines of the rooms that are alive
FAULTS = "FAULTS"  # how often a message met a bug of its room
PROVIDERS = "PROVIDERS"  # what all copies of a generator know of its provider: limits, breakers, uploads, batches

ACK_WAIT = 30.0
BEAT = 10.0

# Named here because they must never be caught by a stream: an RPC that is, answers with a PubAck.
RPC = "rpc"
PROGRESS = "progress"
SIGNAL = "signal"
PROJECTED = "projected"
REVOKED = "revoked"
SPENT = "spent"  # what a copy of the gateway let through, for the limits of all
DLQ = "dlq"


def streams(replicas: int = 1) -> list[StreamConfig]:
    """Advisories are core messages, lost unless a stream keeps them."""
    return [
        StreamConfig(
            name=JOBS,
            subjects=[f"{noun}.*.*.*" for noun in NOUNS],
            max_age=7 * DAY,
            duplicate_window=600.0,
            allow_direct=True,
            max_consumers=10_000,  # nats-server 2.15 allows a thousand unless told
            num_replicas=replicas,
            storage=StorageType.FILE,
            retention=RetentionPolicy.LIMITS,
            discard=DiscardPolicy.OLD,
        ),
        StreamConfig(
            name=ADVISORIES,
            subjects=[f"$JS.EVENT.ADVISORY.CONSUMER.{kind}.{JOBS}.*" for kind in ("MAX_DELIVERIES", "MSG_TERMINATED")],
            max_age=7 * DAY,
            num_replicas=replicas,
            storage=StorageType.FILE,
            retention=RetentionPolicy.LIMITS,
            discard=DiscardPolicy.OLD,
        ),
        StreamConfig(
            name=DEAD_LETTERS, subjects=[f"{DLQ}.>"], max_age=30 * DAY, num_replicas=replicas, storage=StorageType.FILE
        ),
    ]


def durable(name: str) -> ConsumerConfig:
    """Deliveries are not counted by the server: the failure policy knows a bug from bad weather."""
    return ConsumerConfig(
        durable_name=name,
        filter_subject=DURABLES[name],
        ack_policy=AckPolicy.EXPLICIT,
        deliver_policy=DeliverPolicy.ALL,
        ack_wait=ACK_WAIT,
        max_deliver=-1,
        max_ack_pending=1_000,
        max_waiting=10_000,
    )


def buckets(replicas: int = 1) -> list[KeyValueConfig]:
    return [
        KeyValueConfig(bucket=ATTEMPTS, ttl=8 * DAY, storage=StorageType.FILE, replicas=replicas),
        KeyValueConfig(bucket=MODELS, ttl=30.0, storage=StorageType.FILE, replicas=replicas),
        KeyValueConfig(bucket=ABILITIES, ttl=30.0, storage=StorageType.FILE, replicas=replicas),
        KeyValueConfig(bucket=PROVIDERS, ttl=4 * DAY, storage=StorageType.FILE, replicas=replicas),
        KeyValueConfig(bucket=FAULTS, ttl=DAY, storage=StorageType.FILE, replicas=replicas),
    ]

"""Subjects: what the stream keeps, what it must never catch, and who hears what."""

from itertools import combinations, product

import pytest

from common.bus.topology import (
    ABILITIES,
    ATTEMPTS,
    DLQ,
    DURABLES,
    FAULTS,
    JOBS,
    MODELS,
    PROGRESS,
    PROJECTED,
    PROVIDERS,
    REVOKED,
    RPC,
    SIGNAL,
    SPENT,
    buckets,
    durable,
    streams,
)
from common.events import EVENTS, NOUNS

STREAMS = {str(stream.name): list(stream.subjects or []) for stream in streams()}
JOB = "job_01KB3M4V9Q2ZC8W6T5N7R1D0XE"
HOPS = [name for name in DURABLES if name != "gateway-projector"]

# Everything that travels beside the facts.
ELSEWHERE = [
    f"{RPC}.*.*",
    f"{RPC}.>",
    f"{PROGRESS}.*",
    f"{SIGNAL}.*",
    f"{PROJECTED}.*",
    f"{REVOKED}.*",
    f"{SPENT}.*",
    f"{DLQ}.>",
    "_INBOX.>",
    "$JS.>",
    "$SYS.>",
    *(f"$KV.{bucket.bucket}.>" for bucket in buckets()),
]


def overlap(one: str, other: str) -> bool:
    """Whether some subject matches both patterns: `*` is one token, `>` one or more, `.` stands between tokens."""
    left, right = one.split("."), other.split(".")
    for a, b in zip(left, right, strict=False):
        if ">" in {a, b}:
            return True
        if a != b and "*" not in {a, b}:
            return False
    return len(left) == len(right)


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("a.b", "a.b", True),
        ("a.*", "a.b", True),
        ("a.>", "a.b.c", True),
        ("a.>", "a", False),
        ("a.*", "a.b.c", False),
        ("*.*.x.*", "a.*.*.*", True),
        ("a.*.*.*", "b.>", False),
        ("*.*.*.*", "rpc.>", True),
    ],
)
def test_patterns_are_compared_as_the_server_does(one, other, meet):
    assert overlap(one, other) is meet
    assert overlap(other, one) is meet


def test_the_stream_keeps_exactly_the_nouns_in_four_tokens():
    assert STREAMS[JOBS] == [f"{noun}.*.*.*" for noun in NOUNS]


@pytest.mark.parametrize(("kept", "other"), list(product(STREAMS[JOBS], ELSEWHERE)))
def test_what_is_no_fact_is_never_stored_as_one(kept, other):
    """An RPC that a stream catches is answered with the stream's acknowledgement instead of the room's reply."""
    assert not overlap(kept, other)


@pytest.mark.parametrize(("one", "other"), list(combinations(sorted(STREAMS), 2)))
def test_no_two_streams_keep_the_same_message(one, other):
    assert not any(overlap(a, b) for a, b in product(STREAMS[one], STREAMS[other]))


@pytest.mark.parametrize("name", EVENTS)
def test_every_fact_is_kept(name):
    subject = EVENTS[name].model_construct(next="credits", job_id=JOB).subject

    assert sum(overlap(subject, pattern) for pattern in STREAMS[JOBS]) == 1


def test_every_noun_has_a_fact():
    assert {name.partition(".")[0] for name in EVENTS} == set(NOUNS)


@pytest.mark.parametrize("hop", HOPS)
def test_a_fact_reaches_the_one_who_is_next_and_the_projector(hop):
    subject = EVENTS["image.requested"].model_construct(next=hop, job_id=JOB).subject
    hearers = {name for name, pattern in DURABLES.items() if overlap(subject, pattern)}

    assert hearers == {hop, "gateway-projector"}


@pytest.mark.parametrize("name", DURABLES)
def test_a_durable_counts_no_deliveries_and_outlives_a_beat(name):
    config = durable(name)

    assert config.max_deliver == -1
    assert config.durable_name == name
    assert (config.ack_wait or 0) >= 30


def test_facts_outlive_the_claims_made_for_them():
    jobs = next(stream for stream in streams() if stream.name == JOBS)
    attempts = next(bucket for bucket in buckets() if bucket.bucket == ATTEMPTS)

    assert (attempts.ttl or 0) > (jobs.max_age or 0)


def test_buckets_are_these():
    assert {bucket.bucket for bucket in buckets()} == {ATTEMPTS, MODELS, ABILITIES, FAULTS, PROVIDERS}


@pytest.mark.parametrize("copies", [1, 3])
def test_a_cluster_keeps_copies_of_everything(copies):
    assert {stream.num_replicas for stream in streams(copies)} == {copies}
    assert {bucket.replicas for bucket in buckets(copies)} == {copies}

"""Ids of what the API shows: a prefix that says what it is, then a ULID (https://github.com/ulid/spec).

Ids made later sort later, to the millisecond; the last 80 bits are random, so they cannot be guessed.
"""

import secrets
import time
from typing import Literal

Prefix = Literal["bat", "job", "prj", "ast", "prm", "cns", "ers", "rnd", "org", "inv", "kit", "key", "pur"]

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ULID_CHARACTERS = 26
_RANDOM_BITS = 80


def new_id(prefix: Prefix) -> str:
    """For example `job_01KB3M4V9Q2ZC8W6T5N7R1D0XE`: no character that a NATS subject or a URL would mind."""
    number = (time.time_ns() // 1_000_000) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    digits = (_CROCKFORD[number >> 5 * place & 31] for place in reversed(range(_ULID_CHARACTERS)))
    return f"{prefix}_{''.join(digits)}"

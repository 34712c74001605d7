"""How often somebody may ask: a bucket for each address, person and key, filled again at a steady pace.

The buckets are this process's own, so no request waits for a shared counter; what other copies of the gateway let
through is taken out of them too (`together.py`). The method is GCRA, which keeps one number a bucket: when it will be
full again. What was let through is therefore the same number everywhere: so many seconds of filling.
"""

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from common.errors import Code, TransientError
from gateway.auth.scopes import READING, Scope, needed
from gateway.settings import is_loopback

MOST_BUCKETS = 100_000
WINDOW_SECONDS = 60
ROUNDING = 1e-6


class Limit(NamedTuple):
    """So many in a minute, and so many of them at once."""

    per_minute: int
    burst: int


# Route class x plan; a plan that has no row is treated as the smallest one.
LIMITS: dict[str, dict[str, Limit]] = {
    "read": {
        "starter": Limit(300, 100),
        "pro": Limit(600, 200),
        "team": Limit(1_200, 400),
        "local": Limit(120_000, 20_000),
    },
    "create": {
        "starter": Limit(60, 30),
        "pro": Limit(120, 60),
        "team": Limit(300, 150),
        "local": Limit(6_000, 1_000),
    },
    "upload": {
        "starter": Limit(20, 20),
        "pro": Limit(40, 30),
        "team": Limit(100, 50),
        "local": Limit(1_200, 200),
    },
    "render": {
        "starter": Limit(10, 10),
        "pro": Limit(30, 30),
        "team": Limit(120, 120),
        "local": Limit(6_000, 1_000),
    },
}
SMALLEST = "starter"
# Of an address, before anybody knows who asks (this machine's own programs are many); of its failed tries to sign in.
ADDRESS = Limit(1_200, 400)
LOOPBACK = Limit(120_000, 20_000)
REFUSED = Limit(30, 30)
# One key may use half of what its owner may, so that one program leaves room for the others.
KEY_SHARE = 2

# A bucket's class, whose it is, and how many seconds it takes to fill again what was taken out of it.
Spent = tuple[str, str, float]


@dataclass(frozen=True)
class Verdict:
    """What a bucket says: `left` may come at once; `wait` seconds until the next one, 0 when it may come now."""

    name: str
    limit: Limit
    left: int
    reset: float
    wait: float = 0.0

    @property
    def headers(self) -> dict[str, str]:
        """draft-ietf-httpapi-ratelimit-headers-10."""
        return {
            "ratelimit-policy": f'"{self.name}";q={self.limit.per_minute};w={WINDOW_SECONDS}',
            "ratelimit": f'"{self.name}";r={self.left};t={max(0, round(self.reset))}',
        }

    def must_allow(self) -> "Verdict":
        """Raises `rate_limited` with the seconds to wait."""
        if self.wait > 0:
            raise TransientError(Code.RATE_LIMITED, retry_after=math.ceil(self.wait))
        return self


class Limiter:
    """`on` is whether anything is limited at all."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, on: bool = True) -> None:
        self._on, self._clock = on, clock
        self._full_again: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._untold: dict[tuple[str, str], float] = {}

    def take(self, name: str, who: str, limit: Limit) -> Verdict | None:
        """One of `who`'s. None where nothing is limited."""
        return self._ask(name, who, limit, 1) if self._on else None

    def peek(self, name: str, who: str, limit: Limit) -> Verdict | None:
        return self._ask(name, who, limit, 0) if self._on else None

    def _ask(self, name: str, who: str, limit: Limit, costs: int) -> Verdict:
        bucket, each, now = (name, who), WINDOW_SECONDS / limit.per_minute, self._clock()
        full = max(self._full_again.get(bucket, now), now)
        wait = full + each - (now + each * limit.burst)
        if wait > ROUNDING:
            return Verdict(name, limit, 0, wait, wait)
        if costs:
            full += each
            self._remember(bucket, full)
            self._untold[bucket] = self._untold.get(bucket, 0.0) + each
        return Verdict(name, limit, int(limit.burst - (full - now) / each + ROUNDING), full - now)

    def untold(self) -> list[Spent]:
        """What was let through here since the last time somebody asked this."""
        untold, self._untold = self._untold, {}
        return [(name, who, seconds) for (name, who), seconds in untold.items()]

    def learn(self, elsewhere: Iterable[Spent]) -> None:
        """What another copy let through. Two that were lavish at once leave a debt, which is waited for."""
        now = self._clock()
        for name, who, seconds in elsewhere:
            self._remember((name, who), max(self._full_again.get((name, who), now), now) + seconds)

    def _remember(self, bucket: tuple[str, str], full: float) -> None:
        self._full_again[bucket] = full
        self._full_again.move_to_end(bucket)
        if len(self._full_again) > MOST_BUCKETS:
            oldest, _ = self._full_again.popitem(last=False)
            self._untold.pop(oldest, None)


def kind_of(method: str, path: str) -> str:
    """The class of a route, by what a key would need for it."""
    if method in READING:
        return "read"
    if needed(method, path) is Scope.RENDER:
        return "render"
    return "upload" if path.startswith("/upload") else "create"


def limit_of(kind: str, plan: str) -> Limit:
    rows = LIMITS[kind]
    return rows.get(plan, rows[SMALLEST])


def half(limit: Limit) -> Limit:
    return Limit(max(1, limit.per_minute // KEY_SHARE), max(1, limit.burst // KEY_SHARE))


@lru_cache(maxsize=4096)
def limit_of_address(group: str) -> Limit:
    return LOOPBACK if is_loopback(group.partition("/")[0]) else ADDRESS


@lru_cache(maxsize=4096)
def address_group(client: str) -> str:
    """Who shares a bucket: an IPv4 address, or the network of an IPv6 one, of which everybody has plenty."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((address, 64), strict=False))
    return client

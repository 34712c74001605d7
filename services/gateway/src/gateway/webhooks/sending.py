"""Calls to whoever uses the API: leased from the table, signed, sent, and what became of each written down.

At least once and in no promised order. What is not answered with 2xx within a quarter of a minute is tried again, ten
times over a day and a half, each pause jittered; redirects are not followed and answers are not read.
"""

import asyncio
import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import httpx
import structlog
from prometheus_client import Counter
from standardwebhooks.webhooks import Webhook

from common.errors import PermanentError
from gateway.store.webhooks import Leased, Try, Webhooks
from gateway.webhooks.outgoing import Outgoing
from gateway.webhooks.secrets import Secrets

log = structlog.get_logger()

SLOTS = 20
EVERY_SECONDS = 1.0
TRY_SECONDS = 15.0
MINUTE, HOUR = 60.0, 3_600.0
PAUSES = (5.0, MINUTE, 5 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR)
JITTER = 0.2
LONGEST_WAIT = 24 * HOUR

GONE, TOO_MANY, UNAVAILABLE = 410, 429, 503

DELIVERIES = Counter(
    "thumbworks_webhook_deliveries_total", "Calls to users' addresses, by what came of them.", ("end",)
)

Chance = Callable[[float, float], float]


def pause_after(attempts: int, asked: float = 0.0, chance: Chance = random.uniform) -> float | None:
    """Seconds until the next try after `attempts` that failed, never sooner than `asked`; None when it was the last."""
    if attempts > len(PAUSES):
        return None
    return max(PAUSES[attempts - 1] * chance(1 - JITTER, 1 + JITTER), min(asked, LONGEST_WAIT))


def signed(call: Leased, secrets: Secrets, now: datetime) -> tuple[bytes, dict[str, str]]:
    """Body and headers of a call. The same call has the same id and body however often it is made."""
    body = json.dumps(call.payload, separators=(",", ":"), ensure_ascii=False)
    generations = [call.generation] + ([call.generation - 1] if call.previous else [])
    signatures = [Webhook(secrets.of(call.user_id, one)).sign(call.id, now, body) for one in generations]
    return body.encode(), {
        "content-type": "application/json",
        "webhook-id": call.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


@dataclass(frozen=True)
class Postman:
    webhooks: Webhooks
    outgoing: Outgoing
    patience: float = TRY_SECONDS

    async def run(self) -> None:
        """Some calls at a time; whatever is under way when this ends is leased again later."""
        busy: set[asyncio.Task[None]] = set()
        try:
            while True:
                leased = await self.webhooks.claim(SLOTS - len(busy)) if len(busy) < SLOTS else []
                busy |= {asyncio.create_task(self.deliver(call)) for call in leased}
                busy = await _first_done(busy, EVERY_SECONDS)
        finally:
            for task in busy:
                task.cancel()

    async def deliver(self, call: Leased) -> None:
        started = perf_counter()
        status, error, asked = await self._send(call)
        delivered = status is not None and httpx.codes.is_success(status)
        pause = None if delivered or status == GONE else pause_after(call.attempts + 1, asked)
        told = Try(status=status, error=error, seconds=round(perf_counter() - started, 3))
        await self.webhooks.finish(call.id, told, delivered=delivered, retry_in=pause, gone=status == GONE)
        end = "delivered" if delivered else "dead" if pause is None else "failed"
        DELIVERIES.labels(end).inc()
        log.info("webhook.sent", delivery=call.id, end=end, status=status, error=error)

    async def _send(self, call: Leased) -> tuple[int | None, str, float]:
        """(status, what went wrong, the seconds it asks to be left alone)."""
        body, headers = signed(call, self.outgoing.secrets, datetime.now(UTC))
        try:
            async with (
                asyncio.timeout(self.patience),
                self.outgoing.reach.client(call.url) as client,
                client.stream("POST", call.url, content=body, headers=headers) as response,
            ):
                return response.status_code, "", _asked(response)
        except PermanentError as error:  # not an address to call, or not any more
            return None, str(error.code), 0.0
        except TimeoutError:
            return None, "timeout", 0.0
        except (httpx.HTTPError, OSError) as error:
            return None, _plain(error), 0.0


async def _first_done(busy: set[asyncio.Task[None]], seconds: float) -> set[asyncio.Task[None]]:
    """Wait for the first of them, a moment at most; those that still run. What one raised is raised here."""
    if not busy:
        await asyncio.sleep(seconds)
        return busy
    done, running = await asyncio.wait(busy, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    busy.intersection_update(running)
    for task in done:
        task.result()
    return running


def _asked(response: httpx.Response) -> float:
    wait = response.headers.get("retry-after", "")
    return float(wait) if response.status_code in {TOO_MANY, UNAVAILABLE} and re.fullmatch(r"\d{1,6}", wait) else 0.0


def _plain(error: Any) -> str:
    """`ConnectError` as `connect_error`: what httpx says in words may name addresses."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__).lower()

"""What rooms share by key: announced models, claims, counters. Each bucket is a stream whose newest message counts."""

import asyncio
import contextlib
import json
import random
from collections.abc import AsyncIterator, Callable, Generator
from typing import Any, cast

from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.errors import APIError, KeyNotFoundError, NotFoundError
from nats.js.kv import KeyValue

from common.errors import Code, TransientError

CROWD_PAUSE = 0.02


@contextlib.contextmanager
def reaching() -> Generator[None]:
    """What goes wrong on the way to the server is bad weather."""
    try:
        yield
    except (NatsError, TimeoutError) as error:
        raise TransientError(Code.BUS_UNAVAILABLE) from error


class Buckets:
    """Over the connection of the bus that inherits them."""

    def __init__(self) -> None:
        self._js: JetStreamContext | None = None
        self._buckets: dict[str, KeyValue] = {}

    @property
    def js(self) -> JetStreamContext:
        if self._js is None:
            raise TransientError(Code.BUS_UNAVAILABLE)
        return self._js

    async def bucket(self, name: str) -> KeyValue:
        if name not in self._buckets:
            self._buckets[name] = await self.js.key_value(name)
        return self._buckets[name]

    async def remember(self, bucket: str, key: str, value: Any) -> None:
        with reaching():
            await (await self.bucket(bucket)).put(key, json.dumps(value).encode())

    async def recall(self, bucket: str, key: str) -> Any | None:
        with reaching():
            try:
                entry = await (await self.bucket(bucket)).get(key)
            except KeyNotFoundError:
                return None
        return json.loads(entry.value or b"{}")

    async def claim(self, bucket: str, key: str, value: Any) -> Any | None:
        """Create `key`, atomically. None when it is ours now, else what the first claimant wrote."""
        with reaching():
            try:
                await (await self.bucket(bucket)).create(key, json.dumps(value).encode())
            except APIError:  # wrong last sequence: it is there
                return await self.recall(bucket, key) or {}
        return None

    async def amend(self, bucket: str, key: str, change: Callable[[Any | None], Any | None]) -> Any | None:
        """Read, change and write back, again if somebody else wrote in between; the value that was written.

        `change` gets None where nothing is there yet, must be pure, and returns None to leave everything as it is.
        """
        while True:
            found, revision = await self._entry(bucket, key)
            changed = change(found)
            if changed is None:
                return None
            with reaching():
                try:
                    await (await self.bucket(bucket)).update(key, json.dumps(changed).encode(), revision)
                except APIError:  # somebody else was quicker
                    await asyncio.sleep(random.uniform(0, CROWD_PAUSE))
                else:
                    return changed

    async def _entry(self, bucket: str, key: str) -> tuple[Any | None, int]:
        """Value and revision; (None, 0) before there is one, the deletion's revision after it."""
        with reaching():
            try:
                entry = await (await self.bucket(bucket)).get(key)
            except KeyNotFoundError as gone:
                deleted = cast("KeyValue.Entry | None", gone.entry)
                return None, (deleted.revision or 0) if deleted else 0
        return json.loads(entry.value or b"null"), entry.revision or 0

    async def forget(self, bucket: str, key: str) -> None:
        with reaching():
            await (await self.bucket(bucket)).delete(key)

    async def entries(self, bucket: str, prefix: str = "") -> AsyncIterator[tuple[str, Any]]:
        """(key, value) of all keys, or of those below `prefix.`, read from the bucket's stream without a consumer."""
        place, subjects = 0, f"$KV.{bucket}.{prefix}.>" if prefix else f"$KV.{bucket}.>"
        while True:
            with reaching():
                try:
                    entry = await self.js.get_msg(f"KV_{bucket}", seq=place + 1, subject=subjects, next=True)
                except NotFoundError:
                    return
            place = entry.seq or 0
            if entry.data:  # a deletion leaves an empty message
                yield (entry.subject or "").removeprefix(f"$KV.{bucket}."), json.loads(entry.data)

    async def tally(self, bucket: str, key: str) -> int:
        """Add one to a counter that every copy of the room shares, and return it."""
        while True:
            with reaching():
                try:
                    counter = await self.bucket(bucket)
                    entry = await counter.get(key)
                    count = int(entry.value or b"0") + 1
                    await counter.update(key, str(count).encode(), entry.revision)
                except KeyNotFoundError:
                    if await self.claim(bucket, key, 1) is None:
                        return 1
                except APIError:  # somebody else counted in between
                    continue
                else:
                    return count

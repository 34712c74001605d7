"""What rooms share by key: announced models, claims, counters. Each bucket is a stream whose newest message counts."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any, cast

from nats.js import JetStreamContext
from nats.js.errors import KeyNotFoundError, KeyWrongLastSequenceError, NotFoundError
from nats.js.kv import KeyValue

from common.bus.patience import patiently, reaching
from common.errors import Code, TransientError

CROWD_PAUSE = 0.02


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
        async def put() -> int:
            return await (await self.bucket(bucket)).put(key, json.dumps(value).encode())

        with reaching():
            await patiently(put)

    async def recall(self, bucket: str, key: str) -> Any | None:
        with reaching():
            try:
                entry = await self._get(bucket, key)
            except KeyNotFoundError:
                return None
        return json.loads(entry.value or b"{}")

    async def _get(self, bucket: str, key: str) -> KeyValue.Entry:
        async def get() -> KeyValue.Entry:
            return await (await self.bucket(bucket)).get(key)

        return await patiently(get)

    async def claim(self, bucket: str, key: str, value: Any) -> Any | None:
        """Create `key`, atomically. None when it is ours now, else what the first claimant wrote."""
        with reaching():
            try:
                await (await self.bucket(bucket)).create(key, json.dumps(value).encode())
            except KeyWrongLastSequenceError:  # it is there
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
                except KeyWrongLastSequenceError:  # somebody else was quicker
                    await asyncio.sleep(random.uniform(0, CROWD_PAUSE))
                else:
                    return changed

    async def _entry(self, bucket: str, key: str) -> tuple[Any | None, int]:
        """Value and revision; (None, 0) before there is one, the deletion's revision after it."""
        with reaching():
            try:
                entry = await self._get(bucket, key)
            except KeyNotFoundError as gone:
                deleted = cast("KeyValue.Entry | None", gone.entry)
                return None, (deleted.revision or 0) if deleted else 0
        return json.loads(entry.value or b"null"), entry.revision or 0

    async def forget(self, bucket: str, key: str) -> None:
        async def delete() -> bool:
            return await (await self.bucket(bucket)).delete(key)

        with reaching():
            await patiently(delete)

    async def entries(self, bucket: str, prefix: str = "") -> AsyncIterator[tuple[str, Any]]:
        """(key, value) of all keys, or of those below `prefix.`, read from the bucket's stream without a consumer."""
        place, subjects = 0, f"$KV.{bucket}.{prefix}.>" if prefix else f"$KV.{bucket}.>"
        while True:
            with reaching():
                try:
                    following = partial(self.js.get_msg, f"KV_{bucket}", seq=place + 1, subject=subjects, next=True)
                    entry = await patiently(following)
                except NotFoundError:
                    return
            place = entry.seq or 0
            if entry.data:  # a deletion leaves an empty message
                yield (entry.subject or "").removeprefix(f"$KV.{bucket}."), json.loads(entry.data)

    async def tally(self, bucket: str, key: str) -> int:
        """Add one to a counter that every copy of the room shares, and return it."""
        counted: int | None = await self.amend(bucket, key, lambda found: (found or 0) + 1)
        return counted or 0

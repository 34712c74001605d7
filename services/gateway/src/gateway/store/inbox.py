import json
from dataclasses import asdict, dataclass
from typing import Literal

from common.database import Database
from common.events import ImageSubmitted, dump
from gateway.store.rows import Row


@dataclass(frozen=True)
class Letter:
    """A verified call: the sender's name for what it tells, and for the request it answers."""

    provider: str
    event_id: str
    service: str
    request_id: str
    body_sha256: str
    headers: dict[str, str]


class Received(Row):
    status: Literal["accepted", "dropped", "unmatched", "replayed"]
    attempts: int


class Inbox:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def receive(self, letter: Letter) -> Received:
        """Keep the call and post `provider.answered`, once."""
        return Received.model_validate(await self._database.call("receive_webhook", **asdict(letter)))

    async def expect(self, event: ImageSubmitted) -> None:
        """A provider was left with a request, and may call about it, or has already."""
        await self._database.call("note_submission", event=json.loads(dump(event)))

    async def prune(self) -> None:
        await self._database.call("prune_webhook_inbox")

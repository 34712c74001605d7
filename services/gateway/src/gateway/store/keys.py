from typing import Any

from common.database import Database
from common.errors import Code, PermanentError, TransientError
from gateway.store.rows import Answer, Claim, Idempotency

LEASE_SECONDS = 60
RETRY_SECONDS = 1.0


class Keys:
    """Idempotency keys: claimed by a request, tied to what it makes, completed with its answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, claim: Claim, body_hash: str) -> Idempotency | Answer:
        """Leave to go ahead, or the first answer. Raises `idempotency_mismatch`, `idempotency_in_progress`."""
        found: dict[str, Any] = await self._database.call(
            "claim_request", **claim.named, body_hash=body_hash, seconds=LEASE_SECONDS
        )
        if found["status"] == "mismatch":
            raise PermanentError(Code.IDEMPOTENCY_MISMATCH)
        if found["status"] == "in_progress":
            raise TransientError(Code.IDEMPOTENCY_IN_PROGRESS, retry_after=RETRY_SECONDS)
        if found["status"] == "answered":
            return Answer.model_validate(found["answer"])
        return Idempotency(claim.key, body_hash, found["made"])

    async def complete(self, claim: Claim, answer: Answer) -> None:
        await self._database.call("complete_request", **claim.named, answer=answer.model_dump())

    async def release(self, claim: Claim) -> None:
        await self._database.call("release_request", **claim.named)

    async def expire(self) -> int:
        """Forget old ones; how many."""
        return await self._database.call("expire_keys")

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from common.database import Database
from common.errors import Code
from common.ids import new_id
from common.provider_files import Remaining
from gateway.store.rows import Row

Kind = Literal["asset", "biometrics", "account", "retention"]
SUBSCRIPTIONS, CHECKOUTS = "subscriptions", "checkouts"


class Kept(Row):
    """Rows that stay under the account's bare id, and why."""

    what: str
    why: str


class Work(Row):
    """What the steps are about: jobs by id, files by key, and files by how their keys begin.

    `shared` are jobs of others that a face of theirs was in; `subscription` and `checkouts` are the payment provider's.
    """

    jobs: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    subscription: str | None = None
    checkouts: tuple[str, ...] = ()


class Unsettled(Row):
    """A job that is not over, and what its owner is told."""

    id: str
    code: Code


class Erasure(Row):
    """One wish to be forgotten, and how far it has come."""

    id: str
    user_id: str
    kind: Kind
    subject: str | None
    step: str
    work: Work
    erased: dict[str, int]
    remaining: tuple[Remaining, ...] = ()
    kept: tuple[Kept, ...] = ()
    requested_at: datetime
    erased_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None

    @property
    def still_subscribed(self) -> str | None:
        """A subscription that is still to be ended."""
        return None if self.erased.get(SUBSCRIPTIONS) else self.work.subscription

    @property
    def still_open(self) -> tuple[str, ...]:
        """Checkouts at which somebody could still pay."""
        return () if self.erased.get(CHECKOUTS) else self.work.checkouts


class Erasures:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_asset(self, user: str, asset_id: str) -> Erasure:
        """Raises `not_found`, `asset_in_use`."""
        return await self._row("erase_asset", id=new_id("ers"), user=user, asset=asset_id)

    async def of_biometrics(self, user: str) -> Erasure:
        return await self._row("erase_biometrics", id=new_id("ers"), user=user)

    async def of_account(self, user: str) -> Erasure:
        """Closes the account at once. Asked again, the same erasure. Raises `not_found`."""
        return await self._row("erase_account", id=new_id("ers"), user=user)

    async def get(self, erasure_id: str, user: str | None) -> Erasure:
        """Without a user for who has its link. Raises `not_found`."""
        return await self._row("get_erasure", id=erasure_id, user=user)

    async def of_person(self, user: str) -> list[Erasure]:
        return [Erasure.model_validate(row) for row in await self._database.call("list_erasures", user=user)]

    async def claim(self) -> list[Erasure]:
        """What is due, leased to us for a minute."""
        return [Erasure.model_validate(row) for row in await self._database.call("claim_erasures")]

    async def unsettled(self, erasure_id: str) -> list[Unsettled]:
        """Notes whose jobs it is about; those that are not over."""
        return [Unsettled.model_validate(row) for row in await self._database.call("erasure_jobs", id=erasure_id)]

    async def count(self, erasure_id: str, **counts: int) -> None:
        """Of each name the largest count stands."""
        await self._database.call("count_erased", id=erasure_id, counts=counts)

    async def move(
        self, erasure: Erasure, to: str, seconds: float, remaining: Sequence[Remaining] | None = None
    ) -> Erasure:
        """To another step, or to the same one, due in so many seconds. Nothing moves where another was quicker."""
        left = None if remaining is None else [one.model_dump(mode="json") for one in remaining]
        return await self._row(
            "move_erasure", id=erasure.id, **{"from": erasure.step}, to=to, seconds=seconds, remaining=left
        )

    async def rows(self, erasure_id: str) -> None:
        """The rows of an account."""
        await self._database.call("erase_rows", id=erasure_id)

    async def purge_originals(self, before: datetime) -> int:
        """Begin an erasure for each owner of originals that are older; how many pictures that are."""
        return await self._database.call("purge_originals", before=before.timestamp())

    async def _row(self, function: str, **arguments: Any) -> Erasure:
        return Erasure.model_validate(await self._database.call(function, **arguments))

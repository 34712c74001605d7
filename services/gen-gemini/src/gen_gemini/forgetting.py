"""What is done at Google when somebody is erased: copies go at once, the rest is named with the time at which it goes.

A batch holds requests of several people: it is canceled when all of its jobs are over, cleared a day after it ended.
What Google may keep of an interaction is deleted by the room's own rounds.
"""

import time
from datetime import UTC, datetime

from common.provider_files import ForgetReply, ForgetRequest, Remaining
from gen_gemini.files import Uploads
from gen_gemini.interactions.adapter import Interactions
from gen_gemini.pools import Pools
from gen_gemini.rounds import KEPT_SECONDS, LONGEST

GOOGLE = "google"


class Forgetting:
    """`uploads` is None where files travel inline."""

    def __init__(self, uploads: Uploads | None, pools: Pools, interactions: Interactions) -> None:
        self._uploads, self._pools, self._interactions = uploads, pools, interactions

    async def forget(self, asked: ForgetRequest) -> ForgetReply:
        gone = await self._uploads.erase(asked.stems) if self._uploads else 0
        remaining = [until("batch", moment) for moment in await self._batches(set(asked.jobs))]
        if asked.jobs and (last := await self._interactions.kept_until()):
            remaining.append(until("interaction", last))
        return ForgetReply(files=gone, remaining=tuple(remaining))

    async def _batches(self, jobs: set[str]) -> list[float]:
        """For each that has a request of these jobs, when it is gone at the latest."""
        pools = [record async for _, record in self._pools.everything()]
        mine = [one for one in pools if one.get("name") and jobs & set(one["members"].values())]
        return [
            (one["over"] if one["state"] == "over" else one.get("sent", time.time()) + LONGEST) + KEPT_SECONDS
            for one in mine
        ]


def until(what: str, moment: float) -> Remaining:
    return Remaining(what=what, where=GOOGLE, until=datetime.fromtimestamp(moment, UTC))

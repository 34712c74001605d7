"""What rooms left with their providers, and how they are asked to take it back (`rpc.<service>.forget`).

A copy of a file is a record in the bucket `PROVIDERS` under `files.<account>.<digest>`: `blob` is the key of the file
it is a copy of, `expires` the second (since 1970) at which the provider forgets it by itself. So who erases knows what
is out there, also while the room is away.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from common.bus import Bus
from common.bus.topology import PROVIDERS

FILES = "files"

Record = dict[str, Any]


class Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ForgetRequest(Said):
    """`stems` are keys of files, or how they begin."""

    stems: tuple[str, ...]
    jobs: tuple[str, ...] = ()


class Remaining(Said):
    """What somebody else still has, and until when at most."""

    what: str
    where: str
    until: datetime


class ForgetReply(Said):
    """How many copies are deleted, and what could not be deleted besides them."""

    files: int = 0
    remaining: tuple[Remaining, ...] = ()


async def left_files(bus: Bus, stems: Sequence[str], prefix: str = FILES) -> AsyncIterator[tuple[str, Record]]:
    """(key, record) of every copy whose original's key is one of `stems` or begins with one."""
    async for key, record in bus.entries(PROVIDERS, prefix):
        if record.get("blob", "").startswith(tuple(stems)):
            yield key, record

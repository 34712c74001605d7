"""What the room does about a message that is not shared with every generator."""

from typing import Annotated, Protocol

from faststream import Context

from common.events import ImageSubmitted


class Watching(Protocol):
    async def watch(self, event: ImageSubmitted) -> None: ...


async def watch_batch(event: ImageSubmitted, generator: Annotated[Watching, Context()]) -> None:
    """The room hears of its own submissions, so that any copy can look after them."""
    await generator.watch(event)

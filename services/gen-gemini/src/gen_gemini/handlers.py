"""What the room does about a message that is not shared with every generator."""

from typing import Annotated, Protocol

from faststream import Context

from common.events import ImageSubmitted
from common.provider_files import ForgetReply, ForgetRequest


class Watching(Protocol):
    async def watch(self, event: ImageSubmitted) -> None: ...

    async def hurry(self) -> None: ...

    async def forget(self, asked: ForgetRequest) -> ForgetReply: ...


async def watch_batch(event: ImageSubmitted, generator: Annotated[Watching, Context()]) -> None:
    """The room hears of its own submissions, so that any copy can look after them."""
    await generator.watch(event)


async def look_now(generator: Annotated[Watching, Context()]) -> dict[str, str]:
    """`rpc.gen-gemini.look`: somebody says that an answer is there. What is left with Google is looked at at once."""
    await generator.hurry()
    return {"status": "accepted"}


async def forget_person(asked: ForgetRequest, generator: Annotated[Watching, Context()]) -> ForgetReply:
    """`rpc.gen-gemini.forget`: somebody is erased. Copies at Google are deleted; what cannot be is named."""
    return await generator.forget(asked)

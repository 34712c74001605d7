"""What uploads may do and how long they may take: one object of settings, signed links and the guard of fetches.

Where the store signs uploads itself, a browser sends its file there. A folder on a disk cannot, so the gateway signs a
path of its own: whoever has it may put one file of one announced size in one place, for a few minutes.
"""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterable, Callable
from dataclasses import dataclass, field

from common.errors import Code, PermanentError
from gateway.outside import Outside

YOUTUBE_IMAGES = ("i.ytimg.com", "i1.ytimg.com", "i2.ytimg.com", "i3.ytimg.com", "i4.ytimg.com", "img.youtube.com")
LINK_SECONDS = 900


@dataclass(frozen=True)
class Pace:
    """The slowest an upload may be: seconds of silence, and seconds for all of it."""

    silence: float = 10.0
    whole: float = 120.0

    async def of(self, pieces: AsyncIterable[bytes]) -> AsyncGenerator[bytes]:
        """`pieces` as they come. Raises `upload_too_slow`."""
        clock = asyncio.get_running_loop().time
        until, source = clock() + self.whole, aiter(pieces)
        while True:
            try:
                async with asyncio.timeout_at(min(until, clock() + self.silence)):
                    piece = await anext(source, None)
            except TimeoutError as error:
                raise PermanentError(Code.UPLOAD_TOO_SLOW) from error
            if piece is None:
                return
            yield piece


class UploadLinks:
    """Paths that say what may be put there until when, and are believed because of their signature."""

    def __init__(self, secret: str = "", now: Callable[[], float] = time.time) -> None:
        """Without a secret the links are good as long as this process lives, which is enough for one machine."""
        given = secret.encode() or secrets.token_bytes(32)
        self._key = hashlib.blake2b(given, digest_size=32, person=b"thumbworks-puts").digest()
        self._now = now

    def sign(self, upload_id: str, size: int, expires: int) -> str:
        """`expires` in seconds since 1970."""
        signature = self._tag(upload_id, size, expires)
        return f"/upload/incoming/{upload_id}?bytes={size}&expires={expires}&signature={signature}"

    def must_be_ours(self, upload_id: str, size: int, expires: int, signature: str) -> None:
        """Raises `upload_link_invalid`."""
        right = hmac.compare_digest(self._tag(upload_id, size, expires).encode(), signature.encode())
        if not right or expires < self._now():
            raise PermanentError(Code.UPLOAD_LINK_INVALID)

    def _tag(self, upload_id: str, size: int, expires: int) -> str:
        text = f"{upload_id}\n{size}\n{expires}".encode()
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Incoming:
    """`hosts`: where links may lead to; None lets them lead anywhere public."""

    links: UploadLinks = field(default_factory=UploadLinks)
    pace: Pace = Pace()
    outside: Outside = field(default_factory=Outside)
    hosts: frozenset[str] | None = frozenset(YOUTUBE_IMAGES)

    async def exactly(self, pieces: AsyncIterable[bytes], size: int) -> AsyncGenerator[bytes]:
        """`pieces`, if they come in time and are `size` bytes together. Raises `upload_differs`, `upload_too_slow`."""
        left = size
        async for piece in self.pace.of(pieces):
            left -= len(piece)
            if left < 0:
                break
            yield piece
        if left:
            raise PermanentError(
                Code.UPLOAD_DIFFERS, f"{size} bytes were announced, not {'more' if left < 0 else 'fewer'}."
            )


def raw_key(upload_id: str) -> str:
    """Where a file lies until it was looked at."""
    return f"incoming/{upload_id}"

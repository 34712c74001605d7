"""Pictures by address: plain links to pictures, and YouTube's pages, which stand for their thumbnails."""

import re
from collections.abc import Sequence

import httpx

from common.errors import MEANINGS, Code, PermanentError
from gateway.incoming import Incoming
from gateway.multipart import MAX_UPLOAD_BYTES
from gateway.outside import Limits

SECONDS = 6.0
THUMBNAILS = ("maxresdefault", "hq720", "mqdefault")
"""The largest first; all of them wide, without the black bars of the others. Not every video has every one."""

_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_HOSTS = frozenset({"youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com", "www.youtube-nocookie.com"})
_PAGES = frozenset({"shorts", "live", "embed", "v"})


def video_id(url: str) -> str | None:
    """The video a YouTube address is about; None for any other address."""
    try:
        page = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        return None
    if page.scheme not in {"http", "https"}:
        return None
    found = _named(page, [step for step in page.path.split("/") if step])
    return found if found and _ID.fullmatch(found) else None


def _named(page: httpx.URL, steps: Sequence[str]) -> str | None:
    if page.host == "youtu.be":
        return steps[0] if steps else None
    if page.host not in _HOSTS or not steps:
        return None
    if steps[0] == "watch":
        return page.params.get("v")
    return steps[1] if steps[0] in _PAGES and len(steps) > 1 else None


def addresses(url: str) -> list[str]:
    """Where the picture may lie, the best first."""
    video = video_id(url)
    return [f"https://i.ytimg.com/vi/{video}/{name}.jpg" for name in THUMBNAILS] if video else [url]


async def fetch(incoming: Incoming, url: str, place: str) -> bytes:
    """Raises `url_not_allowed`, `url_unreachable`, `url_too_large`, with `place` as the pointer to the answer."""
    limits = Limits(SECONDS, MAX_UPLOAD_BYTES)
    failure = PermanentError(Code.URL_UNREACHABLE)
    for address in addresses(url):
        try:
            return await incoming.outside.fetch(address, incoming.hosts, limits)
        except PermanentError as error:
            failure = error
        if failure.code is not Code.URL_UNREACHABLE:
            break
    errors = [{"pointer": place, "detail": failure.message or MEANINGS[failure.code], "code": failure.code}]
    raise PermanentError(failure.code, failure.message, errors=errors) from failure

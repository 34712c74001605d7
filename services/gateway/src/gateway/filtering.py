"""Whether a strict content filter can be kept: that needs an engine that looks at pictures, and inputs found fit."""

from collections.abc import Sequence

from common.errors import Code, PermanentError
from gateway.policy.gate import is_strict
from gateway.screening import decency_of
from gateway.store.rows import Asset
from gateway.wanting import House, Wanted

NO_ENGINE = (
    "A strict content filter needs an engine that looks at pictures, and none is here; choose the standard filter."
)
NOT_SEEN = (
    "A picture of this run has not been looked at yet, so a strict content filter cannot be kept; upload it again."
)
SUGGESTIVE = "A picture of this run is too suggestive for a strict content filter."


def filter_obstacle(wanted: Wanted, house: House) -> PermanentError | None:
    """`content_filter_unavailable` where nobody at home can look."""
    if house.abilities.nsfw or not is_strict(wanted.brief):
        return None
    errors = [{"pointer": "/content_filter", "detail": NO_ENGINE}]
    return PermanentError(Code.CONTENT_FILTER_UNAVAILABLE, NO_ENGINE, errors=errors)


def must_be_fit(wanted: Wanted, pictures: Sequence[Asset]) -> None:
    """For a strict filter only. Raises `content_unsafe`, `content_filter_unavailable`."""
    if not is_strict(wanted.brief):
        return
    seen = [decency_of(picture) for picture in pictures]
    if any(page.suggestive or page.verdict == "unsafe" for page in seen):
        raise PermanentError(Code.CONTENT_UNSAFE, SUGGESTIVE)
    if any(page.verdict == "unchecked" for page in seen):
        raise PermanentError(Code.CONTENT_FILTER_UNAVAILABLE, NOT_SEEN)

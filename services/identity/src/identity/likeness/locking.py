"""What a receipt leads to: the picture goes on, is drawn once more, or the photographed face takes its place."""

from common.brief import ContentFilter, FaceLock
from common.decency import DecencyPage
from common.errors import MEANINGS, Code
from common.events import Event, Failure, IdentityFailed, ImageFailed, ImageGenerated, LikenessChecked, LikenessFailed
from common.likeness import NOT_COMPARED, LikenessPage, unavailable
from common.ticket import IDENTITY, Ticket

MOST_TRIES = 2
"""A face that did not pass is drawn once more, never twice."""
STOPPING = frozenset({Code.CANCELED, Code.DEADLINE_EXCEEDED, Code.CONTENT_UNSAFE, Code.ASSET_MISSING})
"""Codes that end the variant; for any other, an unanswered question is not the picture's fault. One that is gone was
deleted for what it shows.
"""

Outcome = LikenessChecked | LikenessFailed | ImageFailed


def outcome(event: Event, page: LikenessPage, decency: DecencyPage | None = None) -> Outcome:
    """On to the compositor; under a strict lock only if it passed. Without `decency` nobody has looked."""
    ticket = event.carried.with_page(likeness=page, decency=decency or DecencyPage())
    if ticket.brief.face_lock is not FaceLock.STRICT or page.status == "pass":
        following = ticket.finishing_after(IDENTITY) or ticket.route.finishing[-1]
        return LikenessChecked.following(event, next=following, ticket=ticket)
    return _refused(event, ticket, page)


def withheld(event: Event, decency: DecencyPage, code: Code) -> ImageFailed:
    """Nobody sees it and nobody pays for it; what it cost is ours to bear, and what judged it is written down."""
    ticket = event.carried.with_page(decency=decency)
    failure = Failure(code=code, message=MEANINGS[code])
    cost = ticket.image.cost_micro_usd if ticket.image else 0
    return ImageFailed.following(event, next="credits", ticket=ticket, failure=failure, cost_micro_usd=cost or None)


def _refused(event: Event, ticket: Ticket, page: LikenessPage) -> Outcome:
    """What it cost is ours to bear, and is written down. Where nobody could compare, drawing again helps nobody."""
    image = ticket.image
    assert image
    failure = Failure(code=Code.FACE_NOT_ALIKE, message=MEANINGS[Code.FACE_NOT_ALIKE])
    about = {"ticket": ticket, "failure": failure, "cost_micro_usd": image.cost_micro_usd or None}
    if page.status != "unavailable" and page.tries < MOST_TRIES:
        again = {"attempt": event.attempt + 1, "model": image.model}
        return LikenessFailed.following(event, next=image.service, **about, **again)
    if other := ticket.stand_in_for(image.service):
        instead = {"attempt": event.attempt + 1, "model": other.model}
        return LikenessFailed.following(event, next=other.service, **about, **instead)
    return ImageFailed.following(event, next="credits", **about)


def tries_of(ticket: Ticket) -> int:
    """How many pictures of this variant were compared, the one in hand included."""
    return 1 + (ticket.likeness.tries if ticket.likeness else 0)


def failing(cause: Event, failure: Failure) -> Event:
    """A job without a usable face ends; a picture that could not be looked at goes on, and its receipt says so, unless
    the content filter is strict.
    """
    if not isinstance(cause, ImageGenerated):
        return IdentityFailed.following(cause, next="credits", failure=failure)
    if cause.ticket is None or failure.code in STOPPING or cause.ticket.brief.content_filter is ContentFilter.STRICT:
        return ImageFailed.following(cause, next="credits", failure=failure)
    return outcome(cause, unavailable(NOT_COMPARED, tries_of(cause.ticket)))

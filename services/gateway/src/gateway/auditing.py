"""What was decided about pictures and people, as rows of the audit: engine and verdict, never a face or a score.

    where                         what is looked for                            written by
    an upload                     decency, refused identities, age, rights      `doorway`, `screening`
    words, and what they ask for  what is not made here, public people          `policy.gate`
    a run before it is taken      children, guardians, strict filter and lock   `surveying`, from here and `minors`
    selfies again, in the job     decency, age; what is refused                 the projector, from here
    what a model drew             decency, likeness; what its provider refused  the projector, from here
    a copy                        how much of the target is in it               the projector, from here

What a job comes to is no person's refusal, so it never counts as one: `flagged`, not `refused`.
"""

from typing import Any

from common.decency import DecencyPage
from common.errors import Code, PermanentError
from common.events import (
    Event,
    IdentityFailed,
    IdentityResolved,
    ImageFailed,
    ImageRequested,
    LikenessFailed,
    RenderComposited,
    RenderFailed,
)
from common.likeness import LikenessPage
from common.ticket import IDENTITY, IdentityPage, RenderPage, Ticket
from gateway.screening import REFUSED_FACE, SUGGESTIVE_PICTURE, UNSAFE, Decision, of_age, row

PASSED = frozenset({"pass", "photographed"})

WITHHELD: dict[Code, tuple[str, str, str]] = {
    Code.CONTENT_UNSAFE: ("flagged", "sexual", UNSAFE),
    Code.CONTENT_FILTER_UNAVAILABLE: ("unchecked", "sexual", ""),
    Code.IDENTITY_REFUSED: ("flagged", "likeness", REFUSED_FACE),
    Code.DIFFERENT_PEOPLE: ("flagged", "likeness", "different-people"),
    Code.FACE_LOCK_UNAVAILABLE: ("unchecked", "likeness", ""),
    Code.GUARDIAN_REQUIRED: ("flagged", "minors", "guardian-missing"),
    Code.CONTENT_BLOCKED: ("flagged", "provider", "provider-blocked"),
    Code.PROVIDER_REJECTED: ("flagged", "provider", "provider-rejected"),
    Code.CONTENT_TOO_SIMILAR: ("flagged", "originality", "too-similar"),
    Code.COPY_TARGET_IS_SELFIE: ("flagged", "originality", "target-is-selfie"),
}
"""Codes that end something because of what it shows: verdict, category, rule."""


def decisions_on(event: Event) -> list[Decision]:
    ticket = event.ticket
    if isinstance(event, RenderComposited) and ticket and ticket.render:
        return _finished(ticket.render)
    if isinstance(event, LikenessFailed) and ticket and ticket.likeness:
        return [_likeness(ticket.likeness)]
    if isinstance(event, ImageFailed | IdentityFailed | RenderFailed):
        return _withheld(event.failure.code, ticket)
    return _seen_again(ticket, ticket.identity) if ticket and ticket.identity and _follows_identity(event) else []


def refused_before(blocker: PermanentError) -> list[Decision]:
    """What is in the way of a run because of what it shows; places are those of the answer."""
    errors: Any = blocker.details.get("errors")
    place: str = errors[0]["pointer"] if errors else ""
    if blocker.code is Code.CONTENT_UNSAFE:
        return [row("flagged", "sexual", SUGGESTIVE_PICTURE, place)]
    return [row(*WITHHELD[blocker.code], place)] if blocker.code in WITHHELD else []


def _follows_identity(event: Event) -> bool:
    """What identity tells of a job's selfies, once: the first picture's order, or that the layout is next."""
    if isinstance(event, IdentityResolved):
        return True
    first = isinstance(event, ImageRequested) and (event.variant, event.attempt) == (1, 1)
    return first and event.carried.after(IDENTITY) is None


def _seen_again(ticket: Ticket, page: IdentityPage) -> list[Decision]:
    return [_decency(ticket.decency or DecencyPage(), "/refs"), of_age(page.age, "/refs")]


def _finished(page: RenderPage) -> list[Decision]:
    copied = [row("allowed", "originality", "", "/picture")] if "originality" in page.checks else []
    alike = [_likeness(page.likeness)] if page.likeness else []
    return [_decency(page.decency or DecencyPage(), "/picture"), *alike, *copied]


def _withheld(code: Code, ticket: Ticket | None) -> list[Decision]:
    if code is Code.FACE_NOT_ALIKE and ticket and ticket.likeness:
        return [_likeness(ticket.likeness)]
    if code not in WITHHELD:
        return []
    verdict, category, rule = WITHHELD[code]
    looked = (ticket and ticket.decency) or DecencyPage()
    if code is not Code.CONTENT_UNSAFE:
        return [row(verdict, category, rule, "/picture")]
    by_filter = looked.verdict == "safe"  # then it was the strict one that refused it
    return [row(verdict, category, SUGGESTIVE_PICTURE if by_filter else rule, "/picture", looked.engine)]


def _decency(page: DecencyPage, place: str) -> Decision:
    return row("allowed" if page.verdict == "safe" else "unchecked", "sexual", "", place, page.engine)


def _likeness(page: LikenessPage) -> Decision:
    if page.status in PASSED:
        return row("allowed", "likeness", "", "/picture", page.engine)
    if page.status == "unavailable":
        return row("unchecked", "likeness", "", "/picture", page.engine)
    return row("flagged", "likeness", f"likeness-{page.status}", "/picture", page.engine)

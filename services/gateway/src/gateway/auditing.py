"""What rooms decided about pictures that were made, as rows of the audit: engine and verdict, never a face or a score.

These are decisions about what a model drew, so they never count as a person's refusals: `flagged`, not `refused`.
"""

from common.decency import DecencyPage
from common.errors import Code
from common.events import Event, IdentityFailed, ImageFailed, RenderComposited
from common.likeness import LikenessPage
from common.ticket import Ticket
from gateway.screening import REFUSED_FACE, SUGGESTIVE_PICTURE, UNSAFE, Decision

PASSED = frozenset({"pass", "photographed"})


def decisions_on(event: Event) -> list[Decision]:
    if isinstance(event, RenderComposited) and (page := event.carried.render):
        return [_decency(page.decency or DecencyPage()), *([_likeness(page.likeness)] if page.likeness else [])]
    if isinstance(event, ImageFailed | IdentityFailed):
        return _failed(event.failure.code, event.ticket)
    return []


def _failed(code: Code, ticket: Ticket | None) -> list[Decision]:
    looked = (ticket and ticket.decency) or DecencyPage()
    unsafe = SUGGESTIVE_PICTURE if looked.verdict == "safe" else UNSAFE  # then it was the strict filter that refused it
    found = {Code.CONTENT_UNSAFE: ("sexual", unsafe), Code.IDENTITY_REFUSED: ("likeness", REFUSED_FACE)}
    return [_row("flagged", *found[code], looked.engine)] if code in found else []


def _decency(page: DecencyPage) -> Decision:
    return _row("allowed" if page.verdict == "safe" else "unchecked", "sexual", "", page.engine)


def _likeness(page: LikenessPage) -> Decision:
    if page.status in PASSED:
        return _row("allowed", "likeness", "", page.engine)
    if page.status == "unavailable":
        return _row("unchecked", "likeness", "", page.engine)
    return _row("flagged", "likeness", f"likeness-{page.status}", page.engine)


def _row(verdict: str, category: str, rule: str, engine: str) -> Decision:
    return {"verdict": verdict, "category": category, "rule": rule, "place": "/picture", "engine": engine}

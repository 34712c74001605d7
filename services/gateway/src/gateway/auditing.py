"""What rooms decided about pictures that were made, as rows of the audit: engine and verdict, never a face or a score.

These are decisions about what a model drew, so they never count as a person's refusals: `flagged`, not `refused`.
"""

from common.decency import DecencyPage
from common.errors import Code
from common.events import Event, IdentityFailed, ImageFailed, RenderComposited
from common.likeness import LikenessPage
from gateway.screening import REFUSED_FACE, UNSAFE, Decision

PASSED = frozenset({"pass", "photographed"})


def decisions_on(event: Event) -> list[Decision]:
    if isinstance(event, RenderComposited) and (page := event.carried.render):
        return [_decency(page.decency or DecencyPage()), *([_likeness(page.likeness)] if page.likeness else [])]
    if isinstance(event, ImageFailed | IdentityFailed):
        return _failed(event.failure.code)
    return []


def _failed(code: Code) -> list[Decision]:
    found = {Code.CONTENT_UNSAFE: ("sexual", UNSAFE), Code.IDENTITY_REFUSED: ("likeness", REFUSED_FACE)}
    return [_row("flagged", *found[code], "")] if code in found else []


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

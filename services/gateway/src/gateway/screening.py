"""What identity finds in a picture before it is kept, and what that decides. No answer: `unchecked`, never safe."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from common.ages import AgeVerdict
from common.bus import Bus
from common.decency import DecencyPage
from common.errors import Code, TransientError
from common.screening import Purpose, Screened, ScreenRequest
from common.ticket import Reference
from gateway.store.rows import Asset

ANSWER_SECONDS = 20.0
"""A second or less; a house that is busy takes longer, and what it has not looked at is only unchecked."""
UNSAFE, SUGGESTIVE_PICTURE = "picture-unsafe", "picture-suggestive"
REFUSED_FACE, CHILD = "refused-face", "looks-like-a-child"
NOT_ATTESTED = "rights-not-attested"

Decision = dict[str, str]


async def screen(bus: Bus, picture: Reference, purpose: Purpose) -> Screened:
    try:
        reply = await bus.ask("identity", "screen", ScreenRequest(picture=picture, purpose=purpose), ANSWER_SECONDS)
    except TransientError:
        return Screened()
    return read_reply(reply)


def read_reply(reply: dict[str, Any]) -> Screened:
    """A failure in its place has checked nothing."""
    try:
        return Screened() if reply.get("failure") else Screened.model_validate(reply)
    except ValidationError:
        return Screened()


def refused(found: Screened) -> Code | None:
    if found.refused_identity:
        return Code.IDENTITY_REFUSED
    return Code.CONTENT_UNSAFE if found.decency.verdict == "unsafe" else None


def decided(found: Screened, purpose: Purpose) -> Iterator[Decision]:
    """One row for each thing that was looked for; `rule` says what was found, the operator's own name included."""
    place, decency = f"/{purpose}", found.decency
    verdict = {"safe": "allowed", "unsafe": "refused"}.get(decency.verdict, "unchecked")
    rule = UNSAFE if decency.verdict == "unsafe" else ""
    yield row(verdict, "sexual", rule, place, decency.engine)
    if found.gallery:
        known = found.refused_identity
        rule = f"{REFUSED_FACE}:{known}" if known else ""
        yield row("refused" if known else "allowed", "likeness", rule, place, found.gallery)
    if purpose == "selfie":
        yield of_age(found.age, place, found.age_engine)
    if purpose == "copy_target":
        yield row("allowed", "rights", "", place)  # its owner's word stands in `attestations`


def of_age(age: AgeVerdict, place: str, engine: str = "") -> Decision:
    flagged = age in {"minor", "minor_possible"}
    verdict = "flagged" if flagged else "unchecked" if age == "unchecked" else "allowed"
    return row(verdict, "minors", CHILD if flagged else "", place, engine)


def row(verdict: str, category: str, rule: str, place: str, engine: str = "") -> Decision:
    return {"verdict": verdict, "category": category, "rule": rule, "place": place, "engine": engine}


def screened(asset: Asset) -> Screened:
    """What was found when it came in; nothing where nobody could look, or it is older than the looking."""
    return Screened.model_validate(asset.meta.get("screened") or {})


def kept(found: Screened) -> dict[str, Any]:
    """As it lies with the asset: without what names a gallery."""
    return found.model_dump(mode="json", include={"decency", "age"})


def decency_of(asset: Asset) -> DecencyPage:
    return screened(asset).decency

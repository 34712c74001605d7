"""What identity sees in an upload, asked while its owner waits; `pending`, or None, when nobody answers in time."""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from common.bus import Bus
from common.errors import MEANINGS, Code, PermanentError, TransientError
from common.ticket import MaskedPicture, Reference, SelfieVerdict
from gateway.store.rows import Asset

ANSWER_SECONDS = 10.0
MASK_SECONDS = 30.0
"""Looked at again and again until nobody is left in it: two seconds on a core of its own, eleven where six share it."""

# With one of these a selfie cannot be used at all; anything else identity says is advice.
UNUSABLE = (Code.NO_FACE_FOUND, Code.MULTIPLE_FACES, Code.FACE_TOO_SMALL, Code.FACE_UNUSABLE)


class FaceVerdict(BaseModel):
    """`usable` is None while pending: the job itself decides then."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    status: Literal["checked", "pending"] = "pending"
    usable: bool | None = None
    code: Code | None = None
    score: float | None = None
    issues: tuple[str, ...] = ()
    advice: str = ""


async def inspect(bus: Bus, selfie: Reference) -> FaceVerdict:
    try:
        reply = await bus.ask("identity", "inspect", selfie, ANSWER_SECONDS)
    except TransientError:
        return FaceVerdict()
    return read_reply(reply)


async def mask(bus: Bus, picture: Reference) -> MaskedPicture | None:
    """Where the version without faces lies, for what a model is shown; None when nobody could make it yet."""
    try:
        reply = await bus.ask("identity", "mask", picture, MASK_SECONDS)
        return MaskedPicture.model_validate(reply)
    except (TransientError, ValidationError):  # a failure in its place has none of the fields
        return None


def hidden(masked: MaskedPicture) -> dict[str, Any]:
    """What is kept of it with the picture."""
    return {"masked": masked.key, "shows_somebody": masked.shows_somebody}


def read_reply(reply: dict[str, Any]) -> FaceVerdict:
    """A verdict, or the failure that stands in its place."""
    if failure := reply.get("failure"):
        return _refused(failure) if failure.get("code") in UNUSABLE else FaceVerdict()
    try:
        found = SelfieVerdict.model_validate(reply)
    except ValidationError:
        return FaceVerdict()
    code = next((code for code in UNUSABLE if code in found.issues), None)
    return FaceVerdict(
        status="checked",
        usable=code is None,
        code=code,
        score=found.score,
        issues=found.issues,
        advice=found.advice or (MEANINGS[code] if code else ""),
    )


def usable_references(assets: Sequence[Asset]) -> list[Asset]:
    """Without the selfies identity has already refused. Raises the first refusal when none is left."""
    verdicts = [FaceVerdict.model_validate(asset.meta.get("face") or {}) for asset in assets]
    usable = [asset for asset, verdict in zip(assets, verdicts, strict=True) if verdict.usable is not False]
    if not usable:
        errors = [
            {"pointer": f"/refs/{place}", "detail": verdict.advice, "code": verdict.code}
            for place, verdict in enumerate(verdicts)
        ]
        raise PermanentError(verdicts[0].code or Code.FACE_UNUSABLE, verdicts[0].advice or None, errors=errors)
    return usable


def _refused(failure: dict[str, Any]) -> FaceVerdict:
    code = Code(failure["code"])
    return FaceVerdict(
        status="checked", usable=False, code=code, issues=(code,), advice=failure.get("message") or MEANINGS[code]
    )

"""Which selfie a job is made from: a usable, sharp one first, and among those the one that suits the brief."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from common.ages import AgeVerdict
from common.brief import Brief, Emotion, FacePosition
from common.errors import Code, PermanentError
from identity.recognition.embeddings import Embedding
from identity.selfies.expressions import WORDS, Expressions, serves
from identity.selfies.inspection import Inspection

MOOD, SIDE, POSE = 0.12, 0.05, 0.03
"""How much better a suiting selfie may count. Together less than what blur or darkness takes away."""
TURNED: Final = 5.0
"""Degrees from which a face looks to one side."""
SHOWS: Final = 0.5
NEAREST: Final = (Code.FACE_TOO_SMALL, Code.MULTIPLE_FACES, Code.FACE_UNUSABLE, Code.NO_FACE_FOUND)
"""When no selfie can be used, the one that came nearest says why."""


@dataclass(frozen=True, slots=True)
class Look:
    """One selfie as identity sees it. Where no engine is, `embedding` and `expressions` are missing."""

    seen: Inspection
    embedding: Embedding | None = None
    expressions: Expressions | None = None
    age: AgeVerdict = "unchecked"


@dataclass(frozen=True, slots=True)
class Choice:
    """`why` is a sentence for the creator."""

    place: int
    why: str


def chosen(looks: Sequence[Look], brief: Brief, strangers: frozenset[int] = frozenset()) -> Choice:
    """Raises the best explanation when no selfie can be used."""
    usable = [place for place, look in enumerate(looks) if look.seen.is_usable and place not in strangers]
    if not usable:
        raise _nearest(looks)
    best = max(usable, key=lambda place: looks[place].seen.score * (1 + suits(looks[place], brief)))
    return Choice(best, _why(looks[best], brief, others=len(usable) - 1))


def suits(look: Look, brief: Brief) -> float:
    """0 to 0.2: how well expression, side and pose fit."""
    measured = look.seen.measures
    mood = serves(brief.emotion, look.expressions) if brief.emotion and look.expressions else 0.0
    if measured is None:
        return MOOD * mood
    level = max(0.0, 1 - (abs(measured.pitch) + abs(measured.roll)) / 40)
    return MOOD * mood + SIDE * _faces(measured.yaw, brief.face) + POSE * level


def _faces(yaw: float, place: FacePosition | None) -> bool:
    """A face at one side looks into the picture, one in the middle at us."""
    match place:
        case FacePosition.LEFT:
            return yaw > TURNED
        case FacePosition.RIGHT:
            return yaw < -TURNED
        case FacePosition.CENTER:
            return abs(yaw) <= TURNED
        case None:
            return False


def _why(look: Look, brief: Brief, others: int) -> str:
    if not others:
        return "It is the only selfie that can be used."
    emotion, yaw = brief.emotion, look.seen.measures.yaw if look.seen.measures else 0.0
    reasons = ["is clear"]
    if _shows(look, emotion) and emotion:
        reasons.append(f"looks {WORDS[emotion]} as asked")
    if _faces(yaw, brief.face):
        reasons.append("faces the right way")
    *first, last = reasons
    return f"Of the selfies that can be used, this one {', '.join(first)}{' and ' if first else ''}{last}."


def _shows(look: Look, emotion: Emotion | None) -> bool:
    return bool(emotion and look.expressions and serves(emotion, look.expressions) >= SHOWS)


def _nearest(looks: Sequence[Look]) -> PermanentError:
    reasons = [(rule.error, rule.advice) for look in looks for rule in look.seen.rules if rule.error]
    code, advice = min(reasons, key=lambda reason: NEAREST.index(reason[0]))
    return PermanentError(code, advice)

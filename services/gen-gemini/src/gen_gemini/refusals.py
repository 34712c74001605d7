"""Outcomes without a picture as errors of ours: what the creator is told, and whether asking again may help."""

from common.errors import Code, PermanentError
from gen_gemini.outcomes import Kind, Outcome, subject_of

CODES: dict[Kind, Code] = {
    Kind.BLOCKED_PROMPT: Code.CONTENT_BLOCKED,
    Kind.BLOCKED_OUTPUT: Code.CONTENT_BLOCKED,
    Kind.UNKNOWN: Code.CONTENT_BLOCKED,
    Kind.RECITATION: Code.CONTENT_TOO_SIMILAR,
    Kind.SIGNATURE: Code.EDIT_SESSION_GONE,
}

SELF_HEALING = frozenset({Kind.NO_IMAGE, Kind.SOFT_REFUSAL, Kind.EMPTY, Kind.GLITCH, Kind.TRUNCATED})
"""Asked once more within the same attempt, with the plain order to draw."""

PLAIN: dict[Kind, str] = {
    Kind.BLOCKED_PROMPT: "The provider refused the description or one of the pictures",
    Kind.BLOCKED_OUTPUT: "The provider's safety filter withheld the picture",
    Kind.UNKNOWN: "The provider ended the request for a reason we do not know",
    Kind.NO_IMAGE: "The model did not draw a picture",
    Kind.SOFT_REFUSAL: "The model answered in words instead of drawing",
    Kind.EMPTY: "The model's answer was empty",
    Kind.TRUNCATED: "The model ran out of room before it had drawn",
    Kind.CONTINUATION: "The model wanted to go on in another paid request",
    Kind.GLITCH: "The model's answer was malformed",
}
MOST_QUOTED = 200


def refusal_of(outcome: Outcome) -> PermanentError:
    """What is raised for an outcome without a picture. The creator is never charged for one."""
    code = CODES.get(outcome.kind, Code.NO_PICTURE_MADE)
    if outcome.kind in PLAIN:
        return PermanentError(code, f"{PLAIN[outcome.kind]}{_about(outcome)}. You are not charged for it.")
    return PermanentError(code)


def _about(outcome: Outcome) -> str:
    if subject := subject_of(outcome.message):
        return f": it saw {subject}"
    if outcome.kind is Kind.SOFT_REFUSAL and outcome.text:
        return f": “{' '.join(outcome.text.split())[:MOST_QUOTED]}”"
    return ""

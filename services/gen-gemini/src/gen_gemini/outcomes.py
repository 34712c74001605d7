"""What an answer is. A refusal comes as HTTP 200, so every shape is told apart here and becomes one typed outcome.

PICTURE            the last picture that is no thought
DRAFT_ONLY         only a thought picture: kept as the fallback, and said so
BLOCKED_PROMPT     no candidate, the prompt or a reference was refused
BLOCKED_OUTPUT     the picture was made and withheld
RECITATION         too close to a known work
NO_IMAGE           the model answered without drawing
SOFT_REFUSAL       it stopped with words only
EMPTY              it stopped with nothing, or the body was empty
TRUNCATED          the output limit was reached
SIGNATURE          the conversation's history is damaged
CONTINUATION       it wants another, paid, call to finish
GLITCH             a malformed answer or a tool call nobody offered
UNKNOWN            anything new: never a success
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from google.genai import types

from gen_gemini.pictures import Sniffed, sniff


class Kind(StrEnum):
    PICTURE = "picture"
    DRAFT_ONLY = "draft_only"
    BLOCKED_PROMPT = "blocked_prompt"
    BLOCKED_OUTPUT = "blocked_output"
    RECITATION = "recitation"
    NO_IMAGE = "no_image"
    SOFT_REFUSAL = "soft_refusal"
    EMPTY = "empty"
    TRUNCATED = "truncated"
    SIGNATURE = "signature"
    CONTINUATION = "continuation"
    GLITCH = "glitch"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Outcome:
    """`reason` is the provider's word for it, `message` its sentence; `text` what the model said beside the picture."""

    kind: Kind
    data: bytes = b""
    sniffed: Sniffed | None = None
    text: str = ""
    thoughts: tuple[types.Part, ...] = ()
    reason: str = ""
    message: str = ""
    signature: bytes | None = None

    @property
    def has_picture(self) -> bool:
        return self.kind in {Kind.PICTURE, Kind.DRAFT_ONLY}


BLOCKED = frozenset({
    "SAFETY", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "MODEL_ARMOR",
    "LANGUAGE", "ESCALATION", "PUP_LIMITED_DISABLED",
})  # fmt: skip

FINISHES: dict[str, Kind] = {
    **dict.fromkeys(BLOCKED, Kind.BLOCKED_OUTPUT),
    "RECITATION": Kind.RECITATION,
    "IMAGE_RECITATION": Kind.RECITATION,
    "NO_IMAGE": Kind.NO_IMAGE,
    "IMAGE_OTHER": Kind.NO_IMAGE,
    "OTHER": Kind.NO_IMAGE,
    "MAX_TOKENS": Kind.TRUNCATED,
    "MISSING_THOUGHT_SIGNATURE": Kind.SIGNATURE,
    "CONTINUATION": Kind.CONTINUATION,
    "MALFORMED_RESPONSE": Kind.GLITCH,
    "MALFORMED_FUNCTION_CALL": Kind.GLITCH,
    "UNEXPECTED_TOOL_CALL": Kind.GLITCH,
    "TOO_MANY_TOOL_CALLS": Kind.GLITCH,
}

# The support codes Google puts into its messages (gemini-image-responsible-ai), as what they are about.
SUPPORT_CODES: dict[str, str] = {
    **dict.fromkeys(("58061214", "17301594"), "a child"),
    **dict.fromkeys(("29310472", "15236754"), "a well-known person"),
    "62263041": "something dangerous",
    **dict.fromkeys(("57734940", "22137204"), "hate"),
    "39322892": "a person's face",
    "92201652": "personal data",
    **dict.fromkeys(("89371032", "49114662", "72817394"), "prohibited content"),
    **dict.fromkeys(("90789179", "63429089", "43188360"), "sexual content"),
    "78610348": "toxic language",
    **dict.fromkeys(("61493863", "56562880"), "violence"),
    **dict.fromkeys(("74803281", "29578790", "42876398"), "something else"),
}
_EIGHT_DIGITS = re.compile(r"\b\d{8}\b")


def classify(response: types.GenerateContentResponse, finish_message: str = "") -> Outcome:
    """One outcome for a `GenerateContentResponse`; `finish_message` is what the SDK drops on the developer backend."""
    if not response.candidates:
        return _without_candidates(response)
    candidate = response.candidates[0]
    parts = (candidate.content.parts if candidate.content else None) or []
    finish = name_of(candidate.finish_reason)
    message = finish_message or candidate.finish_message or ""
    drawn = [part for part in parts if _is_picture(part)]
    final = [part for part in drawn if not part.thought]
    text = "".join(part.text for part in parts if part.text and not part.thought)
    thoughts = tuple(part for part in parts if part.thought)
    kind = _kind(finish, bool(final), bool(drawn), text)
    about: dict[str, Any] = {"text": text, "thoughts": thoughts, "reason": finish, "message": message}
    if kind not in {Kind.PICTURE, Kind.DRAFT_ONLY}:
        return Outcome(kind, **about)
    chosen = (final or drawn)[-1]
    data = (chosen.inline_data.data if chosen.inline_data else None) or b""
    sniffed = sniff(data)
    if sniffed is None:
        return Outcome(Kind.GLITCH, text=text, thoughts=thoughts, reason="UNREADABLE_PICTURE", message=message)
    return Outcome(kind, data, sniffed, signature=chosen.thought_signature, **about)


def _without_candidates(response: types.GenerateContentResponse) -> Outcome:
    feedback = response.prompt_feedback
    if feedback is None or feedback.block_reason is None:
        return Outcome(Kind.EMPTY, reason="NO_CANDIDATES")
    return Outcome(
        Kind.BLOCKED_PROMPT, reason=name_of(feedback.block_reason), message=feedback.block_reason_message or ""
    )


def _kind(finish: str, has_final: bool, has_drawn: bool, text: str) -> Kind:  # noqa: FBT001 - what was found, in one table
    """A picture counts only where the model says it stopped of its own accord; a new word for an end never does."""
    if finish in FINISHES:
        return FINISHES[finish]
    if finish not in {"STOP", ""}:
        return Kind.UNKNOWN
    if has_final:
        return Kind.PICTURE
    if has_drawn:
        return Kind.DRAFT_ONLY
    return Kind.SOFT_REFUSAL if text else Kind.EMPTY


def _is_picture(part: types.Part) -> bool:
    blob = part.inline_data
    return blob is not None and bool(blob.data) and (blob.mime_type or "image/").startswith("image/")


def name_of(value: Any) -> str:
    """The bare name of an enum member, also of one newer than the SDK."""
    return str(getattr(value, "value", value) or "").removeprefix("FINISH_REASON_UNSPECIFIED")


def subject_of(message: str) -> str:
    """What a refusal is about, in plain words, from the support codes in its message; empty when it has none."""
    about = [SUPPORT_CODES[code] for code in _EIGHT_DIGITS.findall(message) if code in SUPPORT_CODES]
    return ", ".join(dict.fromkeys(about))

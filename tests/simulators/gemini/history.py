"""Multi-turn history: every picture the model made comes back with the signature it was given."""

import base64
import hashlib

from tests.simulators.gemini.asked import Asked, Json
from tests.simulators.gemini.errors import invalid
from tests.simulators.gemini.wire import from_base64

SKIP = "skip_thought_signature_validator"


def signature_for(model: str, data: bytes) -> str:
    """Bound to the model and to what it signs, as far as a caller can tell."""
    return base64.b64encode(f"{model}|".encode() + hashlib.sha256(data).digest()[:12]).decode()


def check_signatures(asked: Asked) -> None:
    for place, turn in enumerate(asked.turns):
        if turn.get("role") == "model" and asked.model.thinks:
            check_turn(asked, turn, place)


def check_turn(asked: Asked, turn: Json, place: int) -> None:
    for number, part in enumerate(turn.get("parts") or []):
        if "inlineData" not in part or part.get("thought"):
            continue
        given = part.get("thoughtSignature")
        if not given:
            where = f"in content position {place + 1}, part position {number + 1}"
            raise invalid(f"Image part is missing a thought_signature {where}.", "contents")
        data = from_base64(part["inlineData"].get("data", ""), "inline_data.data")
        decoded = from_base64(given, "thought_signature")
        if decoded not in {SKIP.encode(), from_base64(signature_for(asked.model.id, data), "thought_signature")}:
            raise invalid("Corrupted thought signature.", "contents")

"""Where a picture came from, as it is shown and signed later: model, seed, watermark, credentials, what it took."""

import hashlib
from dataclasses import dataclass
from typing import Any

from gen_gemini.choices import Choices
from gen_gemini.costs import Usage
from gen_gemini.outcomes import Kind, Outcome

MOST_SAID = 500
_MANIFEST_MARKS = (b"c2pa", b"jumb")  # of the JUMBF box that holds a C2PA manifest
_HEAD_BYTES = 262_144


@dataclass(frozen=True)
class Trace:
    """What only the answer's envelope says."""

    response_id: str = ""
    model_version: str = ""
    tier: str = "standard"
    calls: int = 1


def provenance_of(
    outcome: Outcome, choices: Choices, seed: int, usage: Usage, trace: Trace, *, cut: bool, grounded: bool
) -> dict[str, Any]:
    """Google marks every picture with SynthID; the mark survives a crop, C2PA metadata does not."""
    had = has_credentials(outcome.data)
    return {
        "provider": "google",
        "model": choices.model.id,
        "model_version": trace.model_version,
        "response_id": trace.response_id,
        "seed": seed,
        "ratio": choices.ratio,
        "size": choices.size,
        "thinking": choices.thinking or "default",
        "photographic": False,
        "generated": True,
        "watermark": "SynthID",
        "c2pa": "none" if not had else "lost_in_crop" if cut else "kept",
        "sha256": hashlib.sha256(outcome.data).hexdigest(),
        "draft": outcome.kind is Kind.DRAFT_ONLY,
        "grounded": grounded,
        "tier": trace.tier,
        "calls": trace.calls,
        "tokens": {
            "read": usage.read, "image": usage.image, "text": usage.text, "thinking": usage.thinking,
            "searches": usage.searches,
        },
        **({"said": outcome.text[:MOST_SAID]} if outcome.text else {}),
    }  # fmt: skip


def has_credentials(data: bytes) -> bool:
    return all(mark in data[:_HEAD_BYTES] for mark in _MANIFEST_MARKS)

"""What an answer cost, in micro-USD, from the tokens the provider counted."""

import math
from dataclasses import dataclass, field
from typing import Any

from gen_gemini.cards import Model

TIERS = {"standard": 1.0, "flex": 0.5, "priority": 2.0}
"""Of the standard price. Priority costs 75 to 100 percent more; the upper end is booked."""
BATCH = 0.5


@dataclass(frozen=True)
class Usage:
    """Tokens by what they were for; `image` are those of pictures among what was written."""

    read: int = 0
    image: int = 0
    text: int = 0
    thinking: int = 0
    searches: int = 0
    by_modality: dict[str, int] = field(default_factory=dict[str, int])

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.read + other.read,
            self.image + other.image,
            self.text + other.text,
            self.thinking + other.thinking,
            self.searches + other.searches,
            {
                key: self.by_modality.get(key, 0) + other.by_modality.get(key, 0)
                for key in self.by_modality | other.by_modality
            },
        )


def usage_of(metadata: Any | None, searches: int = 0) -> Usage:
    """From the SDK's `usage_metadata`; a missing one counts nothing."""
    if metadata is None:
        return Usage(searches=searches)
    written = _by_modality(metadata.candidates_tokens_details)
    total = metadata.candidates_token_count or 0
    image = written.get("IMAGE", 0)
    return Usage(
        read=(metadata.prompt_token_count or 0) + (metadata.tool_use_prompt_token_count or 0),
        image=image,
        text=max(0, total - image),
        thinking=metadata.thoughts_token_count or 0,
        searches=searches,
        by_modality=_by_modality(metadata.prompt_tokens_details),
    )


def _by_modality(details: Any | None) -> dict[str, int]:
    return {str(getattr(one.modality, "value", one.modality)): one.token_count or 0 for one in details or ()}


def cost_of(usage: Usage, model: Model, *, tier: str = "standard", batch: bool = False) -> int:
    """Thinking is billed as text whether it was shown or not; searches have a price of their own, never halved."""
    prices = model.prices
    tokens = usage.read * prices.read + (usage.text + usage.thinking) * prices.written + usage.image * prices.drawn
    return math.ceil(tokens * (BATCH if batch else TIERS.get(tier, 1.0))) + usage.searches * prices.search

"""Whether a picture may be shown: what is on its ticket, its render and its asset. `unchecked` is never `safe`."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

DecencyVerdict = Literal["safe", "unsafe", "unchecked"]


class DecencyPage(BaseModel):
    """Scores are 0 to 1; a suggestive picture is refused by the strict filter alone."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    verdict: DecencyVerdict = "unchecked"
    suggestive: bool = False
    scores: dict[str, float] = Field(default_factory=dict[str, float])
    engine: str = Field(default="", description="What looked, its weights included; empty where nothing did.")
    of: Literal["picture", "inputs"] = Field(
        default="picture", description="`inputs` where a scene was set around photographs that were looked at."
    )


def together(pages: list[DecencyPage]) -> DecencyPage:
    """Of several inputs: as bad as the worst, and unchecked where one is."""
    order: list[DecencyVerdict] = ["unsafe", "unchecked", "safe"]
    worst = min(pages, key=lambda page: order.index(page.verdict), default=DecencyPage())
    return worst.model_copy(update={"of": "inputs", "suggestive": any(page.suggestive for page in pages)})

"""What the questions are made of: limits, the forms of an answer, and the typography section."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from common.brief.answers import FontMood

MAX_REFERENCES = 10
MAX_STYLES = 3
MAX_OBJECTS = 6
SEEDS = 2**32
MAX_SUBTEXT_WORDS = 10
MAX_SUBTEXT_LETTERS = 160
LETTERS_PER_WORD = 16
MAX_NOTE_LETTERS = 500
SUGGESTED_HEADLINE_WORDS = range(2, 7)
DEFAULT_WORD_CAP = 8

HexColor = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$", to_lower=True)]
AssetId = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Note = Annotated[str, StringConstraints(max_length=MAX_NOTE_LETTERS)]  # the brief travels on every message
WebAddress = Annotated[
    str, StringConstraints(max_length=MAX_NOTE_LETTERS, pattern=r"^https://[^\s/]+\.[^\s/]+(/\S*)?$")
]


class Typography(BaseModel):
    """Section E. Lengths are pixels on the platform's standard canvas; None leaves the choice to the vibe."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    font: str | None = Field(
        default=None, max_length=60, title="Font", description="A family of the catalogue; it decides the mood too."
    )
    mood: FontMood | None = Field(default=None, title="Font mood")
    condensed: bool = Field(default=False, title="Condensed", description="Short for the condensed sans mood.")
    stroke: float | None = Field(default=None, ge=0, le=40, title="Stroke", description="Outline thickness in pixels.")
    shadow: bool | None = Field(default=None, title="Drop shadow")
    inner_glow: bool | None = Field(default=None, title="Inner glow")
    max_words: int = Field(default=DEFAULT_WORD_CAP, ge=1, le=12, title="Word cap of the headline")

    @property
    def wanted_mood(self) -> FontMood | None:
        return self.mood or (FontMood.CONDENSED_SANS if self.condensed else None)


def section(letter: str) -> dict[str, Any]:
    return {"section": letter}

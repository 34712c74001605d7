"""When a picture has to say visibly that AI made it: the rules as rows, and what came of a creator's choice.

Not legal advice. Laws drift: each row says when it was checked and where. A choice is always kept, and always recorded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from common.brief import Disclosure

LABEL = "AI"
"""The letters of the EU's common icon (Code of Practice of 2026-06-10)."""


@dataclass(frozen=True)
class Made:
    """What a rule looks at. `drawn`: a model drew the whole picture, the person in it included."""

    drawn: bool
    provider_asks: bool


@dataclass(frozen=True)
class Duty:
    id: str
    why: str
    applies: Callable[[Made], bool]
    since: date
    checked: str
    source: str


DUTIES: tuple[Duty, ...] = (
    Duty(
        id="provider",
        why="The provider of the model asks for a visible label.",
        applies=lambda made: made.provider_asks,
        since=date(2026, 1, 1),
        checked="2026-11-25",
        source="what the generator says of its picture (provenance.label)",
    ),
    Duty(
        id="eu-ai-act-50-4",
        why="A model drew a real person in a scene that never happened; whoever publishes it in the EU has to say so.",
        applies=lambda made: made.drawn,
        since=date(2026, 8, 2),
        checked="2026-11-22",
        source="Regulation (EU) 2024/1689, Art. 50(4), applied from 2026-08-02; Code of Practice of 2026-06-10",
    ),
)

_NOTHING_ASKS = "Nothing asks for a label: the person is a photograph and the scene is plainly drawn."
_CHOSEN = {Disclosure.ON: "The creator asked for it.", Disclosure.OFF: "The creator turned it off."}


class Decision(BaseModel):
    """Whether the label is shown, what was chosen, and the rule that asks for one, even if it was overruled."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    choice: Literal["auto", "on", "off"] = Field(description="What the creator asked for.")
    shown: bool
    why: str
    rule: str | None = Field(default=None, description="The rule that asks for a label; null where none does.")
    source: str = ""
    checked: str = ""


def decide(choice: Disclosure, made: Made, on: date) -> Decision:
    """`on` is the day the picture was asked for."""
    duty = next((duty for duty in DUTIES if duty.since <= on and duty.applies(made)), None)
    asked: dict[str, Any] = {"rule": duty.id, "source": duty.source, "checked": duty.checked} if duty else {}
    if choice is not Disclosure.AUTO:
        return Decision(choice=choice.value, shown=choice is Disclosure.ON, why=_CHOSEN[choice], **asked)
    return Decision(choice="auto", shown=duty is not None, why=duty.why if duty else _NOTHING_ASKS, **asked)


def made_of(draws: str | None, provenance: dict[str, Any]) -> Made:
    """From what a generator says of its picture."""
    return Made(drawn=draws == "picture", provider_asks=provenance.get("label") == "required")

"""What is asked of the models, and who is at home to do it."""

from dataclasses import dataclass, field
from typing import Literal

from common.abilities import Abilities
from common.brief import Brief
from common.catalog import ModelCard, SizePlan, plan_sizes, surcharge_for
from common.pricing import Quote, quote
from common.ticket import CopyTarget, Reference
from common.wishes import Wishes


@dataclass(frozen=True)
class Wanted:
    """One run of a project: the brief, with what the queue call overrides.

    `max_cost` is the most the person would pay for it, in credits. Without `allow_fallback` the first choice of `auto`
    has no stand-in; a named model never has one. `ceiling` is the dearest picture that the plan
    includes, in micro-USD; None for any.
    """

    brief: Brief
    quality: Literal["draft", "std", "4k"]
    variants: int
    model_pref: str = "auto"
    seed: int | None = None
    wishes: Wishes = field(default_factory=Wishes)
    max_cost: int | None = None
    allow_fallback: bool = True
    ceiling: int | None = None
    copy_target: CopyTarget | None = None
    logo: Reference | None = None
    webhook_url: str | None = None

    @property
    def sizes(self) -> SizePlan:
        return plan_sizes(self.brief.canvas, self.quality)

    def surcharge(self, card: ModelCard) -> int:
        """Micro-USD per picture."""
        wishes = self.wishes
        return surcharge_for(card, self.sizes.generation, size=wishes.image_size, batch=wishes.batch)

    def is_included(self, card: ModelCard) -> bool:
        return self.ceiling is None or self.surcharge(card) <= self.ceiling

    def price(self, *cards: ModelCard) -> Quote:
        """The most it can cost: the dearest of the models that may work on it makes all of it."""
        return quote(self.quality, self.brief.mode, self.variants, max(map(self.surcharge, cards)))


@dataclass(frozen=True)
class Queue:
    """What waits for a room: pieces of work in line, pieces in hand, and how many it takes at once."""

    waiting: int = 0
    working: int = 0
    slots: int = 1


@dataclass(frozen=True)
class House:
    """Who is at home: the model cards that are alive and offered, the rooms that prepare, the cards kept back, and the
    engines that judge faces and pictures.
    """

    cards: tuple[ModelCard, ...] = ()
    rooms: frozenset[str] = field(default_factory=frozenset[str])
    hidden: tuple[ModelCard, ...] = ()
    queues: dict[str, Queue] = field(default_factory=dict[str, Queue])
    abilities: Abilities = field(default_factory=Abilities)

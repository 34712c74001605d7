"""What the compiler reads and what it writes."""

from dataclasses import dataclass, field

from common.brief import Brief
from common.catalog import Size
from common.direction import Direction
from common.layout import LayoutSpec
from common.palette import Palette
from common.wishes import LabeledReference, Wishes


@dataclass(frozen=True)
class PromptTask:
    """One picture to be drawn. `references` are numbered from 1 in their order; `layout` is a thumbnail to follow.

    `again`: the face of an earlier picture was not alike enough.
    """

    brief: Brief
    direction: Direction
    palette: Palette
    canvas: Size
    references: tuple[LabeledReference, ...] = ()
    wishes: Wishes = field(default_factory=Wishes)
    layout: LayoutSpec | None = None
    again: bool = False


@dataclass(frozen=True)
class Prompt:
    """`system` is the standing instruction, `text` the order itself."""

    system: str
    text: str

"""The placement solver: a brief and a person's geometry become a LayoutSpec. Pure; no pixels are drawn here."""

from compositor.compose.borrowed import borrowed
from compositor.compose.copied import copied
from compositor.compose.person import Person, imagined, person_of
from compositor.compose.plan import Composition, See, Shown, Task, compose
from compositor.compose.stage import Keys

__all__ = [
    "Composition",
    "Keys",
    "Person",
    "See",
    "Shown",
    "Task",
    "borrowed",
    "compose",
    "copied",
    "imagined",
    "person_of",
]

"""What a layer needs to draw itself: the canvas below it and the decoded sources by key."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from common.errors import Code, PermanentError
from compositor.pixels import Picture, Rgb

Sources = Mapping[str, Picture]
"""Decoded pictures by the keys a spec names: RGB or straight RGBA, uint8."""


@dataclass(slots=True)
class Painter:
    """`canvas` is drawn on in place; `notes` say in plain words what had to be changed."""

    canvas: Rgb
    sources: Sources
    notes: list[str] = field(default_factory=list[str])

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.canvas.shape[1], self.canvas.shape[0]

    def source(self, key: str | None) -> Picture:
        if key is None or key not in self.sources:
            raise PermanentError(Code.ASSET_MISSING, "A picture that the layout names is missing.", key=key)
        return self.sources[key]

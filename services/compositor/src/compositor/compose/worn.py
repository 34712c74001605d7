"""What the words of a finished picture wear, for words that are set anew on it or on another canvas."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from common.brief import HexColor
from common.errors import Code, PermanentError
from common.finishing import WordStyle
from common.layout import LayoutSpec, Role, TextLayer, TextStyle, Weight
from common.palette import Palette
from compositor.text.block import scaled_layer
from compositor.text.settle import unsized

_INK: HexColor = "#0b0b0f"
_WHITE: HexColor = "#ffffff"
_NO_WORDS = "The words are part of this picture: a model drew them. Change them with an edit instead."
_OF_BOTH = frozenset({"font", "mood", "case", "align"})
"""Wishes that hold for the subtext too."""


@dataclass(frozen=True)
class Worn:
    """Styles in proportion to the size that is found. `wish` is what the creator wants otherwise."""

    head: TextLayer
    sub: TextLayer | None
    wish: WordStyle

    @property
    def stroke_em(self) -> float | None:
        style = self.head.style
        return style.stroke / style.size if self.wish.stroke is None and style.size else None

    @property
    def tilt(self) -> float:
        return self.head.style.rotation

    @property
    def align(self) -> str:
        return self.wish.align or self.head.style.align

    def headline(self, *, accents: tuple[int, ...], max_lines: int) -> TextStyle:
        style = unsized(self.head.style).model_copy(update={"shadow": False, "outline": None, "rotation": 0.0})
        stressed = bool(self.head.style.accent_words) or self.wish.accent is not None
        own = {"accent_words": accents if stressed else (), "max_lines": max_lines, "stroke": self._stroke}
        return style.model_copy(update=own | _wanted(self.wish))

    @property
    def _stroke(self) -> float:
        return self.wish.stroke if self.wish.stroke is not None else self.head.style.stroke

    def sized(self, style: TextStyle, size: float) -> TextStyle:
        before = self.head.style
        as_before = scaled_layer(self.head, size / before.size).style if before.size else before
        effects: dict[str, Any] = {name: getattr(as_before, name) for name in ("glow", "inner_glow", "outline")}
        shadow = as_before.shadow if self.wish.shadow is None else self.wish.shadow and (as_before.shadow or True)
        return style.model_copy(update={**effects, "shadow": shadow})

    def subtext(self, *, plate: bool) -> TextStyle:
        """The subtext's own look; one that is new is a plain line in the headline's letters."""
        if self.sub is None:
            plain = unsized(self.head.style).model_copy(
                update={"accent_words": (), "weight": Weight.BOLD, "outline": None, "glow": False, "inner_glow": False}
            )
        else:
            plain = unsized(self.sub.style)
        bare = {"stroke": 0.0, "shadow": bool(plain.shadow), "rotation": 0.0, "max_lines": 2}
        return plain.model_copy(update=bare | ({} if plate else {"plate": None}) | _wanted(self.wish, _OF_BOTH))


def _wanted(wish: WordStyle, names: frozenset[str] | None = None) -> dict[str, Any]:
    """What was asked for, as fields of a text style. A font of another mood brings its mood with it."""
    asked = {name: getattr(wish, name) for name in wish.model_fields_set if getattr(wish, name) is not None}
    found = {name: value for name, value in asked.items() if name not in {"placement", "shadow", "stroke"}}
    if "fill" in found:
        found["fill_bottom"] = None
    if "mood" in found and "font" not in found:
        found["font"] = None
    return {name: value for name, value in found.items() if names is None or name in names}


@dataclass(frozen=True)
class Script:
    """The words of a spec by role. A headline in two blocks is one headline."""

    headlines: tuple[TextLayer, ...]
    sub: TextLayer | None

    @property
    def headline(self) -> str:
        return " ".join(layer.content for layer in self.headlines)

    @property
    def layers(self) -> tuple[TextLayer, ...]:
        return (*self.headlines, *((self.sub,) if self.sub else ()))

    def worn(self, wish: WordStyle) -> Worn:
        """Raises `edit_unavailable` where there are no live words."""
        if not self.headlines:
            raise PermanentError(Code.EDIT_UNAVAILABLE, _NO_WORDS)
        largest = max(self.headlines, key=lambda layer: layer.style.size or 0.0)
        return Worn(largest, self.sub, wish)


def script_of(spec: LayoutSpec) -> Script:
    texts = [layer for layer in spec.layers if isinstance(layer, TextLayer)]
    return Script(tuple(_with(texts, Role.HEADLINE)), next(iter(_with(texts, Role.SUBTEXT)), None))


def _with(texts: Sequence[TextLayer], role: Role) -> list[TextLayer]:
    return [layer for layer in texts if layer.role is role]


def palette_of(worn: Worn) -> Palette:
    """The colors that are there already: what keeps words readable where they lie now."""
    style = worn.head.style.model_copy(update=_wanted(worn.wish))
    fill = style.fill or _WHITE
    ink = style.stroke_color or (_INK if fill != _INK else _WHITE)
    accent = style.accent or fill
    return Palette(ground=ink, deep=ink, light=fill, accent=accent, accent2=accent, text=fill, ink=ink)


def recolored(spec: LayoutSpec, wish: WordStyle) -> tuple[TextLayer, ...]:
    """The words as they stand, in other colors; the subtext keeps its own."""
    script = script_of(spec)
    update = _wanted(wish) | ({"shadow": wish.shadow} if wish.shadow is not None else {})
    painted = [layer.model_copy(update={"style": layer.style.model_copy(update=update)}) for layer in script.headlines]
    return (*painted, *((script.sub,) if script.sub else ()))

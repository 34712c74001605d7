"""How good is a thumbnail? Named checks and one number, in a few milliseconds, the same for every generator."""

from dataclasses import dataclass

import numpy as np

from common.fonts.catalogue import FontCatalogue
from common.layout import LayoutSpec, Role, TextLayer
from compositor.geometry import Rect
from compositor.pixels import Mask, Rgb, as_u8
from compositor.scoring.checks import score
from compositor.scoring.measures import (
    LIST,
    SIDEBAR,
    at_width,
    clutter,
    colorfulness,
    contrast_at_sidebar,
    saliency,
    share_on,
)
from compositor.text.block import FittedText, fit_text, text_masks

__all__ = ["Scene", "Scored", "score_picture"]


@dataclass(frozen=True, slots=True)
class Scene:
    """What the score has to know beside the picture: boxes in pixels of the canvas."""

    head: Rect | None
    reserved: tuple[Rect, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    score: float
    checks: dict[str, float | bool]


def score_picture(picture: Rgb, spec: LayoutSpec, scene: Scene, catalogue: FontCatalogue) -> Scored:
    texts = [layer for layer in spec.layers if isinstance(layer, TextLayer)]
    fitted = [fit_text(layer, spec.canvas, catalogue) for layer in texts]
    headlines = [(layer, fit) for layer, fit in zip(texts, fitted, strict=True) if layer.role is Role.HEADLINE]
    small = at_width(picture, LIST)
    values = {"colorfulness": colorfulness(small), "clutter": clutter(small)}
    values |= _faces(picture, scene)
    values |= _words(picture, spec, headlines)
    values |= _overlaps(picture, scene, [Rect.of(fit.bbox) for fit in fitted])
    values["attention_on_subject_and_words"] = share_on(saliency(small), _looked_at(picture, scene, fitted))
    rounded: dict[str, float | bool] = {name: round(value, 3) for name, value in sorted(values.items())}
    return Scored(score(values), rounded)


def _faces(picture: Rgb, scene: Scene) -> dict[str, float]:
    return {"face_height_share": scene.head.h / picture.shape[0]} if scene.head else {}


def _words(picture: Rgb, spec: LayoutSpec, headlines: list[tuple[TextLayer, FittedText]]) -> dict[str, float]:
    if not headlines:
        return {}
    masks = [text_masks(layer, fit, spec.canvas).fill for layer, fit in headlines]
    letters = as_u8(np.maximum.reduce(masks))
    return {
        "legibility_contrast": contrast_at_sidebar(picture, letters),
        "cap_height_at_168": min(fit.cap_height for _, fit in headlines) * SIDEBAR / picture.shape[1],
        "words": float(sum(len(layer.content.split()) for layer, _ in headlines)),
    }


def _overlaps(picture: Rgb, scene: Scene, texts: list[Rect]) -> dict[str, float]:
    """Shares of the words' area; zero is what was promised."""
    canvas = Rect(0, 0, picture.shape[1], picture.shape[0])
    area = max(1.0, sum(text.area for text in texts))
    outside = sum(text.area - text.clipped(canvas).area for text in texts)
    reserved = sum(_shared(text, zone) for text in texts for zone in scene.reserved)
    on_face = sum(_shared(text, scene.head) for text in texts) if scene.head else 0.0
    return {
        "text_in_reserved_zones": reserved / area,
        "text_on_face": on_face / area,
        "text_outside_canvas": outside / area,
    }


def _shared(text: Rect, zone: Rect) -> float:
    """Less than half a pixel is rounding."""
    part = text.grown(-0.5).clipped(zone)
    return part.area if part.w > 0 and part.h > 0 else 0.0


def _looked_at(picture: Rgb, scene: Scene, fitted: list[FittedText]) -> Mask:
    """Head and words, as boxes."""
    mask = np.zeros(picture.shape[:2], np.uint8)
    for rect in [*(Rect.of(fit.bbox) for fit in fitted), *([scene.head] if scene.head else [])]:
        mask[max(0, int(rect.y)) : max(0, int(rect.bottom)), max(0, int(rect.x)) : max(0, int(rect.right))] = 255
    return mask

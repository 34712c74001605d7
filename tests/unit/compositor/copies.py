"""Layouts to copy, of a few lines and a head."""

from common.catalog import Size
from common.layout import ImageLayer, LayoutSpec, Role, TextLayer, TextStyle

CANVAS = Size(w=1280, h=720)


def line(text, x, y, w, h, role=Role.HEADLINE, **style):
    look = {"font": "Anton", "fill": "#ffde28", "stroke": 8.0, "stroke_color": "#000000", "max_lines": 1} | style
    return TextLayer(role=role, content=text, bbox=(x, y, w, h), style=TextStyle.model_validate(look))


def layout(*words, head=(850, 120, 250, 320), canvas=CANVAS):
    subject = ImageLayer(role=Role.SUBJECT, bbox=(760, 80, 460, 640), focus=head) if head else None
    background = ImageLayer(role=Role.BACKGROUND, ops=("blur:2",))
    return LayoutSpec(canvas=canvas, layers=(background, *([subject] if subject else []), *words))


TWO = (line("STOP DOING", 60, 120, 560, 130), line("THIS NOW", 60, 280, 480, 130))


def size_of(layer: TextLayer) -> float:
    assert layer.style.size
    return layer.style.size


def words_of(composition):
    return [layer for layer in composition.spec.layers if isinstance(layer, TextLayer)]

"""What is below the words of a copy: the scene with what was done to the copied one, and the person, dressed alike."""

from dataclasses import replace

from common.layout import ImageLayer, ImageStyle, Layer, LayoutSpec, Role
from common.tonality import FaceTone
from compositor.compose.copied.belonging import belonging
from compositor.compose.frame import Frame
from compositor.compose.looks import LOOKS, Cast, Figure
from compositor.compose.placing import Placement
from compositor.compose.plan import Task
from compositor.compose.scaling import dressed
from compositor.compose.stage import person_layer, shade_below

PLAIN = Figure(shadow=Cast(-0.006, 0.012, 0.03, 0.35), wrap=0.2, ops=("match:0.12",))
"""A person as photographed, in the light of the place: outlines and glows only where the copied one wore them."""
PUNCH = "contrast:0.1"
"""Where nobody knows how the copied face was lit."""


def scene_in(target: LayoutSpec, task: Task) -> ImageLayer:
    """A picture that a model drew has been graded by it."""
    ops = _ops(target) if not task.whole else ()
    return ImageLayer(role=Role.BACKGROUND, source=task.keys.scene, ops=ops)


def figure_in(target: LayoutSpec, tone: FaceTone | None) -> Figure:
    """The copied grade comes last: it lies over everything."""
    graded = belonging(target.grade, tone)
    lit = tone is not None and target.grade is not None and target.grade.face is not None
    return replace(PLAIN, ops=(*PLAIN.ops, *(() if lit else (PUNCH,)), *graded))


def person_in(target: LayoutSpec, task: Task, placed: Placement, frame: Frame) -> list[Layer]:
    layers: list[Layer] = []
    if task.keys.cutout:
        look = replace(LOOKS[task.direction.vibe], figure=figure_in(target, task.person.tone))
        person = person_layer(task.keys, task.person, placed, look, task.palette, frame)
        layers.append(person.model_copy(update={"style": _worn(target, person.style, task)}))
    if "bottom" in placed.hidden:
        layers.append(shade_below(placed, frame, task.palette.deep))
    return layers


def _ops(target: LayoutSpec) -> tuple[str, ...]:
    return next((one.ops for one in target.layers if isinstance(one, ImageLayer) and one.role is Role.BACKGROUND), ())


def _worn(target: LayoutSpec, plain: ImageStyle, task: Task) -> ImageStyle:
    """The copied person's outline, glow and light over the plain figure's shadow, in proportion to the canvas."""
    worn = next((one.style for one in target.layers if isinstance(one, ImageLayer) and one.role is Role.SUBJECT), None)
    if worn is None:
        return plain
    factor = min(task.canvas.w / target.canvas.w, task.canvas.h / target.canvas.h)
    theirs = dressed(worn, factor)
    return plain.model_copy(update={"outline": theirs.outline, "glow": theirs.glow, "rim": theirs.rim})

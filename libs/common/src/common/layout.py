"""LayoutSpec: a thumbnail as a document of live layers, bottom first.

The compositor renders it, the extractor writes it, the editor changes it and every export carries it. Lengths are
pixels of `canvas`; boxes are `[x, y, w, h]`. What a spec leaves out, the renderer decides and writes back, so that a
rendered spec always renders to the same picture. Readers ignore fields they do not know.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from common.brief import FontMood, HexColor
from common.catalog import PlatformName, Size
from common.ground import GroundPicture, Scene
from common.inspiration import Inspiration
from common.likeness import LikenessPage

SPEC_VERSION = 1
MAX_LAYERS = 40
MOST_HIDDEN = 200
"""Places of a thumbnail that are kept from models: a page full of small words has so many."""
WIDEST, FARTHEST, MOST_EMS = 400.0, 4096.0, 20.0
"""Pixels of a stroke, an outline or a blur, and of a shadow's way and a radius; ems around words on a plate."""

# Left, top, width and height, in pixels.
Box = tuple[float, float, float, float]

# Generic signs, which belong to nobody: all that a shape may be called. `common.signs` draws them.
SignKind = Literal[
    "arrow", "ring", "frame", "star", "cross", "check", "triangle", "heart", "exclamation", "ellipse", "rectangle"
]


WidthClass = Literal["condensed", "normal", "wide"]


class Role(StrEnum):
    BACKGROUND = "background"
    SUBJECT = "subject"
    OBJECT = "object"
    LOGO = "logo"
    SCRIM = "scrim"
    PLATE = "plate"
    HEADLINE = "headline"
    SUBTEXT = "subtext"
    LABEL = "label"


class Weight(StrEnum):
    REGULAR = "regular"
    MEDIUM = "medium"
    BOLD = "bold"
    EXTRA_BOLD = "extra-bold"
    BLACK = "black"


Op = Annotated[str, Field(max_length=40)]
"""`name:amount`, such as `blur:2`."""
Point = tuple[float, float]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class Shadow(_Part):
    dx: float = Field(default=0.0, ge=-FARTHEST, le=FARTHEST)
    dy: float = Field(default=6.0, ge=-FARTHEST, le=FARTHEST)
    blur: float = Field(default=8.0, ge=0, le=WIDEST, description="Gaussian sigma.")
    color: HexColor = "#000000"
    opacity: float = Field(default=0.65, ge=0, le=1)


class Glow(_Part):
    blur: float = Field(default=10.0, ge=0, le=WIDEST, description="Gaussian sigma.")
    color: HexColor = "#ffffff"
    opacity: float = Field(default=0.6, ge=0, le=1)


class Outline(_Part):
    width: float = Field(default=0.0, ge=0, le=WIDEST)
    color: HexColor = "#ffffff"


class Plate(_Part):
    """A filled shape behind text."""

    color: HexColor = "#000000"
    opacity: float = Field(default=1.0, ge=0, le=1)
    pad: float = Field(default=0.25, ge=0, le=MOST_EMS, description="In ems of the text.")
    radius: float = Field(default=0.12, ge=0, le=MOST_EMS, description="In ems of the text.")
    per_line: bool = True
    slant: float = Field(default=0.0, ge=-30, le=30, description="Degrees by which its sides lean to the right.")


class Sign(_Part):
    """A sign that fills the layer's box, drawn by our own geometry; `rotation` turns both."""

    kind: SignKind
    rotation: float = Field(
        default=0.0,
        ge=-180,
        le=180,
        description="Degrees, anticlockwise, around the centre of the box; at 0 arrows and triangles point right.",
    )
    bend: float = Field(
        default=0.0, ge=-200, le=200, description="Degrees, anticlockwise, by which an arrow turns on its way."
    )
    thick: float = Field(
        default=0.4,
        gt=0,
        lt=1,
        description="An arrow's shaft over its head, a band over half a ring, arms and strokes over the whole, a star's"
        " inner corners over its outer ones.",
    )
    head: float = Field(default=0.4, gt=0, lt=1, description="Of an arrow's length, its head.")
    open: bool = Field(default=False, description="An arrow whose head is two strokes.")
    points: int = Field(default=5, ge=3, le=40, description="Of a star; from eight on it is a burst.")


class ImageStyle(_Part):
    outline: Outline | None = None
    shadow: Shadow | None = None
    glow: Glow | None = Field(default=None, description="Light around the cut-out, outside its outline.")
    rim: Glow | None = Field(default=None, description="Light along the edge, in the scene's colour.")
    light_wrap: float = Field(default=0.0, ge=0, le=1, description="How much of the background bleeds over the edge.")
    flip: bool = False


class TextStyle(_Part):
    font: str | None = Field(
        default=None, max_length=80, description="A family of the font catalogue; chosen by mood when left out."
    )
    mood: FontMood | None = None
    weight: Weight = Weight.EXTRA_BOLD
    size: float | None = Field(
        default=None, gt=0, le=FARTHEST, description="Pixels per em; fitted to the box when left out."
    )
    width: WidthClass | None = Field(default=None, description="How wide its letters run, as read of a thumbnail.")
    case: Literal["upper", "as-is"] = "upper"
    fill: HexColor | None = None
    fill_bottom: HexColor | None = Field(
        default=None, description="The fill shades to this from top to bottom of each line."
    )
    accent: HexColor | None = None
    accent_words: tuple[Annotated[int, Field(ge=0)], ...] = Field(
        default=(), max_length=100, description="Indices of the words drawn in the accent colour."
    )
    stroke: float = Field(default=0.0, ge=0, le=WIDEST)
    stroke_color: HexColor | None = None
    outline: Outline | None = Field(default=None, description="A second outline, outside the stroke.")
    shadow: bool | Shadow = False
    glow: bool | Glow = Field(default=False, description="Light around the letters.")
    inner_glow: bool | Glow = False
    plate: Plate | None = None
    align: Literal["left", "center", "right"] = "center"
    valign: Literal["top", "middle", "bottom"] = "middle"
    rotation: float = Field(
        default=0.0, ge=-45, le=45, description="Degrees, anticlockwise, around the centre of the box."
    )
    leading: float = Field(default=1.0, gt=0.5, lt=3, description="Line distance in cap heights plus gap, relative.")
    max_lines: int = Field(default=3, ge=1, le=6)
    lines: tuple[Annotated[str, Field(max_length=500)], ...] = Field(
        default=(), max_length=40, description="The line breaks the renderer settled on."
    )


Sureness = Annotated[
    Annotated[dict[Annotated[str, Field(max_length=40)], Annotated[float, Field(ge=0, le=1)]], Field(max_length=40)]
    | None,
    Field(description="How sure the extractor is of a field, from 0 to 1; what a person wrote has none."),
]


class FaceTones(_Part):
    """How a face is lit and colored; nothing of whose it is, nor how light its skin."""

    contrast: float = Field(ge=0, le=1, description="From its dark parts to its light ones, of black to white.")
    color: float = Field(ge=0, le=1, description="OKLab chroma of its skin.")


class ColorGrade(_Part):
    """What was done to a whole picture. What is painted from its colors has it already; what else goes in needs it."""

    ops: tuple[Op, ...] = Field(default=(), max_length=12, description="`name:amount`, such as `warm:0.4`.")
    face: FaceTones | None = Field(
        default=None, description="Of the main person: whoever takes the place is lit alike."
    )
    sure: Sureness = None


class Margins(_Part):
    """What is free on each side of a layer, as shares of the canvas; less than nothing where it reaches beyond."""

    left: float
    top: float
    right: float
    bottom: float
    across: Literal["left", "center", "right"] = Field(description="What it hangs on: the nearer side, or the middle.")
    down: Literal["top", "middle", "bottom"]


Room = Annotated[Margins | None, Field(description="Follow from the box; written by whoever writes the layout.")]


class SafeArea(_Part):
    """What of a platform words and heads lie on that it covers or crops: nothing where they respect it."""

    platform: PlatformName
    breaks: tuple[str, ...] = ()


class ImageLayer(_Part):
    type: Literal["image"] = "image"
    role: Role = Role.BACKGROUND
    source: str | None = Field(default=None, description="Blob key of the picture; straight alpha where it has any.")
    mask: str | None = None
    bbox: Box | None = Field(default=None, description="The whole canvas when left out.")
    ops: tuple[Op, ...] = Field(
        default=(), max_length=12, description="`name:amount`, applied in order, such as `blur:2`."
    )
    style: ImageStyle = ImageStyle()
    focus: Box | None = Field(default=None, description="What words keep off: the head, in pixels of the canvas.")
    color: HexColor | None = Field(default=None, description="The most of it, where it has no picture.")
    margins: Room = None
    sure: Sureness = None


class ShapeLayer(_Part):
    type: Literal["shape"] = "shape"
    role: Role = Role.SCRIM
    bbox: Box
    color: HexColor = "#000000"
    opacity: float = Field(default=1.0, ge=0, le=1)
    radius: float = Field(default=0.0, ge=0, le=FARTHEST)
    fade: Literal["none", "left", "right", "top", "bottom"] = Field(
        default="none", description="The side towards which the shape fades out."
    )
    sign: Sign | None = Field(default=None, description="What it is where it is no rectangle along its box.")
    outline: Outline | None = Field(default=None, description="Around a sign.")
    margins: Room = None
    sure: Sureness = None


class TextLayer(_Part):
    type: Literal["text"] = "text"
    role: Role = Role.HEADLINE
    content: str = Field(max_length=500)
    bbox: Box
    style: TextStyle = TextStyle()
    margins: Room = None
    sure: Sureness = None


Layer = Annotated[ImageLayer | ShapeLayer | TextLayer, Field(discriminator="type")]


class LayoutSpec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    version: int = SPEC_VERSION
    canvas: Size
    layers: tuple[Layer, ...] = Field(max_length=MAX_LAYERS)
    grade: ColorGrade | None = Field(default=None, description="Of the whole of a thumbnail that was read.")
    safe_areas: tuple[SafeArea, ...] = Field(default=(), description="Of the platforms that have this shape.")
    notes: tuple[str, ...] = Field(default=(), description="What the renderer had to change, in plain words.")
    likeness: LikenessPage | None = Field(default=None, description="How the face compares with the selfies.")


class LayoutRead(BaseModel):
    """A thumbnail as a layout, with what guides those who paint: its colors and its composition."""

    model_config = ConfigDict(extra="ignore")

    spec: LayoutSpec
    look: Inspiration
    fingerprint: str = Field(
        default="",
        max_length=64,
        description="What the thumbnail looks like in 256 bits, so that no copy of it is made.",
    )
    crops: tuple[Annotated[str, Field(max_length=64)], ...] = Field(
        default=(), max_length=32, description="The same of parts of it, as a crop of it is a copy too."
    )
    plate: GroundPicture | None = Field(
        default=None,
        description="The background without words and people, where it is plain enough for one.",
    )
    no_plate: str = Field(default="", description="Why there is no plate.")
    scene: Scene | None = Field(default=None, description="The background and what stands before it, in words.")
    hidden: tuple[tuple[Point, Point, Point, Point], ...] = Field(
        default=(),
        max_length=MOST_HIDDEN,
        description="Corners of what models never see of the thumbnail, whatever is corrected: words, signs, logos.",
    )
    warnings: tuple[str, ...] = Field(default=(), description="What the reader is unsure of, in plain words.")
    reader: str = Field(default="", description="The engine that read the words.")

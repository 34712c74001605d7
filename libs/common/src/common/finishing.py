"""What is asked of the compositor about a finished picture: other words, other sizes, files to take away.

`rpc.compositor.render` answers one picture drawn anew, `rpc.compositor.export` a file or a zip. Both work from a
LayoutSpec and the stored pictures it names, so they cost nothing.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from common.brief import FontMood, HexColor, TextPlacement
from common.catalog import PlatformName, Size
from common.layout import Box, LayoutSpec, Weight

MOST_FILES = 60
MOST_EXPORT_BYTES = 120_000_000
MOST_PICTURES = 20

ExportKind = Literal["png", "jpg", "webp", "json"]
KEY = r"^[\w-]+(/[\w.-]+)*$"


class FacesSeen(BaseModel):
    """What `rpc.identity.find` sees in a stored picture, in its pixels, the one that is meant first."""

    faces: tuple[Box, ...] = ()


class WordStyle(BaseModel):
    """What to change about how words look; what is left out stays. Lengths are pixels of the picture."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    font: str | None = Field(default=None, max_length=60, description="A family of the font catalogue.")
    mood: FontMood | None = Field(default=None, description="chunky-sans, condensed-sans, slab or handwritten.")
    weight: Weight | None = None
    case: Literal["upper", "as-is"] | None = None
    fill: HexColor | None = Field(default=None, description="Color of the letters.")
    accent: HexColor | None = Field(default=None, description="Color of the stressed words.")
    stroke: float | None = Field(default=None, ge=0, le=100)
    stroke_color: HexColor | None = None
    shadow: bool | None = None
    align: Literal["left", "center", "right"] | None = None
    placement: TextPlacement | None = Field(default=None, description="Another side for the words.")


class Words(BaseModel):
    """None keeps what is there; an empty subtext takes it away."""

    model_config = ConfigDict(frozen=True)

    headline: str | None = None
    subtext: str | None = None
    style: WordStyle = WordStyle()


class RenderRequest(BaseModel):
    """A spec whose layers name stored pictures, drawn anew under `prefix`."""

    model_config = ConfigDict(frozen=True)

    spec: LayoutSpec
    prefix: str = Field(pattern=r"^[\w-]+(/[\w-]+)*$", description="Where the files go, without a slash at the end.")
    max_bytes: int = Field(default=20_000_000, gt=0)
    platform: PlatformName = PlatformName.CUSTOM
    reserve_overlays: bool = True
    words: Words | None = Field(default=None, description="Other words on the same picture, fitted into its free room.")
    label: bool | None = Field(default=None, description="With or without the AI label; None leaves it as it is.")


class RenderReply(BaseModel):
    """`spec` states what was decided; `files` are blob keys by format."""

    files: dict[str, str]
    bytes: dict[str, int]
    spec: LayoutSpec
    notes: tuple[str, ...]
    score: float = 0.0
    checks: dict[str, float | bool] = Field(default_factory=dict[str, float | bool])


class ExportPicture(BaseModel):
    """One picture to export. `name` begins its file names; `folder` is its place in a zip, such as a language."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(pattern=r"^[a-z0-9-]{1,60}$")
    folder: str = Field(default="", pattern=r"^[A-Za-z0-9-]{0,35}$")
    spec: LayoutSpec
    about: dict[str, Any] = Field(default_factory=dict[str, Any], description="Goes into the manifest.")


class ExportTarget(BaseModel):
    """A canvas. `own` keeps the picture's own size."""

    model_config = ConfigDict(frozen=True)

    platform: PlatformName
    canvas: Size
    own: bool = False


class ExportRequest(BaseModel):
    """Every picture at every target in every format, written to `key`."""

    model_config = ConfigDict(frozen=True)

    pictures: tuple[ExportPicture, ...] = Field(min_length=1, max_length=MOST_PICTURES)
    targets: tuple[ExportTarget, ...] = Field(min_length=1)
    formats: tuple[ExportKind, ...] = Field(min_length=1)
    key: str = Field(pattern=KEY, description="Blob key, without an ending.")
    zipped: bool = False
    reserve_overlays: bool = True
    about: dict[str, Any] = Field(default_factory=dict[str, Any], description="Goes into the manifest.")

    @property
    def count(self) -> int:
        return len(self.pictures) * len(self.targets) * len(self.formats)


class ExportReply(BaseModel):
    """Where the file lies, and what to call it."""

    key: str
    name: str
    media_type: str
    bytes: int
    count: int

"""What is known of a job when it sets out, and the page that each room adds."""

from typing import Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from common.ages import AgeVerdict
from common.decency import DecencyPage
from common.disclosure import Decision
from common.inspiration import Inspiration
from common.layout import Box, LayoutRead
from common.likeness import LikenessPage

Edge = Literal["left", "right", "top", "bottom"]


class Page(BaseModel):
    """Readers ignore what they do not know, so rooms can be updated one at a time."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Reference(Page):
    """A selfie as it lies in blob storage, pixels after normalisation."""

    asset_id: str
    key: str
    width: int
    height: int

    @property
    def longest(self) -> int:
        return max(self.width, self.height)


class CopyTarget(Page):
    """The thumbnail to copy. `masked_key` is its version without faces, the only one that leaves the installation."""

    asset_id: str
    key: str
    masked_key: str
    width: int
    height: int
    read: LayoutRead | None = Field(default=None, description="Read before, perhaps corrected; not read again.")


class SelfieVerdict(Page):
    """What identity thinks of one selfie; `issues` are codes, `advice` is the sentence for the creator."""

    asset_id: str
    score: float = Field(ge=0, le=1)
    issues: tuple[str, ...] = ()
    advice: str = ""


class MaskedPicture(Page):
    """A picture to look at, safe to send anywhere: `key` is the version without faces."""

    asset_id: str
    key: str = Field(description="The picture's own key where it has nothing like a face.")
    shows_somebody: bool = Field(
        default=True, description="Whether one of them surely is a face; else it may be a cup, or the lamp of a car."
    )
    faces: tuple[Box, ...] = Field(default=(), description="Where faces were, in its pixels.")


class IdentityPage(Page):
    """The chosen selfie and where its parts lie; boxes are pixels of the cut-out picture."""

    asset_id: str
    why: str = Field(default="", description="Why this selfie was chosen, for the creator.")
    person: Literal["same", "unsure", "unverified"] = Field(
        default="unverified", description="Whether all selfies that are used show one person; unverified: no engine."
    )
    verdicts: tuple[SelfieVerdict, ...]
    cutout_key: str
    landmarks_key: str
    width: int
    height: int
    face: Box
    head: Box = Field(description="From the top of the hair to the chin.")
    yaw: float = Field(default=0.0, description="Degrees; positive when the nose points to the right of the picture.")
    roll: float = 0.0
    cut_edges: tuple[Edge, ...] = Field(default=(), description="Where the photo's frame cuts the body.")
    engine: str = ""
    age: AgeVerdict = Field(default="unchecked", description="Whether the selfies may show a child.")


class LayoutPage(Page):
    """`spec_key` is the LayoutSpec that was read; `guide_key` what models may see of it: no face, no word."""

    spec_key: str
    # Streams may still hold tickets that call it by its first name.
    guide_key: str | None = Field(default=None, validation_alias=AliasChoices("guide_key", "plate_key"))
    look: Inspiration | None = Field(default=None, description="Its colors and composition, for those who paint.")
    fingerprint: str = Field(default="", description="What it looks like in 256 bits: pictures must differ from it.")
    crops: tuple[str, ...] = Field(default=(), description="The same of parts of it: no crop of it is made either.")


class Source(Page):
    """A page the model looked at. The provider's terms ask for a link to the page itself beside the picture."""

    uri: str
    title: str = ""
    domain: str = ""
    kind: Literal["web", "image", "suggestions"] = "web"
    html: str = Field(default="", description="The search suggestions, to be shown as they are.")


class ImagePage(Page):
    """One variant's picture from a generator."""

    key: str
    width: int
    height: int
    service: str
    model: str
    draws: Literal["scene", "picture"]
    seed: int
    scene: str = ""
    surcharge_micro_usd: int = 0
    cost_micro_usd: int = Field(default=0, description="What the provider charges for all it took; for admins.")
    session_key: str = Field(default="", description="The sealed conversation an edit can go on from.")
    sources: tuple[Source, ...] = Field(default=(), description="What the model looked up; must be shown and linked.")
    provenance: dict[str, Any] = Field(default_factory=dict[str, Any])


class RenderPage(Page):
    """One finished variant: the files by format and what was measured on them."""

    files: dict[str, str] = Field(description="Blob key per format: png, jpg, json, preview.")
    width: int
    height: int
    bytes: dict[str, int]
    score: float = Field(ge=0, le=100)
    checks: dict[str, float | bool] = Field(default_factory=dict[str, float | bool])
    notes: tuple[str, ...] = ()
    disclosure: Decision | None = Field(default=None, description="Whether it says that AI made it, and why.")
    likeness: LikenessPage | None = Field(default=None, description="How the face compares with the selfies.")
    decency: DecencyPage | None = Field(default=None, description="Whether it, or what it shows, is fit to be shown.")

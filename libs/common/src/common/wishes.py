"""What a creator may ask of an image model beyond the questionnaire, in words no vendor owns.

A room refuses a wish its model cannot grant before anything is bought; a default (None, empty) is always granted.
Everything here travels on the ticket: keys and addresses, never pictures.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from common.inspiration import Inspiration

MAX_INSTRUCTION_LETTERS = 2_000

Role = Literal["person", "object", "style", "scene", "layout", "picture", "mask"]
Thinking = Literal["minimal", "low", "medium", "high"]
Grounding = Literal["web", "image"]
EditKind = Literal["instruct", "mask", "outpaint", "restyle", "compose"]


class Wish(BaseModel):
    """Readers ignore what they do not know: tickets outlive releases."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class LabeledReference(Wish):
    """A picture for the model to look at. They are numbered in the order given; the prompt names them by number."""

    key: str = Field(description="Blob key of the normalised picture.")
    role: Role
    label: str = Field(default="", max_length=200, description="What it shows, in the creator's words.")
    sealed: bool = Field(default=False, description="Encrypted: what identity stored of a face.")
    inspiration: Inspiration | None = Field(default=None, description="Its colors and composition, for a style.")


class VideoSource(Wish):
    """A public YouTube address, an HTTPS or gs:// address, or the blob key of an uploaded video. Seconds."""

    uri: str = ""
    key: str = ""
    mime_type: str = "video/mp4"
    start: float | None = Field(default=None, ge=0)
    end: float | None = Field(default=None, ge=0)
    fps: float | None = Field(default=None, gt=0, le=24)


class DocumentSource(Wish):
    """A PDF to draw from, by blob key or address."""

    uri: str = ""
    key: str = ""
    mime_type: str = "application/pdf"


class EditRequest(Wish):
    """Change a finished picture. `session` names the conversation: the job and variant the first picture came from."""

    instruction: str = Field(min_length=1, max_length=MAX_INSTRUCTION_LETTERS)
    picture_key: str = Field(description="Blob key of the generator's picture that is to be changed.")
    session: str = Field(default="", description="Key of the stored conversation; empty starts afresh.")
    kind: EditKind = "instruct"
    mask_key: str = Field(default="", description="Blob key of a mask, white where it may change.")
    render_id: str = Field(default="", description="The finished picture this one changes.")
    spec_key: str = Field(default="", description="Its layout, kept where the canvas is the same.")


class Wishes(Wish):
    thinking: Thinking | None = None
    grounding: tuple[Grounding, ...] = ()
    video: VideoSource | None = None
    document: DocumentSource | None = None
    edit: EditRequest | None = None
    references: tuple[LabeledReference, ...] = Field(
        default=(), description="Beside the selfies: style, object, scene."
    )
    house_style: str = Field(default="", max_length=20_000, description="A standing instruction: brand or style guide.")
    image_size: Literal["512", "1K", "2K", "4K"] | None = Field(default=None, description="None: from the quality.")
    commentary: bool = Field(default=False, description="Let the model say something beside the picture.")
    keep_thoughts: bool = Field(default=False, description="Store the model's drafts and reasons for debugging.")
    draw_text: bool = Field(default=False, description="Let the model draw the headline.")
    safety: Literal["standard", "strict", "open"] | None = Field(
        default=None, description="None: the content filter's."
    )
    media_resolution: Literal["low", "medium", "high", "ultra_high"] | None = None
    tier: Literal["standard", "flex", "priority"] = "standard"
    batch: bool = Field(default=False, description="Half the price, an answer within a day.")
    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, gt=0, le=1)
    max_output_tokens: int | None = Field(default=None, ge=256, le=32_768)
    stop: tuple[str, ...] = Field(default=(), max_length=5)
    extra: dict[str, Any] = Field(default_factory=dict[str, Any], description="Merged into the provider's request.")

    @property
    def inspirations(self) -> tuple[Inspiration, ...]:
        """What is known of the pictures whose style is to be followed, for who never sees them."""
        return tuple(one.inspiration for one in self.references if one.role == "style" and one.inspiration)

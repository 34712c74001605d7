"""The questionnaire as one document: every question with its section, its limits and its default."""

from typing import Any, Literal, Self, cast

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from common.brief.answers import (
    ColorPriority,
    ContentFilter,
    Disclosure,
    Emotion,
    ExportFormat,
    FaceLock,
    FacePosition,
    Grounding,
    Mode,
    NoGo,
    Quality,
    ServiceTier,
    TextPlacement,
    Thinking,
    ThirdsPoint,
    Transformation,
    Vibe,
    Wardrobe,
)
from common.brief.forms import (
    LETTERS_PER_WORD,
    MAX_OBJECTS,
    MAX_REFERENCES,
    MAX_STYLES,
    MAX_SUBTEXT_LETTERS,
    MAX_SUBTEXT_WORDS,
    SEEDS,
    SUGGESTED_HEADLINE_WORDS,
    AssetId,
    HexColor,
    Note,
    Typography,
    WebAddress,
    section,
)
from common.brief.words import count_words, is_visible, tidy_text
from common.catalog import PLATFORMS, PlatformName, Size, check_custom_size
from common.errors import Code, refusal


class Brief(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    # A. Project basics
    mode: Mode = Field(default=Mode.DESIGN, title="Mode", json_schema_extra=section("A"))
    platform: PlatformName = Field(default=PlatformName.YOUTUBE, title="Platform", json_schema_extra=section("A"))
    size: Size | None = Field(
        default=None, title="Size", description="Each platform has its preset.", json_schema_extra=section("A")
    )
    content_filter: ContentFilter = Field(
        default=ContentFilter.STANDARD, title="Safe content filter", json_schema_extra=section("A")
    )

    # B. Creative brief
    title: str = Field(default="", max_length=200, title="Video title or core message", json_schema_extra=section("B"))
    headline: str = Field(
        default=...,
        title="Headline",
        description="The words on the thumbnail; two to six work best.",
        json_schema_extra=section("B"),
    )
    subtext: str = Field(default="", title="Subtext", description="Up to ten words.", json_schema_extra=section("B"))
    vibe: tuple[Vibe, ...] = Field(default=(Vibe.BOLD,), max_length=3, title="Vibe", json_schema_extra=section("B"))
    colors: ColorPriority | None = Field(default=None, title="Colour priority", json_schema_extra=section("B"))
    brand_colors: tuple[HexColor, ...] = Field(default=(), max_length=6, title="Brand", json_schema_extra=section("B"))
    brand_kit_id: AssetId | None = Field(
        default=None,
        title="Brand kit",
        description="Its colors, font, style and logo are used where the answers leave them open.",
        json_schema_extra=section("B"),
    )
    emotion: Emotion | None = Field(default=None, title="Subject emotion", json_schema_extra=section("B"))

    # C. Face and subject
    refs: tuple[AssetId, ...] = Field(default=(), title="Reference selfies", json_schema_extra=section("C"))
    wardrobe: Wardrobe = Field(default=Wardrobe.KEEP, title="Outfit", json_schema_extra=section("C"))
    transformations: tuple[Transformation, ...] = Field(
        default=tuple(Transformation),
        max_length=len(Transformation),
        title="Allowed transformations",
        json_schema_extra=section("C"),
    )
    no_gos: tuple[NoGo, ...] = Field(
        default=tuple(NoGo), max_length=len(NoGo), title="No-gos", json_schema_extra=section("C")
    )

    face_lock: FaceLock = Field(
        default=FaceLock.STANDARD,
        title="Face lock",
        description="strict: a drawn face that is not alike is made again, then replaced by the photo. off: no check.",
        json_schema_extra=section("C"),
    )

    # D. Layout and composition
    face: FacePosition | None = Field(default=None, title="Close-up face", json_schema_extra=section("D"))
    thirds: ThirdsPoint | None = Field(default=None, title="Rule-of-thirds focus point", json_schema_extra=section("D"))
    text: TextPlacement | None = Field(default=None, title="Text placement", json_schema_extra=section("D"))
    reserve_overlays: bool = Field(
        default=True,
        title="Leave room for platform overlays",
        description="Keeps text clear of timestamps, buttons and avatars.",
        json_schema_extra=section("D"),
    )

    # E. Typography
    typography: Typography = Field(default=Typography(), title="Typography", json_schema_extra=section("E"))
    draw_text: bool = Field(
        default=False,
        title="Let the model draw the words",
        description="Otherwise they are set as live text, always sharp and spelled right.",
        json_schema_extra=section("E"),
    )

    # F. Reference inspiration
    copy_target: AssetId | None = Field(default=None, title="Thumbnail to copy", json_schema_extra=section("F"))
    brand_guide: AssetId | None = Field(default=None, title="Brand guide", json_schema_extra=section("F"))
    inspirations: tuple[Note, ...] = Field(
        default=(), max_length=3, title="Inspiration thumbnails", json_schema_extra=section("F")
    )
    style_refs: tuple[AssetId, ...] = Field(
        default=(),
        max_length=MAX_STYLES,
        title="Style references",
        description="Uploaded pictures whose color, light and mood to follow.",
        json_schema_extra=section("F"),
    )
    object_refs: tuple[AssetId, ...] = Field(
        default=(),
        max_length=MAX_OBJECTS,
        title="Things to show",
        description="Uploaded pictures of products or logos that should be in the thumbnail.",
        json_schema_extra=section("F"),
    )
    video: WebAddress | None = Field(
        default=None,
        title="The video itself",
        description="A public YouTube address; the model picks its most telling moment.",
        json_schema_extra=section("F"),
    )
    document: WebAddress | None = Field(
        default=None, title="A PDF to draw from", description="A public address.", json_schema_extra=section("F")
    )

    # G. Output and delivery
    variants: Literal[2, 4, 6] = Field(default=4, title="Variants", json_schema_extra=section("G"))
    formats: tuple[ExportFormat, ...] = Field(
        default=(ExportFormat.PNG, ExportFormat.JSON),
        min_length=1,
        max_length=len(ExportFormat),
        title="Export formats",
        json_schema_extra=section("G"),
    )
    alternates: bool = Field(default=False, title="Crops for other platforms", json_schema_extra=section("G"))
    disclosure: Disclosure = Field(
        default=Disclosure.AUTO,
        title="Label as AI",
        description="A small visible label. auto: where a law or the provider asks for it.",
        json_schema_extra=section("G"),
    )

    # H. Credits and run time
    model_pref: str = Field(default="auto", max_length=60, title="Model", json_schema_extra=section("H"))
    quality: Quality = Field(default=Quality.STANDARD, title="Quality", json_schema_extra=section("H"))
    fixed_seed: bool = Field(default=False, title="Same seed for the series", json_schema_extra=section("H"))
    series_seed: int | None = Field(
        default=None,
        ge=0,
        lt=SEEDS,
        title="Seed of the series",
        description="Every run of this project uses it; with a fixed seed and none given, the project has its own.",
        json_schema_extra=section("H"),
    )
    grounding: tuple[Grounding, ...] = Field(
        default=(),
        max_length=len(Grounding),
        title="Look it up",
        description="Search the web, or pictures in it, so that what is shown is true.",
        json_schema_extra=section("H"),
    )
    thinking: Thinking | None = Field(
        default=None, title="Thinking", description="The model's own if left out.", json_schema_extra=section("H")
    )
    service_tier: ServiceTier = Field(
        default=ServiceTier.STANDARD,
        title="How soon",
        description="batch costs half and is answered within a day; flex is cheaper, priority dearer and quicker.",
        json_schema_extra=section("H"),
    )
    batch: tuple[Note, ...] = Field(
        default=(), max_length=3, title="A/B prompts", description="One to three.", json_schema_extra=section("H")
    )

    @model_validator(mode="before")
    @classmethod
    def _move_high_contrast_to_colors(cls, data: Any) -> Any:
        """The brief's own example lists `high-contrast` as a vibe; it is a colour priority."""
        answers = cast("dict[str, Any]", data if isinstance(data, dict) else {})
        asked = answers.get("vibe")
        if not isinstance(asked, list | tuple) or ColorPriority.HIGH_CONTRAST not in asked:
            return cast("Any", data)
        vibes = [vibe for vibe in cast("list[Any]", asked) if vibe != ColorPriority.HIGH_CONTRAST]
        return {**answers, "vibe": vibes, "colors": answers.get("colors") or ColorPriority.HIGH_CONTRAST}

    @field_validator("grounding", mode="before")
    @classmethod
    def _one_kind_may_stand_alone(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @field_validator("grounding", "style_refs", "object_refs", mode="after")
    @classmethod
    def _each_once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value))

    @field_validator("platform", mode="before")
    @classmethod
    def _know_the_platform(cls, value: Any) -> Any:
        if not isinstance(value, str) or value not in PLATFORMS:
            names = ", ".join(PLATFORMS)
            raise refusal(Code.UNKNOWN_PLATFORM, f"Unknown platform; choose one of {names}.")
        return value

    @field_validator("vibe", mode="after")
    @classmethod
    def _one_vibe_at_least(cls, value: tuple[Vibe, ...]) -> tuple[Vibe, ...]:
        return tuple(dict.fromkeys(value)) or (Vibe.BOLD,)

    @field_validator("headline", "subtext", "title", mode="after")
    @classmethod
    def _tidy(cls, value: str) -> str:
        return tidy_text(value)

    @field_validator("subtext", mode="after")
    @classmethod
    def _subtext_is_short(cls, value: str) -> str:
        if count_words(value) > MAX_SUBTEXT_WORDS or len(value) > MAX_SUBTEXT_LETTERS:
            raise refusal(Code.SUBTEXT_TOO_LONG)
        return value

    @field_validator("refs", mode="after")
    @classmethod
    def _ten_selfies_at_most(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(value) > MAX_REFERENCES:
            raise refusal(Code.TOO_MANY_REFERENCES)
        return tuple(dict.fromkeys(value))

    @model_validator(mode="after")
    def _headline_is_readable(self) -> Self:
        if not is_visible(self.headline):
            raise refusal(Code.HEADLINE_EMPTY)
        words, cap = count_words(self.headline), self.typography.max_words
        if words > cap or len(self.headline) > LETTERS_PER_WORD * cap:
            message = f"The headline has {words} words; at most {cap} can be read on a thumbnail."
            raise refusal(Code.HEADLINE_TOO_LONG, message)
        return self

    @model_validator(mode="after")
    def _size_fits_the_platform(self) -> Self:
        if self.platform is PlatformName.CUSTOM and self.size is None:
            raise refusal(Code.SIZE_OUT_OF_RANGE, "A custom format needs a size.")
        allowed = PLATFORMS[self.platform].sizes
        if self.size and self.platform is PlatformName.CUSTOM:
            check_custom_size(self.size)
        elif self.size and self.size not in allowed:
            sizes = " or ".join(str(size) for size in allowed)
            raise refusal(Code.SIZE_OUT_OF_RANGE, f"{self.platform.value} is made at {sizes}.")
        return self

    @property
    def canvas(self) -> Size:
        """The exact platform pixels."""
        return self.size or PLATFORMS[self.platform].sizes[0]

    @property
    def orientation(self) -> Literal["portrait", "landscape", "square"]:
        width, height = self.canvas.w, self.canvas.h
        return "square" if width == height else "landscape" if width > height else "portrait"

    @property
    def color_priority(self) -> ColorPriority:
        """The creator's choice; brand colours speak for themselves, otherwise contrast wins clicks."""
        return self.colors or (ColorPriority.BRAND if self.brand_colors else ColorPriority.HIGH_CONTRAST)

    def warnings(self) -> list[str]:
        """What is allowed but will look worse, in plain words."""
        words = count_words(self.headline)
        found: list[str] = []
        if words not in SUGGESTED_HEADLINE_WORDS:
            many = "1 word" if words == 1 else f"{words} words"
            found.append(f"The headline has {many}; two to six read best at thumbnail size.")
        if self.colors is ColorPriority.BRAND and not self.brand_colors:
            found.append("Brand colours were chosen but none were given.")
        return found

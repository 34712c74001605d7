"""The answers the questionnaire offers, in the product brief's own words."""

from enum import StrEnum


class Mode(StrEnum):
    DESIGN = "design"
    COPY = "copy"


class ContentFilter(StrEnum):
    STANDARD = "standard"
    STRICT = "strict"


class Vibe(StrEnum):
    BOLD = "bold"
    CLEAN = "clean"
    CINEMATIC = "cinematic"
    NEON = "neon"
    PASTEL = "pastel"
    TECH = "tech"
    MINIMALIST = "minimalist"
    MEME = "meme"
    DOCUMENTARY = "documentary"


class ColorPriority(StrEnum):
    WARM = "warm"
    COOL = "cool"
    BRAND = "brand"
    HIGH_CONTRAST = "high-contrast"
    GRAYSCALE_ACCENT = "grayscale-accent"


class Emotion(StrEnum):
    SHOCK = "shock"
    CURIOSITY = "curiosity"
    AUTHORITY = "authority"
    JOY = "joy"
    CONCERN = "concern"
    DEADPAN = "deadpan"


class Wardrobe(StrEnum):
    KEEP = "keep"
    ALLOW_CHANGES = "allow-changes"


class Transformation(StrEnum):
    LIGHTING = "lighting"
    SCENE_CHANGE = "scene-change"
    BACKGROUND_SWAP = "background-swap"
    ACCESSORIES = "accessories"


class NoGo(StrEnum):
    CHANGE_EYE_COLOR = "change-eye-color"
    REMOVE_BEARD = "remove-beard"
    ALTER_BODY_SHAPE = "alter-body-shape"
    HEAVY_BEAUTY_FILTERS = "heavy-beauty-filters"


class FaceLock(StrEnum):
    OFF = "off"
    STANDARD = "standard"
    STRICT = "strict"


class FacePosition(StrEnum):
    LEFT = "left"
    RIGHT = "right"
    CENTER = "center"


class ThirdsPoint(StrEnum):
    LEFT = "left"
    RIGHT = "right"


class TextPlacement(StrEnum):
    TOP = "top"
    BOTTOM = "bottom"
    LEFT = "left"
    RIGHT = "right"
    AROUND = "around"


class FontMood(StrEnum):
    CHUNKY_SANS = "chunky-sans"
    CONDENSED_SANS = "condensed-sans"
    SLAB = "slab"
    HANDWRITTEN = "handwritten"


class ExportFormat(StrEnum):
    PNG = "png"
    JPG = "jpg"
    PSD = "psd"
    JSON = "json"


class Disclosure(StrEnum):
    AUTO = "auto"
    ON = "on"
    OFF = "off"


class Quality(StrEnum):
    DRAFT = "draft"
    STANDARD = "std"
    UHD = "4k"


class Grounding(StrEnum):
    WEB = "web"
    IMAGE = "image"


class Thinking(StrEnum):
    MINIMAL = "minimal"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class ServiceTier(StrEnum):
    STANDARD = "standard"
    FLEX = "flex"
    PRIORITY = "priority"
    BATCH = "batch"

"""The questionnaire: what a creator wants, sections A to H of the product brief, as one document.

The field names are those of `POST /project`; the enum values are the brief's own words. The web form is built from
`Brief.model_json_schema()`: every field names its section, its title and its help there. A custom error type
(`refusal`) is the public `Code` the API answers with.
"""

from common.brief.answers import (
    ColorPriority,
    ContentFilter,
    Disclosure,
    Emotion,
    ExportFormat,
    FaceLock,
    FacePosition,
    FontMood,
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
    DEFAULT_WORD_CAP,
    LETTERS_PER_WORD,
    MAX_NOTE_LETTERS,
    MAX_OBJECTS,
    MAX_REFERENCES,
    MAX_STYLES,
    MAX_SUBTEXT_LETTERS,
    MAX_SUBTEXT_WORDS,
    SEEDS,
    SUGGESTED_HEADLINE_WORDS,
    AssetId,
    HexColor,
    Typography,
)
from common.brief.questionnaire import Brief
from common.brief.words import count_words, is_visible, tidy_text

__all__ = [
    "DEFAULT_WORD_CAP",
    "LETTERS_PER_WORD",
    "MAX_NOTE_LETTERS",
    "MAX_OBJECTS",
    "MAX_REFERENCES",
    "MAX_STYLES",
    "MAX_SUBTEXT_LETTERS",
    "MAX_SUBTEXT_WORDS",
    "SEEDS",
    "SUGGESTED_HEADLINE_WORDS",
    "AssetId",
    "Brief",
    "ColorPriority",
    "ContentFilter",
    "Disclosure",
    "Emotion",
    "ExportFormat",
    "FaceLock",
    "FacePosition",
    "FontMood",
    "Grounding",
    "HexColor",
    "Mode",
    "NoGo",
    "Quality",
    "ServiceTier",
    "TextPlacement",
    "Thinking",
    "ThirdsPoint",
    "Transformation",
    "Typography",
    "Vibe",
    "Wardrobe",
    "count_words",
    "is_visible",
    "tidy_text",
]

"""Where common creators start: each row holds what differs from the defaults; the rest of the brief is filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from common.brief import Brief

_ANY_HEADLINE = "YOUR HEADLINE"


@dataclass(frozen=True)
class Preset:
    id: str
    title: str
    description: str
    answers: Mapping[str, Any]

    @property
    def brief(self) -> dict[str, Any]:
        """A whole brief but for what is the creator's own: the words and the selfies."""
        filled = Brief(headline=_ANY_HEADLINE, **self.answers)
        return filled.model_dump(mode="json", exclude={"headline", "refs"})


PRESETS: tuple[Preset, ...] = (
    Preset(
        id="gaming",
        title="Gaming",
        description="Neon, loud and close: a shocked face against glowing colours.",
        answers={
            "vibe": ["neon", "bold"],
            "colors": "high-contrast",
            "emotion": "shock",
            "face": "right",
            "thirds": "right",
            "text": "left",
            "typography": {"mood": "chunky-sans", "stroke": 8, "shadow": True, "inner_glow": True, "max_words": 4},
        },
    ),
    Preset(
        id="tutorial",
        title="Tutorial",
        description="Clear and trustworthy: the promise in words on the left, the teacher on the right.",
        answers={
            "vibe": ["clean", "tech"],
            "colors": "cool",
            "emotion": "authority",
            "face": "right",
            "thirds": "right",
            "text": "left",
            "typography": {"mood": "condensed-sans", "stroke": 4, "shadow": True, "max_words": 6},
        },
    ),
    Preset(
        id="podcast",
        title="Podcast",
        description="A portrait in film light with one line below it.",
        answers={
            "vibe": ["cinematic"],
            "colors": "warm",
            "emotion": "curiosity",
            "face": "center",
            "text": "bottom",
            "typography": {"mood": "condensed-sans", "stroke": 0, "shadow": True, "max_words": 6},
        },
    ),
    Preset(
        id="reaction",
        title="Reaction",
        description="The face is the message: close, centred, two or three words around it.",
        answers={
            "vibe": ["meme", "bold"],
            "colors": "high-contrast",
            "emotion": "shock",
            "face": "center",
            "text": "around",
            "typography": {"mood": "chunky-sans", "stroke": 10, "shadow": True, "max_words": 3},
        },
    ),
    Preset(
        id="finance",
        title="Finance",
        description="Serious and sharp: gray with one accent, a heavy slab headline.",
        answers={
            "vibe": ["bold", "minimalist"],
            "colors": "grayscale-accent",
            "emotion": "concern",
            "face": "left",
            "thirds": "left",
            "text": "right",
            "typography": {"mood": "slab", "stroke": 5, "shadow": True, "max_words": 5},
        },
    ),
    Preset(
        id="vlog",
        title="Vlog",
        description="Friendly and bright, with a handwritten note.",
        answers={
            "vibe": ["pastel", "clean"],
            "colors": "warm",
            "emotion": "joy",
            "face": "left",
            "thirds": "left",
            "text": "right",
            "typography": {"mood": "handwritten", "stroke": 4, "shadow": True, "max_words": 5},
        },
    ),
    Preset(
        id="news",
        title="News",
        description="A documentary look and a headline on top, as on a front page.",
        answers={
            "vibe": ["documentary"],
            "colors": "high-contrast",
            "emotion": "concern",
            "face": "right",
            "text": "top",
            "typography": {"mood": "condensed-sans", "stroke": 0, "shadow": True, "max_words": 6},
        },
    ),
    Preset(
        id="course",
        title="Course",
        description="Calm and premium: few elements, cool colours, an assured face.",
        answers={
            "vibe": ["minimalist", "clean"],
            "colors": "cool",
            "emotion": "authority",
            "face": "right",
            "thirds": "right",
            "text": "left",
            "typography": {"mood": "chunky-sans", "stroke": 0, "shadow": False, "max_words": 6},
        },
    ),
)


def presets() -> list[dict[str, Any]]:
    return [
        {"id": preset.id, "title": preset.title, "description": preset.description, "brief": preset.brief}
        for preset in PRESETS
    ]

"""What a face says, and how well that serves a brief: the port, and the table from emotions to expressions."""

from collections.abc import Mapping
from typing import Final, Literal, Protocol, TypeAlias

from common.brief import Emotion
from identity.faces import Mesh, Rgb

Expression: TypeAlias = Literal["neutral", "happy", "sad", "angry", "fearful", "disgusted", "surprised"]
Expressions: TypeAlias = Mapping[Expression, float]
"""Adding up to 1."""

EMOTIONS: Final[Mapping[Emotion, Expressions]] = {
    Emotion.SHOCK: {"surprised": 1.0, "fearful": 0.7},
    Emotion.CURIOSITY: {"surprised": 1.0, "neutral": 0.6, "happy": 0.4},
    Emotion.AUTHORITY: {"neutral": 1.0, "angry": 0.4},
    Emotion.JOY: {"happy": 1.0},
    Emotion.CONCERN: {"sad": 1.0, "fearful": 0.8, "angry": 0.3},
    Emotion.DEADPAN: {"neutral": 1.0},
}
"""How much each of the seven expressions serves an emotion of the questionnaire."""

WORDS: Final[Mapping[Emotion, str]] = {
    Emotion.SHOCK: "shocked",
    Emotion.CURIOSITY: "curious",
    Emotion.AUTHORITY: "composed",
    Emotion.JOY: "joyful",
    Emotion.CONCERN: "concerned",
    Emotion.DEADPAN: "deadpan",
}


class ExpressionReading(Protocol):
    """`license` is shown where the engine is."""

    license: str

    def expressions(self, rgb: Rgb, mesh: Mesh) -> Expressions: ...


def serves(emotion: Emotion, shown: Expressions) -> float:
    """0 to 1: how much of what the face shows the emotion can use."""
    return sum(weight * shown.get(expression, 0.0) for expression, weight in EMOTIONS[emotion].items())

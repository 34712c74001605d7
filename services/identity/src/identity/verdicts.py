"""What is wrong with a selfie, in words its owner can act on. One row per rule; thresholds in research terms:
on the aligned 112-pixel face, from variants of real photographs made darker, softer, noisier and smaller.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from common.errors import MEANINGS, Code
from identity.measures import Measures


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen in one picture. `measures` is missing when no face could be read; `hazy` says that
    something face-like but too blurred was there. `rivals` are other faces of nearly the same size.
    """

    measures: Measures | None
    rivals: int = 0
    hazy: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """`cost` lowers the rank; a rule with an `error` makes the selfie unusable."""

    issue: str
    advice: str
    applies: Callable[[Sight], bool]
    cost: float = 0.0
    error: Code | None = None


def _measured(test: Callable[[Measures], bool]) -> Callable[[Sight], bool]:
    return lambda sight: sight.measures is not None and test(sight.measures)


def _blocking(code: Code, applies: Callable[[Sight], bool], advice: str | None = None) -> Rule:
    return Rule(issue=code.value, advice=advice or MEANINGS[code], applies=applies, cost=1.0, error=code)


# ruff: noqa: PLR2004 - the thresholds are this table
RULES: tuple[Rule, ...] = (
    _blocking(
        Code.FACE_UNUSABLE,
        lambda sight: sight.measures is None and sight.hazy,
        "The face is too blurry. Hold the phone still and tap on your face before you shoot.",
    ),
    _blocking(Code.NO_FACE_FOUND, lambda sight: sight.measures is None and not sight.hazy),
    _blocking(
        Code.MULTIPLE_FACES,
        lambda sight: sight.measures is not None and sight.rivals > 0,
        "More than one person is in the picture. Take one with only you in it.",
    ),
    _blocking(Code.FACE_TOO_SMALL, _measured(lambda m: m.eye_distance < 24)),
    Rule("small", "Step closer: your face is small.", _measured(lambda m: 24 <= m.eye_distance < 60), 0.15),
    Rule("too_dark", "It is too dark. Face a window or a lamp.", _measured(lambda m: m.brightness < 50), 0.35),
    Rule(
        "too_bright",
        "It is too bright. Step out of the direct light.",
        _measured(lambda m: m.brightness > 215 or m.blown_out > 0.3),
        0.3,
    ),
    Rule("blurry", "It is blurry. Hold the phone still.", _measured(lambda m: m.sharpness < 50), 0.35),
    Rule(
        "noisy",
        "It is grainy. More light makes a cleaner picture.",
        _measured(lambda m: m.noise > 5.5),
        0.15,
    ),
    Rule("look_at_camera", "Look at the camera.", _measured(lambda m: abs(m.yaw) > 30), 0.3),
    Rule("chin_down", "Lower your chin a little.", _measured(lambda m: m.pitch > 25), 0.1),
    Rule("chin_up", "Raise your chin a little.", _measured(lambda m: m.pitch < -25), 0.1),
    Rule("tilted", "Hold your head straight.", _measured(lambda m: abs(m.roll) > 30), 0.15),
    Rule("eyes_closed", "Your eyes are closed.", _measured(lambda m: m.eyes_open < 0.12), 0.3),
    Rule(
        "cropped_head",
        "Part of your head is outside the picture. Leave some room around it.",
        _measured(lambda m: m.outside > 0.08 or m.headroom < 0.15),
        0.3,
    ),
    Rule(
        "half_in_shadow",
        "Half of your face is in shadow. Turn towards the light.",
        _measured(lambda m: abs(m.side_light) > 0.35),
        0.1,
    ),
)


def judge(sight: Sight) -> tuple[Rule, ...]:
    """The rules that apply; only the first of those that make the picture unusable, and then nothing else."""
    found = [rule for rule in RULES if rule.applies(sight)]
    blocking = [rule for rule in found if rule.error]
    return tuple(blocking[:1] or found)


def score(measures: Measures, rules: Sequence[Rule]) -> float:
    """0 to 1, for ranking: how much of a good portrait the face is, times what each rule leaves of it."""
    merits = (
        (0.30, min(1.0, measures.eye_distance / 140)),
        (0.20, min(1.0, measures.sharpness / 400)),
        (0.25, max(0.0, 1 - abs(measures.yaw) / 60)),
        (0.15, max(0.0, 1 - abs(measures.brightness - 140) / 140)),
        (0.10, min(1.0, measures.eyes_open / 0.22)),
    )
    total = sum(weight * merit for weight, merit in merits)
    for rule in rules:
        total *= 1 - rule.cost
    return round(total, 4)

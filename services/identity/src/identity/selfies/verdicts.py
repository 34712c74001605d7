"""What is wrong with a selfie, in words its owner can act on. One row per rule; thresholds in research terms:
on the aligned 112-pixel face, from variants of real photographs made darker, softer, noisier and smaller.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from common.errors import MEANINGS, Code
from identity.selfies.measures import Measures


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen in one picture. `measures` is missing when no face could be read; `hazy` says that
    something face-like but too blurred was there, `hidden` that it was covered or turned away. `rivals` are other
    faces of nearly the same size.
    """

    measures: Measures | None
    rivals: int = 0
    hazy: bool = False
    hidden: bool = False


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


def _in_plain_sight(measures: Measures) -> bool:
    """Only where eyes and mouth would be seen, can they be missed."""
    lit = 50 <= measures.brightness <= 215 and measures.sharpness >= 50
    return lit and abs(measures.yaw) < 25 and measures.eye_distance >= 30


def _behind_lenses(measures: Measures) -> bool:
    seen = measures.covering
    other = seen.lens_darkness > 0.35 or seen.lens_tint > 14
    return _in_plain_sight(measures) and seen.eye_contrast < 0.12 and other


def _eyes_covered(measures: Measures) -> bool:
    return _in_plain_sight(measures) and measures.covering.eye_contrast < 0.08


def _mouth_covered(measures: Measures) -> bool:
    """The plainer it is, the less its color must differ; lips are redder than what covers them."""
    seen = measures.covering
    other = seen.mouth_tint > 12 or abs(seen.mouth_darkness) > 0.4
    plain = seen.mouth_contrast < 0.06 and seen.lip_redness < 2
    cloth = seen.mouth_contrast < 0.1 and seen.lip_redness < 3 and other
    folds = seen.mouth_contrast < 0.16 and seen.lip_redness < 2 and seen.mouth_tint > 25
    hand = seen.mouth_contrast < 0.13 and seen.lip_redness < 0.8
    return _in_plain_sight(measures) and (plain or cloth or folds or hand)


def _drawn(measures: Measures) -> bool:
    seen = measures.depiction
    return seen.flat > 0.13 and seen.few_colors > 0.35 and seen.hard_lines > 0.15


RULES: tuple[Rule, ...] = (
    _blocking(
        Code.FACE_UNUSABLE,
        lambda sight: sight.measures is None and sight.hazy,
        "The face is too blurry. Hold the phone still and tap on your face before you shoot.",
    ),
    _blocking(
        Code.FACE_UNUSABLE,
        lambda sight: sight.measures is None and sight.hidden,
        "Your face is covered or turned away. Show all of it and look at the camera.",
    ),
    _blocking(Code.NO_FACE_FOUND, lambda sight: sight.measures is None and not (sight.hazy or sight.hidden)),
    _blocking(
        Code.MULTIPLE_FACES,
        lambda sight: sight.measures is not None and sight.rivals > 0,
        "More than one person is in the picture. Take one with only you in it.",
    ),
    _blocking(Code.FACE_TOO_SMALL, _measured(lambda m: m.eye_distance < 24)),
    _blocking(
        Code.FACE_UNUSABLE,
        _measured(lambda m: abs(m.yaw) > 55),
        "Your face is seen from the side. Turn to the camera until both eyes are seen.",
    ),
    Rule("drawing", "This looks like a drawing. Use a photograph of yourself.", _measured(_drawn), 0.6),
    Rule(
        "statue",
        "This face has no color, as a statue's or a print's. Use a color photograph of yourself.",
        _measured(lambda m: m.depiction.color < 6 and m.depiction.color_around > 20),
        0.5,
    ),
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
    Rule("sunglasses", "Take your sunglasses off.", _measured(_behind_lenses), 0.5),
    Rule(
        "eyes_hidden",
        "Your eyes cannot be seen. Take away what covers them.",
        _measured(lambda m: _eyes_covered(m) and not _behind_lenses(m)),
        0.4,
    ),
    Rule(
        "mouth_covered",
        "Your mouth is covered. Take the mask off, or your hand away.",
        _measured(_mouth_covered),
        0.5,
    ),
    Rule(
        "side_view",
        "Your face is seen from the side. Turn towards the camera.",
        _measured(lambda m: abs(m.yaw) > 45),
        0.5,
    ),
    Rule("look_at_camera", "Look at the camera.", _measured(lambda m: 30 < abs(m.yaw) <= 45), 0.3),
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

"""The likeness receipt: what was found when a picture was compared with the selfies. Score and verdict, never a face.

A receipt is on every picture. Nothing passes by silence: where nobody could compare, it says `unavailable` and why.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Likeness = Literal["pass", "review", "fail", "unavailable", "photographed"]
Tone = Literal["ok", "review", "drift", "unchecked"]
"""`review`: beyond what is usual, but two photographs of one person can differ as much."""

NO_ENGINE = "no_engine"
NOT_CONSENTED = "not_consented"
SWITCHED_OFF = "face_lock_off"
NOT_COMPARED = "not_compared"
NO_USABLE_SELFIE = "no_usable_selfie"
NO_FACE = "no_face_in_picture"
FACE_TOO_SMALL = "face_too_small"
SEVERAL_FACES = "several_faces"
TOO_IDENTICAL = "too_identical"
SKIN_DRIFT = "skin_drift"
STOOD_IN = "face_lock_stood_in"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ToneDrift(_Part):
    """How far one area's skin is from another's, as a color distance (CIELAB) at the same brightness."""

    value: float | None = Field(default=None, description="None where the area could not be found.")
    verdict: Tone = "unchecked"


class SkinPage(_Part):
    """Whether the skin is the same person's all over, and that of the selfies."""

    neck: ToneDrift = Field(default=ToneDrift(), description="The neck against the face above it.")
    hands: ToneDrift = Field(default=ToneDrift(), description="Hands against the face.")
    selfies: ToneDrift = Field(default=ToneDrift(), description="The face against the same face in the selfies.")

    @property
    def drifts(self) -> bool:
        return "drift" in (self.neck.verdict, self.hands.verdict, self.selfies.verdict)


class KeptPart(_Part):
    """Something of a face that must not be changed. `value` is how far it is from the selfies, on its own scale.
    `review`: beyond what is usual, but two photographs of one person can differ as much.
    """

    verdict: Literal["kept", "review", "changed", "unchecked", "photographed"] = "unchecked"
    value: float | None = None


NO_GOS: tuple[str, ...] = ("eye_color", "beard", "skin_texture", "body_shape", "outfit", "accessories")


class LikenessPage(_Part):
    """One picture's receipt. `needed` is the score from which it passes, calibrated on the person's own selfies."""

    status: Likeness
    score: float | None = Field(default=None, description="How alike, on the engine's own scale; higher is more alike.")
    needed: float | None = Field(default=None, description="The score from which it passes.")
    engine: str = Field(default="", description="What compared, its weights included.")
    license: str = ""
    compared: int = Field(default=0, description="How many selfies it was compared with.")
    reasons: tuple[str, ...] = Field(default=(), description="Codes; why it is not a plain pass, or what was noticed.")
    skin: SkinPage | None = None
    kept: dict[str, KeptPart] = Field(
        default_factory=lambda: {name: KeptPart() for name in NO_GOS},
        description="Whether eye color, beard, skin texture (beauty filters), body shape and clothes are the selfies'.",
    )
    tries: int = Field(default=1, description="How many pictures of this variant were compared.")


def unavailable(reason: str, tries: int = 1) -> LikenessPage:
    return LikenessPage(status="unavailable", reasons=(reason,), tries=tries)


def photographed(before: LikenessPage | None = None) -> LikenessPage:
    """The face is the photograph itself; `before` is what was found of the drawn pictures it stands in for."""
    kept = {name: KeptPart(verdict="photographed") for name in NO_GOS}
    if before is None or before.status == "photographed":
        return LikenessPage(status="photographed", kept=kept)
    return LikenessPage(status="photographed", reasons=(STOOD_IN,), tries=before.tries, kept=kept)

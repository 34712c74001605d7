from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from common.settings import Settings


class IdentitySettings(Settings):
    identity_slots: int = Field(default=1, ge=1, description="Jobs one copy of identity works on at a time.")
    insightface_dir: Path | None = Field(
        default=None, description="An InsightFace model pack to find faces with; mind its licence."
    )
    face_recognition: Literal["dlib", "insightface", "sface", "none"] = Field(
        default="dlib",
        description="What tells whether two faces are one person's; insightface takes the pack, sface its own model.",
    )
    sface_model: Path | None = Field(default=None, description="The SFace model (ONNX) for face recognition by sface.")
    nsfw_engine: Literal["nsfwjs", "nudenet", "none"] = Field(
        default="nsfwjs",
        description="What looks for indecent pictures, in uploads and results; with none they stay unchecked.",
    )
    age_engine: Literal["face-api", "none"] = Field(
        default="face-api", description="What notices that a selfie may show a child; with none that stays unchecked."
    )
    refused_faces: Path | None = Field(
        default=None, description="A folder with a picture, or a folder of pictures, for each identity that is refused."
    )

    @model_validator(mode="after")
    def engines_have_what_they_run_on(self) -> Self:
        needed = {"insightface": ("insightface_dir", self.insightface_dir), "sface": ("sface_model", self.sface_model)}
        name, value = needed.get(self.face_recognition, ("", "nothing"))
        if value is None:
            raise ValueError(f"THUMBWORKS_FACE_RECOGNITION={self.face_recognition} needs THUMBWORKS_{name.upper()}.")
        return self

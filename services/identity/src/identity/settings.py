from pathlib import Path
from typing import Literal

from pydantic import Field

from common.settings import Settings


class IdentitySettings(Settings):
    identity_slots: int = Field(default=1, ge=1, description="Jobs one copy of identity works on at a time.")
    insightface_dir: Path | None = Field(
        default=None, description="An InsightFace model pack to find faces with; mind its licence."
    )
    face_recognition: Literal["dlib", "none"] = Field(
        default="dlib", description="What tells a person's own selfies from other people's."
    )

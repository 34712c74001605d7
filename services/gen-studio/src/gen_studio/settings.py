from pydantic import Field

from common.settings import Settings


class StudioSettings(Settings):
    studio_slots: int = Field(default=2, ge=1, description="Scenes one copy of gen-studio paints at a time.")

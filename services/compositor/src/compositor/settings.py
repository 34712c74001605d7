from pydantic import Field

from common.settings import Settings


class CompositorSettings(Settings):
    compositor_slots: int = Field(default=2, ge=1, description="Pictures one copy of the compositor draws at a time.")
    compositor_plates_mb: int = Field(
        default=64, ge=1, description="Memory for pictures without their words, for edits."
    )

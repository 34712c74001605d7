from pydantic import Field

from common.settings import Settings


class CreditsSettings(Settings):
    sweep_seconds: float = Field(default=5.0, gt=0, description="How often expired holds are settled.")
    ledger_slots: int = Field(default=4, ge=1, description="Messages one copy of credits handles at a time.")

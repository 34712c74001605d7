from datetime import datetime

from pydantic import Field

from common.timeline import Moment
from gateway.bodies.body import Body


class MomentBody(Body):
    """Something that happened to a job."""

    sequence: int = Field(description="Its number in the stream.")
    event: str
    next: str = Field(description="Who was to go on with it.")
    variant: int | None = Field(description="Null: the whole job.")
    attempt: int
    at: datetime
    age_seconds: float = Field(description="Since the first event of the job.")
    hop_seconds: float | None = Field(description="Since the event that led to it.")
    code: str | None = Field(description="Why it failed.")


def moment_body(moment: Moment) -> MomentBody:
    return MomentBody.model_validate(moment.facts())

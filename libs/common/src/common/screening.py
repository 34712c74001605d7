"""What is looked for in a picture before anybody keeps it, and in one that was drawn before anybody sees it.

`rpc.identity.screen` answers for a stored picture. Nothing of a face is in the answer: verdicts, scores of the picture
as a whole, and the operator's own name for a refused identity. `unchecked` is never `safe`.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from common.ages import AgeVerdict
from common.decency import DecencyPage
from common.ticket import Reference

Purpose = Literal["selfie", "ref", "copy_target", "logo"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ScreenRequest(_Part):
    """Faces are compared with refused identities in everything but logos; ages are those of selfies only."""

    picture: Reference
    purpose: Purpose


class Screened(_Part):
    decency: DecencyPage = DecencyPage()
    refused_identity: str = Field(default="", description="The gallery's name for whose face it is; empty for nobody.")
    gallery: str = Field(default="", description="What compared faces with the gallery; empty where there is none.")
    age: AgeVerdict = "unchecked"
    age_engine: str = ""

"""What the rooms tell each other about a thumbnail to copy: who is in it, and the layout that was read out of it.

`rpc.identity.people` looks for people in a stored picture; `rpc.layout-extractor.read` reads a stored thumbnail while
a person waits, so that they can correct the layout before they pay.
"""

from pydantic import BaseModel, ConfigDict, Field

from common.inspiration import Inspiration
from common.layout import Box, LayoutSpec
from common.ticket import Reference

KEY = r"^[\w-]+(/[\w.-]+)*$"


class PeopleRequest(BaseModel):
    """`silhouette_key` is where the main person's alpha is written, as a PNG as large as the picture."""

    model_config = ConfigDict(frozen=True)

    picture: Reference
    silhouette_key: str = Field(pattern=KEY)


class PeopleSeen(BaseModel):
    """Faces in pixels of the picture, the main person's first. `silhouette_key` is missing where nobody was found."""

    faces: tuple[Box, ...] = ()
    silhouette_key: str | None = None


class LayoutRead(BaseModel):
    """A thumbnail as a layout, with what guides those who paint: its colors and its composition."""

    model_config = ConfigDict(extra="ignore")

    spec: LayoutSpec
    look: Inspiration
    warnings: tuple[str, ...] = Field(default=(), description="What the reader is unsure of, in plain words.")
    reader: str = Field(default="", description="The engine that read the words.")

"""What the rooms tell each other about a thumbnail to copy: who is in it, and the layout that was read out of it.

`rpc.identity.people` looks for people in a stored picture; `rpc.layout-extractor.read` reads a stored thumbnail while
a person waits, so that they can correct the layout before they pay.
"""

from pydantic import BaseModel, ConfigDict, Field

from common.layout import Box
from common.ticket import Reference

KEY = r"^[\w-]+(/[\w.-]+)*$"
PLATE, READING = "plate.png", "layout.json"
"""The ends of their keys."""


def beside(key: str, name: str) -> str:
    """Where a file that was made of a stored picture lies; it goes when the picture is erased."""
    return f"{key.rpartition('.')[0]}.{name}"


class PeopleRequest(BaseModel):
    """`silhouette_key` is where the main person's alpha is written, as a PNG as large as the picture."""

    model_config = ConfigDict(frozen=True)

    picture: Reference
    silhouette_key: str = Field(pattern=KEY)


class PeopleSeen(BaseModel):
    """Faces in pixels of the picture, the main person's first. `silhouette_key` is missing where nobody was found."""

    faces: tuple[Box, ...] = ()
    silhouette_key: str | None = None

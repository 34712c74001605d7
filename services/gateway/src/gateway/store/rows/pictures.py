"""Projects, what they are made from, and what was made."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from gateway.store.rows.row import Row


class Asset(Row):
    id: str
    user_id: str
    organisation_id: str | None = None
    type: str
    path: str
    width: int
    height: int
    md5: str | None = None
    bytes: int = 0
    media_type: str = ""
    consent_id: str | None = None
    meta: dict[str, Any] = Field(default_factory=dict[str, Any])
    created_at: datetime
    pinned_at: datetime | None = None
    purged_at: datetime | None = None


class Upload(Row):
    """A file that was announced; `about` is what its asset will be told."""

    id: str
    type: Literal["selfie", "ref", "copy_target"]
    path: str
    media_type: str
    bytes: int
    sha256: str
    about: dict[str, Any]
    expires_at: datetime
    expired: bool


class Project(Row):
    id: str
    user_id: str
    organisation_id: str | None = None
    mode: str
    platform: str
    width: int
    height: int
    status: str
    brief: dict[str, Any]
    version: int
    created_at: datetime
    updated_at: datetime


class Revision(Row):
    """A picture with other words, as the list beside its render names it."""

    id: str
    from_id: str
    locale: str
    asset_id: str
    words: dict[str, str] | None
    created_at: datetime


class Render(Row):
    """A picture that a job made, or a revision of one: `from_id` is what its words were changed on."""

    id: str
    job_id: str
    project_id: str
    asset_id: str
    variant: int
    width: int
    height: int
    bytes: int
    media_type: str
    meta: dict[str, Any]
    thumbnail_path: str
    created_at: datetime
    original_id: str = ""
    from_id: str | None = None
    locale: str = ""
    selected: bool = False
    pinned: bool = False
    revisions: tuple[Revision, ...] = ()
    job_created_at: datetime | None = None

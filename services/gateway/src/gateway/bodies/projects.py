from datetime import datetime

from pydantic import Field

from common.brief import Brief
from common.catalog import Size
from gateway.bodies.body import Body
from gateway.routing import series_seed
from gateway.store.rows import Project


class ProjectBody(Body):
    id: str
    organisation_id: str | None = Field(default=None, description="Whose it is, when it is not its maker's alone.")
    status: str
    mode: str
    platform: str
    size: Size
    brief: Brief
    warnings: list[str]
    series_seed: int | None = Field(description="What all runs of this project start from; null when each is new.")
    version: int
    created_at: datetime
    updated_at: datetime
    links: dict[str, str]


_AS_STORED = {"id", "organisation_id", "status", "mode", "platform", "version", "created_at", "updated_at"}


def project_body(project: Project, more_warnings: tuple[str, ...] = ()) -> ProjectBody:
    brief = Brief.model_validate(project.brief)
    return ProjectBody(
        **project.model_dump(include=_AS_STORED),
        size=brief.canvas,
        series_seed=series_seed(brief, project.id),
        brief=brief,
        warnings=[*brief.warnings(), *more_warnings],
        links={
            "self": f"/project/{project.id}",
            "queue": f"/project/{project.id}/queue",
            "renders": f"/projects/{project.id}/renders",
        },
    )

import re
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Header, Query, Request, Response
from pydantic import Field

from common.brief import Brief
from common.errors import Code, PermanentError
from common.ids import new_id
from gateway.answers import merge_patch, understood
from gateway.bodies import JobBody, ProjectBody, job_body, project_body
from gateway.deps import Gateway, Once, Person, Ports
from gateway.minors import age_in, cautions
from gateway.pages import FEW, Asked, Cursor, Limit, Page, Place
from gateway.policy.children import children_in
from gateway.policy.gate import said_in
from gateway.referring import unknown
from gateway.store.rows import JobState, Project
from gateway.styling import styled
from gateway.tags import UNCHANGED, digest_of, tagged

router = APIRouter(tags=["projects"])

_EXAMPLE = {
    "mode": "design",
    "platform": "youtube",
    "size": {"w": 1280, "h": 720},
    "headline": "STOP DOING THIS",
    "subtext": "AI portfolio mistakes",
    "vibe": ["bold", "tech", "high-contrast"],
    "typography": {"stroke": 6, "shadow": True, "condensed": True},
    "model_pref": "auto",
    "refs": ["asset_id1", "asset_id2"],
    "copy_target": None,
}
# Writers that meet each other without If-Match are merged one after the other.
MERGE_TRIES = 5


class ProjectForm(Brief):
    organisation_id: str | None = Field(
        default=None, max_length=60, description="Its members see and use the project, and its owner pays for the runs."
    )

    @property
    def said(self) -> dict[str, Any]:
        """The brief, without what was left to its defaults."""
        return self.model_dump(mode="json", exclude_unset=True, exclude={"organisation_id"})


OfStatus = Annotated[Literal["draft", "queued", "done", "failed"] | None, Query(description="Only those.")]
NewProject = Annotated[ProjectForm, Body(examples=[_EXAMPLE])]
MergePatch = Annotated[
    dict[str, Any], Body(media_type="application/merge-patch+json", examples=[{"headline": "DO THIS INSTEAD"}])
]


@router.post("", status_code=201)
async def create_project(form: NewProject, response: Response, person: Person, ports: Ports, once: Once) -> ProjectBody:
    """Start a project. Answers the brief as it was understood, with every default filled in, and warnings.

    What it leaves open is answered by the person's own style (PATCH /me), unless it names a brand kit.
    """
    brief = styled(form.said, await ports.store.people.style(person.user_id))
    made = await ports.store.projects.create(person.user_id, new_id("prj"), brief, once, form.organisation_id)
    response.headers["location"] = f"/project/{made.thing.id}"
    if made.replayed:
        response.headers["idempotency-replayed"] = "true"
    return await shown(made.thing, response, person, ports)


@router.get("")
async def list_projects(
    person: Person, ports: Ports, limit: Limit = FEW, cursor: Cursor = None, status: OfStatus = None
) -> Page[ProjectBody]:
    """Your projects, newest first."""
    asked = Asked("projects", limit, cursor)
    found = await ports.store.projects.some(person.user_id, asked, status)
    return asked.page(found, lambda project: Place(asked.of, project.created_at, project.id), project_body)


@router.get("/{project_id}", response_model=ProjectBody, responses=UNCHANGED)
async def read_project(project_id: str, request: Request, person: Person, ports: Ports) -> Response:
    """A project as it stands. Its ETag is for `If-None-Match` here and for `If-Match` when it is changed."""
    project = await ports.store.projects.get(project_id, person.user_id)
    body = await shown(project, Response(), person, ports)
    return tagged(body, etag_of(body), request)


@router.get("/{project_id}/jobs")
async def list_jobs_of_project(
    project_id: str,
    person: Person,
    ports: Ports,
    limit: Limit = FEW,
    cursor: Cursor = None,
    status: Annotated[JobState | None, Query(description="Only those.")] = None,
) -> Page[JobBody]:
    """Every run of a project, newest first."""
    asked = Asked(f"jobs/{project_id}", limit, cursor)
    found = await ports.store.jobs.some(person.user_id, asked, status, project_id)
    return asked.page(found, lambda job: Place(asked.of, job.created_at, job.id), job_body)


@router.patch("/{project_id}")
async def change_project(
    project_id: str,
    patch: MergePatch,
    response: Response,
    person: Person,
    ports: Ports,
    if_match: Annotated[str | None, Header(description="The ETag the change was made on.")] = None,
) -> ProjectBody:
    """Change some answers (JSON merge patch: null goes back to the default)."""
    project = await merge(ports, person.user_id, project_id, patch, version_in(if_match))
    return await shown(project, response, person, ports)


async def shown(project: Project, response: Response, person: Person, ports: Ports) -> ProjectBody:
    refs: list[str] = project.brief.get("refs") or []
    selfies = await ports.store.assets.get_many(refs, person.user_id) if refs else []
    missing = (f"There is no selfie {refs[place]}." for place in unknown(refs, selfies))
    spoken = children_in(said_in(Brief.model_validate(project.brief)))
    body = project_body(project, (*missing, *cautions(age_in(selfies), spoken)))
    response.headers["etag"] = etag_of(body)
    return body


async def merge(ports: Gateway, user: str, project_id: str, patch: dict[str, Any], version: int | None) -> Project:
    for _ in range(MERGE_TRIES):
        project = await ports.store.projects.get(project_id, user)
        if version is not None and version != project.version:
            break
        brief = understood(merge_patch(project.brief, patch))
        try:
            return await ports.store.projects.update(user, project_id, brief, project.version)
        except PermanentError as error:
            if error.code is not Code.PRECONDITION_FAILED or version is not None:
                raise
    raise PermanentError(Code.PRECONDITION_FAILED)


def etag_of(body: ProjectBody) -> str:
    """The version, which a change is made on, and a digest of all that is shown, such as the status."""
    return f'"{body.version}-{digest_of(body)}"'


def version_in(if_match: str | None) -> int | None:
    """The version an If-Match names; None when anything will do. Raises `precondition_failed` for a foreign tag."""
    if if_match is None or if_match.strip() == "*":
        return None
    found = re.fullmatch(r'(?:W/)?"(\d{1,9})(?:-[0-9a-f]{1,64})?"', if_match.strip())
    if not found:
        raise PermanentError(Code.PRECONDITION_FAILED)
    return int(found[1])

from common.brief import Brief
from common.database import Database
from gateway.pages import Asked
from gateway.store.rows import Idempotency, Made, Project, Render, refuse_mismatch


class Projects:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(
        self, user: str, project_id: str, brief: Brief, once: Idempotency, organisation_id: str | None = None
    ) -> Made[Project]:
        """One's own, or an organisation's. Raises `not_found` for an organisation one is no member of."""
        row = _row(project_id, brief) | {"organisation_id": organisation_id}
        answer = await self._database.call(
            "create_project", user=user, project=row, key=once.key, body_hash=once.body_hash
        )
        refuse_mismatch(answer)
        return Made(Project.model_validate(answer["project"]), answer["status"] == "replayed")

    async def get(self, project_id: str, user: str) -> Project:
        """Raises `not_found`, for what belongs to somebody else too."""
        return Project.model_validate(await self._database.call("get_project", id=project_id, user=user))

    async def update(self, user: str, project_id: str, brief: Brief, version: int) -> Project:
        """Raises `precondition_failed` when the project is no longer at `version`."""
        answer = await self._database.call(
            "update_project", user=user, project=_row(project_id, brief), version=version
        )
        return Project.model_validate(answer)

    async def some(self, user: str, asked: Asked, status: str | None) -> list[Project]:
        """A page of the user's own, newest first, and the row after it."""
        rows = await self._database.call("list_projects", user=user, status=status, **asked.arguments())
        return [Project.model_validate(row) for row in rows]

    async def renders(self, project_id: str, user: str, asked: Asked, job: str | None) -> list[Render]:
        """As `some`: the newest job's first, then by variant."""
        rows = await self._database.call("list_renders", project=project_id, user=user, job=job, **asked.arguments())
        return [Render.model_validate(row) for row in rows]


def _row(project_id: str, brief: Brief) -> dict[str, object]:
    return {
        "id": project_id,
        "mode": brief.mode.value,
        "platform": brief.platform.value,
        "width": brief.canvas.w,
        "height": brief.canvas.h,
        "brief": brief.model_dump(mode="json"),
    }

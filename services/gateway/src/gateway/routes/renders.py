from fastapi import APIRouter

from gateway.bodies import RenderBody, render_body
from gateway.deps import Person, Ports

router = APIRouter(tags=["renders"])


@router.get("/{project_id}/renders")
async def list_renders(project_id: str, person: Person, ports: Ports) -> list[RenderBody]:
    """Every finished picture of a project: newest job first, then by variant."""
    return [render_body(render) for render in await ports.store.projects.renders(project_id, person.user_id)]

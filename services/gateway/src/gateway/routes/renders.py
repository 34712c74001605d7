from fastapi import APIRouter, Response

from gateway.auth import Principal
from gateway.bodies import JobBody, job_body
from gateway.bodies.renders import RenderBody, render_body
from gateway.deps import Gateway, Once, Person, Ports
from gateway.editing import EditBody, EditDesk
from gateway.store.rows import Idempotency, Job, Made

router = APIRouter(tags=["renders"])
edits = APIRouter(tags=["renders"])


@router.get("/{project_id}/renders")
async def list_renders(project_id: str, person: Person, ports: Ports) -> list[RenderBody]:
    """Every finished picture of a project: newest job first, then by variant."""
    return [render_body(render) for render in await ports.store.projects.renders(project_id, person.user_id)]


@edits.get("/{render_id}")
async def read_render(render_id: str, person: Person, ports: Ports) -> RenderBody:
    """One finished picture: its files, where it comes from, and what was looked up for it."""
    return render_body((await ports.store.renders.get(render_id, person.user_id)).render)


@edits.post("/{render_id}/edit", status_code=202)
async def edit_render(
    render_id: str, body: EditBody, response: Response, person: Person, ports: Ports, once: Once
) -> JobBody:
    """Change a picture in words: a new job of one variant. The words on it and its layout stay.

    The model that drew it goes on where it stopped; with `model_pref` another one starts from the picture itself.
    """
    made = await placed(ports, person, render_id, body, once)
    response.headers["location"] = f"/jobs/{made.thing.id}"
    if made.replayed:
        response.headers["idempotency-replayed"] = "true"
    return job_body(made.thing)


async def placed(ports: Gateway, person: Principal, render_id: str, body: EditBody, once: Idempotency) -> Made[Job]:
    if job := await ports.store.jobs.earlier(person.user_id, once):
        return Made(job, replayed=True)
    parent = await ports.store.renders.get(render_id, person.user_id)
    made = await ports.store.jobs.queue(await EditDesk(ports.desk).prepare(person, parent, body), once)
    ports.relay.wake()
    return made

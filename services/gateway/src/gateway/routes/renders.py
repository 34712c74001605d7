import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from common.blobs import Blobs
from common.errors import Code, PermanentError
from gateway.auth import Principal
from gateway.bodies import JobBody, job_body
from gateway.bodies.renders import RenderBody, render_body
from gateway.deps import Gateway, Once, Person, Ports
from gateway.easel import export
from gateway.editing import EditBody, EditDesk
from gateway.pages import FEW, Asked, Cursor, Limit, Page, Place
from gateway.revising import LocalesBody, RevisionDesk, TextBody, keeps_strict, pieces_of, words_said
from gateway.store.rows import Idempotency, Job, Made, Render
from gateway.taking import ExportBody, export_request

router = APIRouter(tags=["renders"])
edits = APIRouter(tags=["renders"])

_FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {kind: {} for kind in ("image/*", "application/json", "application/zip")},
        "description": "The file, or a zip with a manifest.json.",
    }
}
_LEAVING: set[asyncio.Task[None]] = set()
"""Deletions that outlive the request they belong to."""


@router.get("/{project_id}/renders")
async def list_renders(
    project_id: str,
    person: Person,
    ports: Ports,
    limit: Limit = FEW,
    cursor: Cursor = None,
    job: Annotated[str | None, Query(alias="job_id", max_length=64, description="Of this job only.")] = None,
) -> Page[RenderBody]:
    """Every finished picture of a project: newest job first, then by variant."""
    asked = Asked(f"renders/{project_id}", limit, cursor)
    found = await ports.store.projects.renders(project_id, person.user_id, asked, job)
    return asked.page(
        found, lambda one: Place(asked.of, one.job_created_at or one.created_at, one.job_id, one.variant), render_body
    )


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


@edits.post("/{render_id}/text", status_code=201)
async def retype_render(
    render_id: str, body: TextBody, response: Response, person: Person, ports: Ports, once: Once
) -> RenderBody:
    """Other words, or another look for them, on the same picture: free, answered with the new picture.

    The picture stays to the pixel and the old render stays too; the new one is its revision.
    """
    if body == TextBody():
        raise PermanentError(Code.VALIDATION_FAILED, "Say what to change: headline, subtext, style or disclosure.")
    (render,) = await revised(ports, person, render_id, body, once, response)
    response.headers["location"] = f"/renders/{render.id}"
    return render_body(render)


@edits.post("/{render_id}/locales", status_code=201)
async def translate_render(
    render_id: str, body: LocalesBody, response: Response, person: Person, ports: Ports, once: Once
) -> list[RenderBody]:
    """The same picture in many languages: a free revision for each, all or none."""
    return [render_body(render) for render in await revised(ports, person, render_id, body, once, response)]


async def revised(
    ports: Gateway,
    person: Principal,
    render_id: str,
    body: TextBody | LocalesBody,
    once: Idempotency,
    response: Response,
) -> list[Render]:
    renders = await ports.store.renders.earlier(person.user_id, once)
    replayed = renders is not None
    if renders is None:
        parent, desk = await ports.store.renders.get(render_id, person.user_id), RevisionDesk(ports.bus, ports.blobs)
        await ports.desk.gate.admit(
            ports.store.decisions, person.user_id, words_said(body), strict=keeps_strict(parent)
        )
        await ports.store.renders.take_free(render_id, person.user_id, pieces_of(body))
        rows = await (desk.retype(parent, body) if isinstance(body, TextBody) else desk.translate(parent, body))
        saved = await ports.store.renders.save(person.user_id, rows, once)
        renders, replayed = saved.thing, saved.replayed
    if replayed:
        response.headers["idempotency-replayed"] = "true"
    return renders


@edits.post("/{render_id}/select")
async def select_render(render_id: str, person: Person, ports: Ports, _once: Once) -> RenderBody:
    """Choose it: the one of its project, in place of the one chosen before."""
    return render_body(await ports.store.renders.select(render_id, person.user_id))


@edits.post("/{render_id}/export", response_class=StreamingResponse, responses=_FILES)
async def export_render(render_id: str, person: Person, ports: Ports, body: ExportBody | None = None) -> Response:
    """Take it away: one file, or a zip with a manifest. Every other size is laid out anew inside its safe areas."""
    made = await ports.store.renders.get(render_id, person.user_id)
    request = await export_request(ports.store, ports.blobs, person.user_id, made, body or ExportBody())
    await ports.store.renders.take_free(render_id, person.user_id, request.count)
    packed = await export(ports.bus, request)
    headers = {
        "content-disposition": f'attachment; filename="{packed.name}"',
        "content-length": str(packed.bytes),
        "cache-control": "private, no-store",
        "x-file-count": str(packed.count),
    }
    stream = given_away(ports.blobs, packed.key, await ports.blobs.stream(packed.key))
    return StreamingResponse(stream, media_type=packed.media_type, headers=headers)


async def given_away(blobs: Blobs, key: str, stream: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
    """The file piece by piece; it is gone afterwards, also when the visitor left in the middle."""
    try:
        async for piece in stream:
            yield piece
    finally:
        leaving = asyncio.create_task(blobs.delete(key))
        _LEAVING.add(leaving)
        leaving.add_done_callback(_LEAVING.discard)


async def placed(ports: Gateway, person: Principal, render_id: str, body: EditBody, once: Idempotency) -> Made[Job]:
    if job := await ports.store.jobs.earlier(person.user_id, once):
        return Made(job, replayed=True)
    parent = await ports.store.renders.get(render_id, person.user_id)
    made = await ports.store.jobs.queue(await EditDesk(ports.desk).prepare(person, parent, body), once)
    ports.relay.wake()
    return made

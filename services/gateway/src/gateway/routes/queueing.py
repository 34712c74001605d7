"""Running a project, or only saying what would happen if it were run."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from gateway.auth import Principal
from gateway.bodies import JobBody, job_body
from gateway.bodies.estimates import BatchEstimateBody, EstimateBody
from gateway.comparing import BatchBody, ComparisonDesk, batch_body, sides_of
from gateway.deps import Gateway, OnceLater, Person, Ports
from gateway.estimating import Estimator
from gateway.ordering import QueueBody, wanted_of
from gateway.store.rows import Idempotency, Job, Made, Project

router = APIRouter(tags=["projects"])

_REHEARSED: dict[int | str, dict[str, Any]] = {
    200: {"model": EstimateBody | BatchEstimateBody, "description": "The answer to a dry run."}
}


@router.post("/{project_id}/queue", status_code=202, response_model=JobBody | BatchBody, responses=_REHEARSED)
async def queue_job(
    project_id: str,
    response: Response,
    person: Person,
    ports: Ports,
    key: OnceLater,
    body: QueueBody | None = None,
    dry_run: Annotated[bool, Query(description="Say what would happen, and do nothing.")] = False,  # noqa: FBT002
) -> JobBody | BatchBody | Response:
    """Run a project. Accepted means committed: the job will end, whatever happens to this process.

    With `prompts`, up to three runs that differ in one answer are queued together, and answered as a batch. With
    `dry_run=true` it is only judged: 200 with the cost, the balance, when it would be done, by whom, and all that
    is in the way (`blockers`, of which the first is what queueing would answer).
    """
    project, body = await ports.store.projects.get(project_id, person.user_id), body or QueueBody()
    if dry_run:
        found = await rehearsed(ports, person, project, body)
        return Response(found.model_dump_json(), media_type="application/json")
    once = await key.of_body()
    if body.prompts:
        batch = await compared(ports, person, project, body, once)
        mark(response, batch.replayed)
        return batch_body(batch.thing)
    made = await placed(ports, person, project, body, once)
    response.headers["location"] = f"/jobs/{made.thing.id}"
    mark(response, made.replayed)
    return job_body(made.thing)


async def rehearsed(
    ports: Gateway, person: Principal, project: Project, body: QueueBody
) -> EstimateBody | BatchEstimateBody:
    estimator = Estimator(ports.desk)
    if body.prompts:
        sides = sides_of(project.brief, body)
        return await estimator.estimate_all(person, project.id, sides)
    wanted = wanted_of(project, body)
    return await estimator.estimate(person, project.id, wanted, warnings=wanted.brief.warnings())


async def compared(
    ports: Gateway, person: Principal, project: Project, body: QueueBody, once: Idempotency
) -> Made[tuple[Job, ...]]:
    if jobs := await ports.store.jobs.of_batch(person.user_id, once):
        return Made(jobs, replayed=True)
    made = await ports.store.jobs.queue_all(await ComparisonDesk(ports.desk).prepare(person, project, body), once)
    ports.relay.wake()
    return made


async def placed(ports: Gateway, person: Principal, project: Project, body: QueueBody, once: Idempotency) -> Made[Job]:
    if job := await ports.store.jobs.earlier(person.user_id, once):
        return Made(job, replayed=True)
    made = await ports.store.jobs.queue(await ports.desk.prepare(person, project, body), once)
    ports.relay.wake()
    return made


def mark(response: Response, replayed: bool) -> None:  # noqa: FBT001 - what it is about
    if replayed:
        response.headers["idempotency-replayed"] = "true"

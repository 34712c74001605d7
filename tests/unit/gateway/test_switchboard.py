"""Requests are sorted by the first step of their path before the routes of that noun are asked."""

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from gateway import switchboard

ADDRESS = "http://house"


def house() -> FastAPI:
    app, jobs, streams = FastAPI(openapi_url=None), APIRouter(), APIRouter(prefix="/stream")

    @jobs.get("/{job_id}")
    async def read(job_id: str) -> str:
        return f"job {job_id}"

    @jobs.post("/{job_id}/cancel")
    async def cancel(job_id: str) -> str:
        return f"no {job_id}"

    @streams.get("/jobs/{job_id}")
    async def watch(job_id: str) -> str:
        return f"stream {job_id}"

    @app.get("/")
    async def door() -> str:
        return "door"

    app.include_router(jobs, prefix="/jobs")
    app.include_router(jobs, prefix="/job")
    app.include_router(streams)
    switchboard.install(app)
    return app


async def ask(method: str, path: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house()), base_url=ADDRESS) as client:
        return await client.request(method, path)


@pytest.mark.parametrize(
    ("method", "path", "said"),
    [
        ("GET", "/jobs/1", "job 1"),
        ("GET", "/job/1", "job 1"),
        ("POST", "/jobs/1/cancel", "no 1"),
        ("GET", "/stream/jobs/1", "stream 1"),
        ("GET", "/", "door"),
    ],
)
async def test_every_noun_reaches_its_routes(method, path, said):
    assert (await ask(method, path)).json() == said


@pytest.mark.parametrize("path", ["/projects/1", "/jobs", "/jobsy/1", "//jobs/1"])
async def test_what_nobody_knows_is_not_found(path):
    assert (await ask("GET", path)).status_code == 404


async def test_another_method_is_told_which_there_are():
    answer = await ask("DELETE", "/jobs/1")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")

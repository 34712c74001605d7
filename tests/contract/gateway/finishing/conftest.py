"""Finished pictures, and a compositor that answers in this process; the rest is the real API over a real Postgres."""

import dataclasses
import io
import itertools
import json
import zipfile
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from pydantic import BaseModel
from tests.bench.compositor import picture

from common.brief import Brief
from common.bus import Bus
from common.bus.policy import answer
from common.direction import direct
from common.disclosure import decide, made_of
from common.events import RenderComposited
from common.finishing import ExportRequest, RenderRequest
from common.fonts.catalogue import FontCatalogue
from common.ticket import IdentityPage, ImagePage, Ticket
from compositor.assignment import Assignment
from compositor.encode.png import encode_png
from compositor.handlers import export_pictures, render_spec
from compositor.plates import Plates
from compositor.variant import finish
from thumbworks.home import assets_folder

CATALOGUE = FontCatalogue(assets_folder())


class InHouse(Bus):
    """A bus with the compositor on it, and nobody else."""

    def __init__(self, blobs) -> None:
        super().__init__()
        self._blobs = blobs

    async def ask(self, service: str, verb: str, body: BaseModel | dict[str, Any], timeout: float) -> dict[str, Any]:  # noqa: ARG002, ASYNC109 - the port's own
        assert service == "compositor"
        assert isinstance(body, BaseModel)

        async def work(_: object) -> BaseModel:
            sent = body.model_dump_json()
            if verb == "export":
                return await export_pictures(ExportRequest.model_validate_json(sent), self._blobs, CATALOGUE)
            return await render_spec(RenderRequest.model_validate_json(sent), self._blobs, CATALOGUE, Plates())

        reply: Any = await answer(work, None)  # type: ignore[arg-type] - only a log line would want the message
        return reply if isinstance(reply, dict) else json.loads(reply.model_dump_json())


@pytest.fixture
def ports(ports):
    return dataclasses.replace(ports, bus=InHouse(ports.blobs))


Finished = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def finished(ports, database) -> Finished:
    """A picture of a new project, with all its files, as the rooms would have left it."""
    places = itertools.count(1)

    async def make(visitor, *, draws: str = "scene", **answers: Any) -> dict[str, Any]:
        project = answers.pop("project", None) or await visitor.project(**answers)
        job = (await visitor.post(f"/project/{project}/queue", json={"quality": "draft", "variants": 2})).json()
        (posted,) = await database.select("outbox", job_id=job["id"])
        ticket = Ticket.model_validate(posted["payload"]["ticket"])
        image = ImagePage.model_validate({
            "key": f"{ticket.prefix}/images/1-1.png", "width": 1280, "height": 720, "service": "gen-studio",
            "model": "studio", "draws": draws, "seed": 7,
        })  # fmt: skip
        await ports.blobs.put(image.key, scene())
        done = finish(assignment(ticket, image), CATALOGUE, Plates())
        for name, data in done.files.items():
            await ports.blobs.put(f"{ticket.prefix}/renders/1-1/{name}", data)
        ticket = ticket.with_page(image=image, render=done.page)
        event = RenderComposited(next="credits", job_id=ticket.job_id, variant=1, ticket=ticket)
        assert await ports.store.projection.apply(next(places), event)
        (found,) = [
            one
            for one in (await visitor.get(f"/projects/{project}/renders")).json()["items"]
            if one["job_id"] == job["id"]
        ]
        return found

    return make


def scene() -> bytes:
    ramp = np.linspace(20, 120, 1280, dtype=np.uint8)
    return encode_png(np.tile(ramp[None, :, None], (720, 1, 3)))


def assignment(ticket: Ticket, image: ImagePage) -> Assignment:
    whole = image.draws == "picture"
    page = IdentityPage(
        asset_id="a", verdicts=(), cutout_key="c", landmarks_key="l", width=1240, height=1400,
        face=(420, 180, 400, 520), head=(340, 50, 560, 740), cut_edges=("bottom",),
    )  # fmt: skip
    brief: Brief = ticket.brief
    return Assignment(
        brief, direct(brief, 1, 7), brief.canvas, None if whole else page, image.key, scene(),
        None if whole else picture.files().person, f"{ticket.prefix}/renders/1-1", whole=whole,
        disclosure=decide(brief.disclosure, made_of(image.draws, {}), ticket.requested_at.date()),
    )  # fmt: skip


@pytest.fixture
def pixels() -> Callable[..., Awaitable[NDArray[np.int_]]]:
    """The picture behind a URL, (h, w, 3)."""

    async def read(visitor, url: str) -> NDArray[np.int_]:
        return np.asarray(Image.open(io.BytesIO((await visitor.get(url)).content)).convert("RGB")).astype(int)

    return read


@pytest.fixture
def members() -> Callable[[httpx.Response], tuple[dict[str, Any], dict[str, bytes]]]:
    """(manifest, files by name) of a zip that was answered."""

    def read(response: httpx.Response) -> tuple[dict[str, Any], dict[str, bytes]]:
        archive = zipfile.ZipFile(io.BytesIO(response.content))
        files = {name: archive.read(name) for name in archive.namelist()}
        return json.loads(files.pop("manifest.json")), files

    return read

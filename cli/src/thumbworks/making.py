"""`make`: selfies and a headline in, finished thumbnails in a folder out, through the API like everybody else."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

from thumbworks.api import Api, ApiError


class Watcher(Protocol):
    """What is shown while a job runs."""

    def say(self, message: str) -> None: ...
    def progress(self, fraction: float, stage: str) -> None: ...


@dataclass(frozen=True)
class Order:
    """What was asked for: the pictures, the answers of the questionnaire, and where the thumbnails go."""

    images: tuple[Path, ...]
    brief: dict[str, Any]
    run: dict[str, Any]
    out: Path


@dataclass
class Made:
    """What came of it. `files` by variant; `hops` in seconds per step."""

    job: dict[str, Any]
    files: dict[int, list[Path]] = field(default_factory=dict[int, list[Path]])
    hops: dict[str, float] = field(default_factory=dict[str, float])
    seconds: float = 0.0


async def make(api: Api, order: Order, watcher: Watcher) -> Made:
    """Raises `ApiError` for every refusal, before anything is charged."""
    started = perf_counter()
    await agree(api, watcher)
    watcher.progress(0.02, "uploading")
    refs = await upload_all(api, order.images, watcher)
    project = await api.post("/project", {**order.brief, "refs": refs})
    for warning in project["warnings"]:
        watcher.say(warning)
    job = await api.post(f"/project/{project['id']}/queue", order.run)
    await follow(api, job["id"], watcher)
    made = Made(await api.get(f"/jobs/{job['id']}"))
    made.files = await fetch(api, made.job, project["platform"], order.out)
    made.hops = hops(await api.get(f"/jobs/{job['id']}/events"))
    made.seconds = perf_counter() - started
    return made


async def agree(api: Api, watcher: Watcher) -> None:
    """A face is used only with consent: the person at this machine gives it once, and is told so."""
    me = await api.get("/me")
    if me["consent"] is None:
        consent = await api.post("/me/consent")
        watcher.say(
            f"Consent recorded ({consent['id']}): the faces in your pictures may be used to make thumbnails here. "
            "They do not leave this machine unless you choose a model elsewhere."
        )


async def upload_all(api: Api, images: tuple[Path, ...], watcher: Watcher) -> list[str]:
    uploads = await asyncio.gather(*(upload(api, image) for image in images))
    for image, asset in zip(images, uploads, strict=True):
        face: dict[str, Any] = asset.get("face") or {}
        advice = face.get("advice")
        if advice:
            watcher.say(f"{image.name}: {advice}")
    return [asset["id"] for asset in uploads]


async def upload(api: Api, image: Path) -> dict[str, Any]:
    try:
        return await api.upload_selfie(image)
    except ApiError as error:
        error.problem = {**error.problem, "detail": f"{image.name}: {error}"}
        raise ApiError(error.problem) from error


async def follow(api: Api, job_id: str, watcher: Watcher) -> None:
    stage = "queued"
    async for event, data in api.follow(job_id):
        stage = data.get("stage") or stage
        if event == "variant.failed":
            watcher.say(f"Variant {data.get('variant') or '-'}: {data.get('message')}")
        if isinstance(data.get("progress"), int | float):
            watcher.progress(data["progress"], stage)


async def fetch(api: Api, job: dict[str, Any], platform: str, out: Path) -> dict[int, list[Path]]:
    """Write every finished variant as `<platform>-<variant>.png` and `.json`."""
    out.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - a local folder, nothing else runs
    files: dict[int, list[Path]] = {}
    for variant in job["variants"]:
        render = variant["render"]
        if render is None:
            continue
        for kind in ("png", "json"):
            file = out / f"{platform}-{variant['variant']}.{kind}"
            file.write_bytes(await api.download(render["files"][kind]))
            files.setdefault(variant["variant"], []).append(file)
    return files


def hops(events: list[dict[str, Any]]) -> dict[str, float]:
    """Seconds from an event to each kind it led to; of several variants, the slowest."""
    found: dict[str, float] = {}
    for event in events:
        found[event["event"]] = max(found.get(event["event"], 0.0), event["hop_seconds"] or 0.0)
    return found

"""`make`: selfies and a headline in, finished thumbnails in a folder out, through the API like everybody else."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

from thumbworks.api import Api, ApiError

GUARDIAN = "guardian-2026-12"
COPIED = "copy_target"
"""The field of the picture whose layout is copied, and whose rights somebody has to vouch for."""
PATIENCE = 3
"""How often a run is asked for again that waits for faces to be hidden."""


class Watcher(Protocol):
    """What is shown while a job runs."""

    def say(self, message: str) -> None: ...
    def confirm(self, question: str) -> bool: ...
    def progress(self, fraction: float, stage: str) -> None: ...


@dataclass(frozen=True)
class Order:
    """What was asked for: the pictures, the answers of the questionnaire, and where the thumbnails go.

    With `edit`, the id of a render, `run` says what to change. `pictures` are files by the field that wants them;
    `layout` is that of the copied one as it should be; `allow` names who may receive the selfies. With `guardian`
    they show a child, and its parent or guardian asks.
    """

    images: tuple[Path, ...]
    brief: dict[str, Any]
    run: dict[str, Any]
    out: Path
    edit: str | None = None
    pictures: Mapping[str, Path | Sequence[Path]] = field(default_factory=dict[str, Path | Sequence[Path]])
    allow: tuple[str, ...] = ()
    guardian: bool = False
    layout: Any = None


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
    if not order.guardian:
        await agree(api, order.allow, watcher)
    watcher.progress(0.02, "uploading")
    path, body = await placed(api, order, watcher)
    job = await queue(api, path, body, watcher)
    made = await collected(api, job, "-edit" if order.edit else "", order.out, watcher)
    made.seconds = perf_counter() - started
    return made


async def retry(
    api: Api, job_id: str, body: dict[str, Any], watcher: Watcher, *, allow: Sequence[str] = (), out: Path
) -> Made:
    """What a job left out, as a job of its own. Consent is not given anew, only extended to whom `allow` names."""
    started = perf_counter()
    if allow:
        await agree(api, allow, watcher)
    job = await queue(api, f"/jobs/{job_id}/retry", body, watcher)
    made = await collected(api, job, "-retry", out, watcher)
    made.seconds = perf_counter() - started
    return made


async def collected(api: Api, job: dict[str, Any], mark: str, out: Path, watcher: Watcher) -> Made:
    """The job when it is over, its pictures in the folder: `<platform><mark>-<variant>`."""
    await follow(api, job["id"], watcher)
    made = Made(await api.get(f"/jobs/{job['id']}"))
    platform = (await api.get(f"/project/{job['project_id']}"))["platform"]
    made.files = await fetch(api, made.job, platform + mark, out)
    made.hops = hops(await api.listed(f"/jobs/{job['id']}/events"))
    return made


async def placed(api: Api, order: Order, watcher: Watcher) -> tuple[str, dict[str, Any]]:
    """Where the job is queued, and with what."""
    pictures = await upload_pictures(api, order.pictures, order.layout)
    if order.edit:
        return f"/renders/{order.edit}/edit", {**order.run, **pictures}
    about = {"consent_id": await agree_for_a_child(api, watcher)} if order.guardian else {}
    refs = await upload_all(api, order.images, watcher, **about)
    project = await api.post("/project", {**order.brief, **pictures, "refs": refs})
    for warning in project["warnings"]:
        watcher.say(warning)
    return f"/project/{project['id']}/queue", order.run


async def queue(api: Api, path: str, body: dict[str, Any], watcher: Watcher) -> dict[str, Any]:
    """Who receives the selfies is asked when a model needs it, and only then."""
    try:
        return await _patiently(api, path, body, watcher)
    except ApiError as error:
        recipient = error.problem.get("recipient")
        if error.code != "consent_required" or not recipient:
            raise
        # The house may live in this process: it goes on working while somebody thinks.
        if not await asyncio.to_thread(watcher.confirm, f"{error} Allow {recipient} to receive them?"):
            error.problem = {**error.problem, "detail": f"{error} To allow it: --allow {recipient}"}
            raise ApiError(error.problem) from error
        await agree(api, (recipient,), watcher)
        return await api.post(path, body)


async def _patiently(api: Api, path: str, body: dict[str, Any], watcher: Watcher) -> dict[str, Any]:
    """On a busy machine faces in a copied thumbnail may still be being hidden: nothing goes on before they are."""
    for _ in range(PATIENCE):
        try:
            return await api.post(path, body)
        except ApiError as error:
            if error.code != "faces_not_masked":
                raise
            watcher.say(str(error))
            await asyncio.sleep(error.wait or 1.0)
    return await api.post(path, body)


async def agree(api: Api, allow: Sequence[str], watcher: Watcher) -> None:
    """A face is used only with consent: the person at this machine gives it once, names who may receive it, is told."""
    consent = (await api.get("/me"))["consent"]
    named: list[str] = consent["recipients"] if consent else []
    if consent and consent["allows_comparing"] and set(allow) <= set(named):
        return
    recipients = list(dict.fromkeys([*named, *allow]))
    consent = await api.post("/me/consent", {"recipients": recipients})
    elsewhere = f"They may be sent to {', '.join(recipients)}" if recipients else "They do not leave this machine"
    watcher.say(
        f"Consent recorded ({consent['id']}): the faces in your pictures may be used to make thumbnails here, and what "
        f"is made is compared with them; nothing measured is kept. {elsewhere}; nobody else receives them."
    )


async def agree_for_a_child(api: Api, watcher: Watcher) -> str:
    """The consent of a parent or guardian, on record for these selfies: no provider ever receives them."""
    consent = await api.post("/me/consent", {"statement": GUARDIAN})
    watcher.say(f"Consent of a parent or guardian recorded ({consent['id']}): the selfies do not leave this machine.")
    return consent["id"]


async def upload_pictures(
    api: Api, pictures: Mapping[str, Path | Sequence[Path]], layout: Any = None
) -> dict[str, Any]:
    """Files by field -> asset ids by field; a field holds one file or several. `layout` corrects the copied one's."""
    found: dict[str, Any] = {}
    for name, files in pictures.items():
        if name == COPIED:
            found[name] = await copy_target(api, files)
            if layout is not None:
                await api.put(f"/assets/{found[name]}/layout", layout)
        elif isinstance(files, Path):
            found[name] = await upload(api, files, "reference")
        else:
            found[name] = [await upload(api, file, "reference") for file in files]
    return found


async def copy_target(api: Api, file: Path | Sequence[Path]) -> str:
    """Whoever names a thumbnail to copy on this machine's own command line says that they may use it as a model."""
    assert isinstance(file, Path)
    return (await uploaded(api, file, "copy-target", rights_attestation="true"))["id"]


async def read_layout(api: Api, target: Path) -> dict[str, Any]:
    """What was read of a thumbnail to copy: its `spec` as it can be corrected, and how sure the reader is."""
    return await api.get(f"/assets/{await copy_target(api, target)}/layout")


async def upload_all(api: Api, images: tuple[Path, ...], watcher: Watcher, **about: str) -> list[str]:
    uploads = await asyncio.gather(*(uploaded(api, image, "selfie", **about) for image in images))
    for image, asset in zip(images, uploads, strict=True):
        face: dict[str, Any] = asset.get("face") or {}
        advice = face.get("advice")
        if advice:
            watcher.say(f"{image.name}: {advice}")
    return [asset["id"] for asset in uploads]


async def upload(api: Api, file: Path, kind: str) -> str:
    return (await uploaded(api, file, kind))["id"]


async def uploaded(api: Api, file: Path, kind: str, **about: str) -> dict[str, Any]:
    try:
        return await api.upload(file, kind, **about)
    except ApiError as error:
        error.problem = {**error.problem, "detail": f"{file.name}: {error}"}
        raise ApiError(error.problem) from error


async def follow(api: Api, job_id: str, watcher: Watcher) -> None:
    stage = "queued"
    async for event, data in api.follow(job_id):
        stage = data.get("stage") or stage
        if event == "variant.failed":
            watcher.say(f"Variant {data.get('variant') or '-'}: {data.get('message')}")
        if event == "job.progress" and data.get("note"):
            watcher.say(data["note"])
        if isinstance(data.get("progress"), int | float):
            watcher.progress(data["progress"], stage)


async def fetch(api: Api, job: dict[str, Any], name: str, out: Path) -> dict[int, list[Path]]:
    """Write every finished variant as `<name>-<variant>.png` and `.json`."""
    out.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - a local folder, nothing else runs
    files: dict[int, list[Path]] = {}
    for variant in job["variants"]:
        render = variant["render"]
        if render is None:
            continue
        for kind in ("png", "json"):
            file = out / f"{name}-{variant['variant']}.{kind}"
            file.write_bytes(await api.download(render["files"][kind]))
            files.setdefault(variant["variant"], []).append(file)
    return files


def hops(events: list[dict[str, Any]]) -> dict[str, float]:
    """Seconds from an event to each kind it led to; of several variants, the slowest."""
    found: dict[str, float] = {}
    for event in events:
        found[event["event"]] = max(found.get(event["event"], 0.0), event["hop_seconds"] or 0.0)
    return found

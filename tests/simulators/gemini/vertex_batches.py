"""Vertex's batchPredictionJobs: requests in a file of a bucket, answers in another, with the requests echoed."""

import json
import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from tests.simulators.gemini.asked import Json
from tests.simulators.gemini.batches import Batch, play, read_line
from tests.simulators.gemini.errors import ApiError, invalid, not_found
from tests.simulators.gemini.generating import json_body
from tests.simulators.gemini.wire import normal, without_bytes
from tests.simulators.gemini.world import World

PARENT = "projects/{project}/locations/{location}"


async def create(request: Request) -> Response:
    world: World = request.app.state.world
    body = normal(await json_body(request))
    model = body.get("model", "").rpartition("/")[2]
    world.note(method="batch", path=request.url.path, model=model, body=without_bytes(body))
    if model not in world.living():
        raise not_found(model, request.path_params["version"])
    if not body.get("displayName"):
        raise invalid("display_name is required.", "display_name")
    version, name = request.path_params["version"], f"{PARENT.format(**request.path_params)}/batchPredictionJobs/"
    batch = Batch(
        name=f"{name}{secrets.randbelow(10**18)}",
        model=model,
        version=version,
        display_name=body["displayName"],
        items=items_of(world, body.get("inputConfig") or {}),
        out=output_of(body.get("outputConfig") or {}),
        vertex=True,
    )
    play(batch, world.script.next("batch").name)
    world.batches[batch.name] = batch
    return JSONResponse(described(batch))


def items_of(world: World, source: Json) -> list[Json]:
    if source.get("instancesFormat") != "jsonl":
        raise invalid("Only jsonl is simulated.", "input_config.instances_format")
    data = [world.buckets.behind(uri) for uri in (source.get("gcsSource") or {}).get("uris", [])]
    if not data or None in data:
        raise ApiError(400, "FAILED_PRECONDITION", "The input file does not exist or cannot be read.")
    return [read_line(line) for one in data for line in (one or b"").decode().splitlines() if line.strip()]


def output_of(destination: Json) -> str:
    prefix = (destination.get("gcsDestination") or {}).get("outputUriPrefix", "")
    if destination.get("predictionsFormat") != "jsonl" or not prefix.startswith("gs://"):
        raise invalid("An output prefix in Cloud Storage is required.", "output_config")
    return str(prefix)


def written(world: World, batch: Batch, answers: list[Json]) -> Json:
    """`<prefix>/prediction-model-…/predictions.jsonl`; an item that failed has a status and no answer."""
    folder = f"{batch.out}/prediction-model-2026-11-22T00:00:00.000000Z"
    lines = [json.dumps(line_of(item, answer)) + "\n" for item, answer in zip(batch.items, answers, strict=False)]
    world.buckets.stored[f"{folder}/predictions.jsonl".removeprefix("gs://")] = "".join(lines).encode()
    return {"gcsOutputDirectory": folder}


def line_of(item: Json, answer: Json) -> Json:
    line: Json = {"status": "", "processed_time": "2026-11-22T00:00:00.000+00:00", "request": item["request"]}
    if "response" in answer:
        return line | {"response": answer["response"]}
    error = {"code": answer["error"]["http"], "message": answer["error"]["message"]}
    return line | {"status": f"Bad Request: {json.dumps({'error': error})}", "response": {}}


def described(batch: Batch) -> Json:
    state = "PARTIALLY_SUCCEEDED" if batch.state == "EXPIRED" and batch.output else batch.state
    found: dict[str, Any] = {
        "name": batch.name,
        "displayName": batch.display_name,
        "model": f"publishers/google/models/{batch.model}",
        "state": f"JOB_STATE_{state}",
        "createTime": batch.created,
        "outputConfig": {"predictionsFormat": "jsonl", "gcsDestination": {"outputUriPrefix": batch.out}},
    }
    return found | ({"outputInfo": batch.output} if batch.output else {})


async def get(request: Request) -> Response:
    return JSONResponse(described(found(request)))


async def cancel(request: Request) -> Response:
    batch = found(request)
    if batch.state in {"PENDING", "RUNNING"}:
        batch.state = "CANCELLED"
    return JSONResponse({})


async def delete(request: Request) -> Response:
    world: World = request.app.state.world
    del world.batches[found(request).name]
    return JSONResponse({"name": "operations/1", "done": True})


async def listing(request: Request) -> Response:
    parent = PARENT.format(**request.path_params)
    batches = [one for one in request.app.state.world.batches.values() if one.name.startswith(parent)]
    return JSONResponse({"batchPredictionJobs": [described(batch) for batch in reversed(batches)]})


def found(request: Request) -> Batch:
    world: World = request.app.state.world
    name = f"{PARENT.format(**request.path_params)}/batchPredictionJobs/{request.path_params['batch']}"
    batch: Batch | None = world.batches.get(name)
    if batch is None:
        raise ApiError(404, "NOT_FOUND", f"The BatchPredictionJob {name} does not exist.")
    batch.advance(world, written)
    return batch

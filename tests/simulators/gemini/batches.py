"""Batch mode: requests inline or in a JSONL file, answered after a while, at half the price, item by item."""

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from tests.simulators.gemini.asked import Json
from tests.simulators.gemini.errors import ApiError, invalid, not_found
from tests.simulators.gemini.files import stamp
from tests.simulators.gemini.generating import ENTRIES, json_body, made, read
from tests.simulators.gemini.plays import OF_BATCHES, REPLIES
from tests.simulators.gemini.wire import normal, without_bytes
from tests.simulators.gemini.world import World

TYPE = "type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch"
# Items fail with codes of gRPC, not of HTTP.
RPC = {
    "INVALID_ARGUMENT": 3,
    "DEADLINE_EXCEEDED": 4,
    "NOT_FOUND": 5,
    "PERMISSION_DENIED": 7,
    "RESOURCE_EXHAUSTED": 8,
    "FAILED_PRECONDITION": 9,
    "INTERNAL": 13,
    "UNAVAILABLE": 14,
}
ENDS = {"batch_expired": "EXPIRED", "batch_failed": "FAILED", "batch_unfinished": "EXPIRED"}


@dataclass
class Batch:
    """`ends` is the state it will reach; items are answered when it does, the first alone where it stays unfinished."""

    name: str
    model: str
    version: str
    display_name: str
    items: list[Json]
    out: str = ""  # the files' URL where answers become a file, a prefix of a bucket on Vertex; else inline
    vertex: bool = False
    ends: str = "SUCCEEDED"
    partial: bool = False
    unfinished: bool = False
    begun: float = field(default_factory=time.monotonic)
    created: str = field(default_factory=lambda: stamp(datetime.now(UTC)))
    state: str = "PENDING"
    output: Json | None = None
    ok: int = 0

    def advance(self, world: World, write: "Write | None" = None) -> None:
        if self.state not in {"PENDING", "RUNNING"} or self.ends == "PENDING":
            return
        age = time.monotonic() - self.begun
        if age < world.batch_seconds:
            self.state = "RUNNING" if age > world.batch_seconds / 2 else "PENDING"
            return
        if self.ends == "SUCCEEDED" or self.unfinished:
            self._answer(world, write or put_out)
        self.state = self.ends

    def _answer(self, world: World, write: "Write") -> None:
        items = self.items[:1] if self.unfinished else self.items
        answers = [self._item(world, number, item) for number, item in enumerate(items)]
        self.ok = sum("response" in item for item in answers)
        self.output = write(world, self, answers)

    def _item(self, world: World, number: int, item: Json) -> Json:
        kept = {name: item[name] for name in ("key", "metadata") if name in item}
        try:
            return kept | {"response": self._response(world, number, item)}
        except ApiError as error:
            # Without `details`: the SDK types them as strings, and the whole job's answer would not be read.
            code: Json = {"http": error.code} if self.vertex else {"code": RPC[error.status]}
            return kept | {"error": code | {"message": error.message}}

    def _response(self, world: World, number: int, item: Json) -> Json:
        asked = read(world, self.model, item["request"], version=self.version, vertex=self.vertex)
        entry = world.script.next(self.model, prompt=asked.prompt)
        if entry.name in REPLIES or entry.name not in ENTRIES or (self.partial and number == 0):
            raise ApiError(503, "UNAVAILABLE", "The model is overloaded. Please try again later.")
        return made(world, asked, entry, batch=True)

    def operation(self) -> Json:
        """As Google answers: what came out is in the metadata and once more in the response."""
        done = self.state not in {"PENDING", "RUNNING"}
        metadata: Json = {
            "@type": TYPE,
            "model": f"models/{self.model}",
            "displayName": self.display_name,
            "createTime": self.created,
            "updateTime": stamp(datetime.now(UTC)),
            "batchStats": {"requestCount": str(len(self.items)), "successfulRequestCount": str(self.ok)},
            "state": f"BATCH_STATE_{self.state}",
            "name": self.name,
        }
        found: Json = {"name": self.name, "metadata": metadata}
        if done:
            metadata["endTime"] = stamp(datetime.now(UTC))
            found["done"] = True
        if self.output:
            metadata["output"] = self.output
            found["response"] = {"@type": f"{TYPE}Output", **self.output}
        return found


Write = Callable[[World, Batch, list[Json]], Json]


def put_out(world: World, batch: Batch, answers: list[Json]) -> Json:
    if not batch.out:
        return {"inlinedResponses": {"inlinedResponses": answers}}
    lines = "".join(json.dumps(item) + "\n" for item in answers)
    return {"responsesFile": world.files.make(lines.encode(), "application/jsonl", batch.out).name}


async def create(request: Request) -> Response:
    world: World = request.app.state.world
    model, version = request.path_params["model"], request.path_params["version"]
    body = normal(await json_body(request))
    world.note(method="batch", path=request.url.path, model=model, body=without_bytes(body))
    if model not in world.living():
        raise not_found(model, version)
    wanted = body.get("batch")
    if not wanted or "displayName" not in wanted:
        raise invalid("batch.display_name is required.", "batch.display_name")
    source = wanted.get("inputConfig") or {}
    items, as_file = items_of(world, source)
    played = world.script.next("batch")
    batch = Batch(
        f"batches/{secrets.token_hex(8)}",
        model,
        version,
        wanted["displayName"],
        items,
        here(request) if as_file else "",
    )
    play(batch, played.name)
    world.batches[batch.name] = batch
    return JSONResponse(batch.operation())


def play(batch: Batch, name: str) -> None:
    if name in ENDS:
        batch.ends = ENDS[name]
    elif name == "batch_stuck":
        batch.ends = "PENDING"
    batch.partial, batch.unfinished = name == "batch_partial", name == "batch_unfinished"
    if name.startswith("batch") and name not in OF_BATCHES:
        raise invalid(f"The script plays {name}, which nobody knows.")


def items_of(world: World, source: Json) -> tuple[list[Json], bool]:
    if name := source.get("fileName"):
        lines = bytes(world.files.get(name).data).decode().splitlines()
        return [read_line(line) for line in lines if line.strip()], True
    items = (source.get("requests") or {}).get("requests") or []
    if not items:
        raise invalid("The batch holds no requests.", "batch.input_config")
    return items, False


def read_line(line: str) -> Json:
    """`{"key": …, "request": …}`; the request is read like any other."""
    item: Any = json.loads(line)
    if "request" not in item:
        raise invalid("A line of the file has no request.", "batch.input_config.file_name")
    return {**item, "request": normal(item["request"])}


async def get(request: Request) -> Response:
    return JSONResponse(found(request).operation())


async def cancel(request: Request) -> Response:
    batch = found(request)
    if batch.state in {"PENDING", "RUNNING"}:
        batch.state = "CANCELLED"
    return JSONResponse({})


async def delete(request: Request) -> Response:
    del request.app.state.world.batches[found(request).name]
    return JSONResponse({})


async def listing(request: Request) -> Response:
    world: World = request.app.state.world
    return JSONResponse({"operations": [batch.operation() for batch in reversed(world.batches.values())]})


def found(request: Request) -> Batch:
    world: World = request.app.state.world
    batch: Batch | None = world.batches.get(f"batches/{request.path_params['batch']}")
    if batch is None:
        raise ApiError(404, "NOT_FOUND", "Requested entity was not found.")
    batch.advance(world)
    return batch


def here(request: Request) -> str:
    return f"{str(request.base_url).rstrip('/')}/{request.path_params['version']}"

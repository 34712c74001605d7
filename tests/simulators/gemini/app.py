"""Gemini's image API as an ASGI app: the wire as google-genai 3.4 speaks it, played by a script.

`create_app(World(...))` in one process, `python -m tests.simulators.gemini --port 8791` in one of its own. What a test
wants it says to the `World`, or over `/simulator/…` where the simulator is another process.
"""

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from tests.simulators.gemini import batches, buckets, generating, interactions, vertex_batches
from tests.simulators.gemini.asked import Asked
from tests.simulators.gemini.errors import ApiError, bad_key, exhausted, invalid, no_key, not_found
from tests.simulators.gemini.generating import json_body
from tests.simulators.gemini.models import Model
from tests.simulators.gemini.plays import names
from tests.simulators.gemini.tokens import prompt_tokens
from tests.simulators.gemini.wire import normal
from tests.simulators.gemini.world import World

WRONG_KEYS = {"wrong", "wrong-key", "invalid"}
PAID = {"generateContent", "streamGenerateContent", "batchGenerateContent"}
METHODS = ["generateContent", "countTokens", "batchGenerateContent", "streamGenerateContent"]
GOOGLE = "/{version:str}/publishers/google/models/{model}"
PROJECT = "/{version:str}/projects/{project}/locations/{location}"

Endpoint = Callable[[Request], Awaitable[Response]]


def create_app(world: World) -> Starlette:
    app = Starlette(routes=[*developer(), *vertex(), *admin()], exception_handlers={ApiError: refuse})  # type: ignore[dict-item]
    app.state.world = world
    return app


async def refuse(_request: Request, error: ApiError) -> Response:
    return error.response()


def developer() -> list[BaseRoute]:
    model, batch, file = "/{version}/models/{model}", "/{version}/batches/{batch}", "/{version}/files/{file}"
    started = "/{version}/interactions/{interaction}"
    return [
        *(post(f"{model}:{verb}", keyed(generate)) for verb in ("generateContent", "streamGenerateContent")),
        post(f"{model}:countTokens", keyed(count)),
        post(f"{model}:batchGenerateContent", keyed(batches.create)),
        get("/{version}/models", keyed(list_models)),
        get(model, keyed(get_model)),
        get("/{version}/batches", keyed(batches.listing)),
        post(f"{batch}:cancel", keyed(batches.cancel)),
        get(batch, keyed(batches.get)),
        delete(batch, keyed(batches.delete)),
        post("/upload/{version}/files", keyed(begin_upload)),
        post("/upload/{version}/files/{upload}", upload),
        get("/{version}/files", keyed(list_files)),
        get(f"{file}:download", keyed(download)),
        get("/download/{version}/files/{file}:download", keyed(download)),
        get(file, keyed(get_file)),
        delete(file, keyed(delete_file)),
        post("/{version}/interactions", keyed(interactions.create)),
        post(f"{started}/cancel", keyed(interactions.cancel)),
        get(started, keyed(interactions.get)),
        delete(started, keyed(interactions.delete)),
    ]


def vertex() -> list[BaseRoute]:
    """The enterprise paths: by project and location, or express with a key alone."""
    routes: list[BaseRoute] = []
    for place in (GOOGLE, f"{PROJECT}/publishers/google/models/{{model}}"):
        routes += [post(f"{place}:{verb}", keyed(generate_on_vertex)) for verb in METHODS if "atch" not in verb]
        routes.append(get(place, keyed(get_model)))
    routes.append(get("/{version}/publishers/google/models", keyed(list_publisher_models)))
    routes.append(post(f"{PROJECT}/interactions", keyed(interactions.create)))
    jobs = f"{PROJECT}/batchPredictionJobs"
    routes += [post(jobs, keyed(vertex_batches.create)), get(jobs, keyed(vertex_batches.listing))]
    routes += [post(f"{jobs}/{{batch}}:cancel", keyed(vertex_batches.cancel))]
    routes += [
        get(f"{jobs}/{{batch}}", keyed(vertex_batches.get)),
        delete(f"{jobs}/{{batch}}", keyed(vertex_batches.delete)),
    ]
    return routes


def admin() -> list[BaseRoute]:
    """For tests and people: what to play next, what was asked, what was paid for."""
    return [
        Route("/store/{key:path}", buckets.serve, methods=["GET", "HEAD", "PUT", "DELETE"]),
        post("/token", buckets.token),
        get("/simulator", said),
        post("/simulator/script", tell),
        post("/simulator/reset", reset),
    ]


def get(path: str, endpoint: Endpoint) -> Route:
    return Route(path, endpoint, methods=["GET"])


def post(path: str, endpoint: Endpoint) -> Route:
    return Route(path, endpoint, methods=["POST"])


def delete(path: str, endpoint: Endpoint) -> Route:
    return Route(path, endpoint, methods=["DELETE"])


def keyed(endpoint: Endpoint) -> Endpoint:
    """A key or a bearer token comes first, as it does with Google."""

    async def guarded(request: Request) -> Response:
        world: World = request.app.state.world
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        key = request.headers.get("x-goog-api-key") or request.query_params.get("key") or bearer
        if not key:
            raise no_key()
        if key in WRONG_KEYS | world.refused_keys or (world.key and key != world.key):
            raise bad_key()
        verb = request.url.path.rpartition(":")[2]
        if verb in PAID:
            world.asked_with.append((verb, key))
        if verb in PAID and key in world.spent_keys:
            raise exhausted(request.path_params["model"], 0, "GenerateRequestsPerDayPerProjectPerModel", "250")
        return await endpoint(request)

    return guarded


async def generate(request: Request) -> Response:
    return await generating.generate(request, vertex=False)


async def generate_on_vertex(request: Request) -> Response:
    return await generating.generate(request, vertex=True)


async def count(request: Request) -> Response:
    world: World = request.app.state.world
    name, version = request.path_params["model"], request.path_params["version"]
    if (model := world.living().get(name)) is None:
        raise not_found(name, version)
    body = normal(await json_body(request))
    world.note(method="count", path=request.url.path, model=name)
    asked = Asked(model, body.get("generateContentRequest", body), False, version, world.files.behind)
    counted = prompt_tokens(asked)
    details = [{"modality": modality, "tokenCount": tokens} for modality, tokens in counted.items()]
    return JSONResponse({"totalTokens": sum(counted.values()) + world.counts_more, "promptTokensDetails": details})


def described(model: Model) -> dict[str, object]:
    return {
        "name": f"models/{model.id}",
        "baseModelId": model.id,
        "version": "1",
        "displayName": model.title,
        "inputTokenLimit": model.tokens_in,
        "outputTokenLimit": model.tokens_out,
        "supportedGenerationMethods": METHODS[:3],
        "thinking": model.thinks,
    }


async def list_models(request: Request) -> Response:
    world: World = request.app.state.world
    world.note(method="models", path=request.url.path)
    return JSONResponse({"models": [described(model) for model in world.living().values()]})


async def list_publisher_models(request: Request) -> Response:
    models = request.app.state.world.living().values()
    return JSONResponse({"publisherModels": [{"name": f"publishers/google/models/{model.id}"} for model in models]})


async def get_model(request: Request) -> Response:
    name = request.path_params["model"]
    if (model := request.app.state.world.living().get(name)) is None:
        raise not_found(name, request.path_params["version"])
    return JSONResponse(described(model))


def here(request: Request) -> str:
    return f"{str(request.base_url).rstrip('/')}/{request.path_params['version']}"


async def begin_upload(request: Request) -> Response:
    world, headers = request.app.state.world, request.headers
    if headers.get("x-goog-upload-protocol") != "resumable" or headers.get("x-goog-upload-command") != "start":
        raise invalid("The upload protocol is resumable.")
    told = normal(await json_body(request)).get("file") or {}
    mime = headers.get("x-goog-upload-header-content-type", "application/octet-stream")
    promised = int(headers.get("x-goog-upload-header-content-length", 0))
    number = world.files.begin(told, mime, promised, here(request))
    world.note(method="upload", path=request.url.path, body=told, bytes=promised)
    url = f"{str(request.base_url).rstrip('/')}/upload/{request.path_params['version']}/files/{number}"
    return JSONResponse({}, headers={"X-Goog-Upload-URL": url, "X-Goog-Upload-Status": "active"})


async def upload(request: Request) -> Response:
    """One chunk; no key is sent here: the URL is the secret."""
    command = request.headers.get("x-goog-upload-command", "")
    offset = int(request.headers.get("x-goog-upload-offset", 0))
    final = "finalize" in command
    world: World = request.app.state.world
    file = world.files.add(request.path_params["upload"], await request.body(), offset, final=final)
    status = {"X-Goog-Upload-Status": "final" if final else "active"}
    return JSONResponse({"file": file.described()} if final else {}, headers=status)


async def list_files(request: Request) -> Response:
    files = request.app.state.world.files.stored.values()
    return JSONResponse({"files": [file.described() for file in files]})


async def get_file(request: Request) -> Response:
    return JSONResponse(request.app.state.world.files.get(named(request)).described())


async def delete_file(request: Request) -> Response:
    request.app.state.world.files.delete(named(request))
    return JSONResponse({})


async def download(request: Request) -> Response:
    file = request.app.state.world.files.get(named(request))
    return Response(bytes(file.data), media_type=file.mime)


def named(request: Request) -> str:
    return f"files/{request.path_params['file']}"


async def said(request: Request) -> Response:
    """What was asked so far and what was paid for; `plays` are the names a script may hold."""
    world: World = request.app.state.world
    files = [file.described() for file in world.files.stored.values()]
    return JSONResponse({"requests": world.requests, "bought": world.bought, "files": files, "plays": names()})


async def tell(request: Request) -> Response:
    """`{"then": ["overloaded", "picture"], "model": "", "always": "slow:2", "retire": [], "latency": 0.5}`."""
    world: World = request.app.state.world
    told = await json_body(request)
    world.script.then(*told.get("then", []), model=told.get("model", ""))
    if "always" in told:
        world.script.always = world.script.always.read(told["always"])
    world.retired.update(told.get("retire", []))
    world.retired.difference_update(told.get("revive", []))
    world.latency = told.get("latency", world.latency)
    world.batch_seconds = told.get("batch_seconds", world.batch_seconds)
    for name in told.get("expire", []):
        world.files.expire(name)
    return JSONResponse({})


async def reset(request: Request) -> Response:
    request.app.state.world.reset()
    return JSONResponse({})

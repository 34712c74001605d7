"""`docs/openapi.json` and `docs/asyncapi/`: what the API and each service on the bus understand."""

import importlib
import json
from typing import Any

from pydantic import SecretStr

from common.bus.worker import Worker
from common.settings import Settings
from thumbworks.home import assets_folder, checkout
from thumbworks.house import GATEWAY, wiring_of


def services() -> list[str]:
    return sorted(file.parent.name for file in checkout().glob("services/*/pyproject.toml"))


def workers() -> dict[str, Worker]:
    """Every service as the bus sees it, wired but never started."""
    return {service: worker_of(service) for service in services()}


def worker_of(service: str) -> Worker:
    if service != GATEWAY:
        return wiring_of(service).build(declared())
    rooms = [
        importlib.import_module("gateway.projector").projector_room(),
        importlib.import_module("gateway.handlers").gateway_room(),
    ]
    return Worker(GATEWAY, declared(), rooms)


def declared() -> Settings:
    """Settings as declared, whatever this machine's environment says. Models are looked for, but not loaded."""
    return Settings.model_construct(assets=assets_folder(), blobs_url="memory:///", secret=SecretStr("-" * 32))


def openapi() -> str:
    settings = importlib.import_module("gateway.settings").GatewaySettings
    local = settings(**dict(declared()), auth="local", host="127.0.0.1")
    return as_json(wiring_of(GATEWAY).build(local).openapi())


def asyncapi(worker: Worker) -> str:
    return as_json(json.loads(worker.asgi.schema.to_specification().to_json()))


def as_json(document: Any) -> str:
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"

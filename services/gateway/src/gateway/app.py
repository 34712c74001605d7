"""The wiring of the gateway: the only place that builds its adapters."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI

from common.blobs import ObjectBlobs
from common.bus.worker import Worker
from common.database import open_database
from common.settings import Settings
from common.telemetry import set_up
from gateway import edge, problems, repeating, routes, switchboard
from gateway.auth import authenticator
from gateway.auth.tickets import Tickets
from gateway.billing.stripe_cashier import StripeCashier
from gateway.callers import Proxies
from gateway.deps import Gateway
from gateway.erasing import Eraser
from gateway.expiry import Expiry
from gateway.guarded import with_guards
from gateway.handlers import gateway_room
from gateway.hub import Hub
from gateway.intake import Intake
from gateway.limits import Limiter
from gateway.models import Models
from gateway.ordering import Desk
from gateway.outbox import Relay
from gateway.outside import Outside
from gateway.projector import projector_room
from gateway.receipts import ReceiptLinks
from gateway.refusals import documented
from gateway.settings import GatewaySettings
from gateway.store import Store
from gateway.sweep import Sweep
from gateway.together import Together
from gateway.webhooks.receiving import Doorkeeper
from gateway.webhooks.senders import verifiers
from gateway.webhooks.sending import Postman

NAME = "gateway"


class Api(FastAPI):
    def openapi(self) -> dict[str, Any]:
        """With what each route may refuse."""
        if self.openapi_schema is None:
            self.openapi_schema = documented(with_guards(super().openapi(), self.routes))
        return self.openapi_schema


def build(settings: Settings) -> FastAPI:
    """The API. Its lifespan runs the gateway's two rooms and its background loops."""
    mine = GatewaySettings(**dict(settings))
    database = open_database(mine)
    blobs, store, intake, hub = ObjectBlobs(mine.blob_store_url), Store(database), Intake(mine.intake_workers), Hub()
    rooms = [projector_room(), gateway_room()]
    bus = rooms[0].bus
    models, relay = Models(bus, experimental=mine.experimental_models), Relay(store.outbox, bus)
    ports = Gateway(
        store=store,
        blobs=blobs,
        bus=bus,
        intake=intake,
        models=models,
        desk=Desk(store, models, mine.gate, mine.outgoing),
        relay=relay,
        hub=hub,
        authenticator=authenticator(mine),
        incoming=mine.incoming,
        cashier=cashier(mine),
        return_urls=mine.return_urls,
        doorkeeper=Doorkeeper(verifiers(mine.known_senders, Outside())),
        receipts=ReceiptLinks(mine.secret.get_secret_value()),
        tickets=Tickets(mine.secret.get_secret_value()),
        limiter=Limiter(on=mine.rate_limits),
        proxies=Proxies(mine.trusted_proxies),
        cors_origins=mine.cors_origins,
    )
    together = Together(ports.limiter, bus)
    worker = Worker(
        NAME,
        mine,
        rooms,
        ports={"store": store, "bus": bus, "blobs": blobs},
        background=[
            relay.run,
            Expiry(store, relay, bus).run,
            models.run,
            intake.warm,
            Sweep(store, blobs, timedelta(days=mine.originals_days)).run,
            Eraser(store, blobs, bus, relay, ports.cashier).run,
            Postman(store.webhooks, ports.outgoing).run,
            together.run,
        ],
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        async with AsyncExitStack() as leaving:  # from the last to the first, each whatever became of the others
            leaving.push_async_callback(database.close)
            leaving.push_async_callback(intake.close)
            await store.house_rules.settle(mine.house_rules)  # before anybody is served
            await worker.start()
            leaving.push_async_callback(worker.stop)
            await hub.attach(bus.client)
            await together.attach(bus.client)
            yield

    return application(ports, lifespan)


def cashier(settings: GatewaySettings) -> StripeCashier | None:
    """Nobody, where there is no key."""
    key = settings.stripe_key.get_secret_value()
    secret = settings.stripe_webhook_secret.get_secret_value()
    return StripeCashier(key, secret, settings.stripe_prices, settings.stripe_api) if key else None


def application(ports: Gateway, lifespan: Any = None) -> FastAPI:
    """The routes over ports that are ready; tests bring their own."""
    app = Api(
        title="Thumbworks",
        version=version(NAME),
        description="A few selfies in, platform-perfect thumbnails out.",
        lifespan=lifespan,
        docs_url=None,  # its pages load scripts from strangers; docs/api.md and /openapi.json are ours
        redoc_url=None,
    )
    app.state.gateway = ports
    problems.install(app)
    routes.install(app)
    switchboard.install(app)
    repeating.install(app, ports.store.keys)
    edge.install(app, ports)
    return app


def main() -> None:
    import uvicorn  # noqa: PLC0415 - only a process of its own needs the HTTP server

    from gateway.connections import server_config  # noqa: PLC0415 - the same

    settings = GatewaySettings()
    set_up(NAME, settings)
    door: Any = {"host": settings.host, "port": settings.port, "log_level": "warning", "timeout_graceful_shutdown": 10}
    uvicorn.Server(server_config(build(settings), settings.max_connections, **door)).run()

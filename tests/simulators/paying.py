"""Stripe as the gateway needs it: a server on this machine with checkouts, subscriptions, invoices, charges, disputes.

A test changes `world`, as a person at the checkout would, and tells the gateway of it with `event`, signed by the SDK.
"""

import contextlib
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

import stripe
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from tests.listening import listening, quiet

Thing = dict[str, Any]
SECRET = "whsec_of_the_tests"
PERIOD = 30 * 86_400
KINDS = ("checkout/sessions", "subscriptions", "invoices", "charges", "disputes")


class Stripe:
    def __init__(self) -> None:
        self.url = ""
        self.away = False
        self.world: dict[str, Thing] = {}
        self.asked: list[dict[str, str]] = []
        self.refunded: list[str] = []
        self.out_of_money = False
        self.meanwhile: Callable[[], Awaitable[Any]] | None = None  # what happens while a checkout is opened
        self._opened: dict[str, Thing] = {}

    def new(self, kind: str, **fields: Any) -> Thing:
        """Something of that kind, with an id that no other world had: their databases are shared."""
        name = f"{kind}_{uuid4().hex}"
        self.world[name] = {"id": name, **fields}
        return self.world[name]

    async def open(self, request: Request) -> JSONResponse:
        if self.away:
            return JSONResponse({"error": {"message": "away"}}, 503)
        asked = dict(parse_qsl((await request.body()).decode()))
        key = request.headers["idempotency-key"]
        if key not in self._opened:
            self.asked.append(asked)
            self._opened[key] = self.session(asked)
        if self.meanwhile:
            await self.meanwhile()
        return JSONResponse(self._opened[key])

    def session(self, asked: dict[str, str]) -> Thing:
        amount = int(asked.get("line_items[0][price_data][unit_amount]", 999))
        about = {name: asked[f"metadata[{name}]"] for name in ("purchase", "user", "offer")}
        session = self.new(
            "cs", object="checkout.session", mode=asked["mode"], payment_status="unpaid", payment_intent=None,
            amount_subtotal=amount, amount_total=amount, currency="usd", customer=None, metadata=about,
            status="open",
        )  # fmt: skip
        session["url"] = f"https://pay.example/{session['id']}"
        return session

    async def read(self, request: Request) -> JSONResponse:
        if self.away:
            return JSONResponse({"error": {"message": "away"}}, 503)
        found = self.world.get(request.path_params["name"])
        missing = {"type": "invalid_request_error", "code": "resource_missing", "message": "There is no such thing."}
        return JSONResponse(found or {"error": missing}, 200 if found else 404)

    async def end(self, request: Request) -> JSONResponse:
        """Cancels a subscription; one that is over is not found any more, as Stripe says."""
        if self.away:
            return JSONResponse({"error": {"message": "away"}}, 503)
        found = self.world.get(request.path_params["name"])
        if found is None or found["status"] == "canceled":
            error = {"type": "invalid_request_error", "code": "resource_missing", "message": "No such subscription."}
            return JSONResponse({"error": error}, 404)
        found["status"] = "canceled"
        return JSONResponse(found)

    async def expire(self, request: Request) -> JSONResponse:
        """Closes a checkout; only one that is open can be."""
        if self.away:
            return JSONResponse({"error": {"message": "away"}}, 503)
        found = self.world[request.path_params["name"]]
        if found["status"] != "open":
            error = {"type": "invalid_request_error", "message": "Only Checkout Sessions that are open can be expired."}
            return JSONResponse({"error": error}, 400)
        found["status"] = "expired"
        return JSONResponse(found)

    async def refund(self, request: Request) -> JSONResponse:
        """Of a payment, all at once; a second time it is refused, as Stripe does."""
        if self.out_of_money:
            error = {"type": "invalid_request_error", "code": "insufficient_funds", "message": "The balance is low."}
            return JSONResponse({"error": error}, 400)
        (payment,) = dict(parse_qsl((await request.body()).decode())).values()
        if payment in self.refunded:
            error = {"type": "invalid_request_error", "code": "charge_already_refunded", "message": "Refunded before."}
            return JSONResponse({"error": error}, 400)
        self.refunded.append(payment)
        return JSONResponse({"id": f"re_{payment}", "object": "refund"})

    def app(self) -> Starlette:
        routes = [Route(f"/v1/{kind}/{{name}}", self.read, methods=["GET"]) for kind in KINDS]
        routes.append(Route("/v1/subscriptions/{name}", self.end, methods=["DELETE"]))
        routes.append(Route("/v1/checkout/sessions/{name}/expire", self.expire, methods=["POST"]))
        routes.append(Route("/v1/refunds", self.refund, methods=["POST"]))
        return Starlette(routes=[Route("/v1/checkout/sessions", self.open, methods=["POST"]), *routes])

    def event(self, kind: str, thing: Thing, name: str | None = None, secret: str = SECRET) -> tuple[str, Thing]:
        """(body, headers) of a call as Stripe makes it."""
        name = name or f"evt_{uuid4().hex}"
        body = json.dumps({"id": name, "object": "event", "type": kind, "data": {"object": thing}})
        signature = stripe.WebhookSignature.generate_signature_header(body, secret)
        return body, {"stripe-signature": signature, "content-type": "application/json"}


@contextlib.asynccontextmanager
async def simulated() -> AsyncGenerator[Stripe]:
    world = Stripe()
    async with listening(quiet(world.app())) as world.url:
        yield world

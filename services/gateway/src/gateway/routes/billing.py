"""Buying credits and plans. A checkout never grants anything; the cashier's verified events do."""

import hashlib
from typing import Annotated, Any, Self

import httpx
import structlog
from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from common.errors import Code, PermanentError
from common.ids import new_id
from gateway.billing.cashier import Cashier, Offer, Wish
from gateway.billing.events import effect_of
from gateway.billing.leaving import give_back
from gateway.bodies.body import Body
from gateway.deps import Gateway, Once, Person, Ports
from gateway.store.billing import Purchase

log = structlog.get_logger()
router = APIRouter(tags=["billing"])

Name = Annotated[str, Field(min_length=1, max_length=60)]
Url = Annotated[str, Field(min_length=1, max_length=2_000)]
_EXAMPLE: JsonDict = {"pack": "pack_100"}
RAW: dict[str, Any] = {
    "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}, "required": True}
}


class PurchaseForm(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _EXAMPLE})

    pack: Name | None = Field(default=None, description="One of the packs of `GET /credits/offers`.")
    plan: Name | None = Field(default=None, description="Or one of its plans.")
    success_url: Url | None = Field(default=None, description="Where to go afterwards; on an origin that is allowed.")
    cancel_url: Url | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.pack is None) == (self.plan is None):
            msg = "Name a pack or a plan."
            raise ValueError(msg)
        return self


class OfferBody(Body):
    name: str
    kind: str
    title: str
    credits: int = Field(description="Of a plan: each month.")
    amount: int = Field(description="In the smallest unit of the currency.")
    currency: str


class PurchaseBody(Body):
    purchase_id: str
    checkout_url: str
    status: str


@router.get("/credits/offers")
async def list_offers(ports: Ports) -> list[OfferBody]:
    return [OfferBody(**offer.model_dump()) for offer in await ports.store.billing.offers()]


@router.post("/credits/purchase", status_code=201)
async def purchase(form: PurchaseForm, person: Person, ports: Ports, once: Once) -> PurchaseBody:
    """Open a checkout. Nothing is granted before the payment has arrived.

    `billing_disabled` where this installation sells nothing: its operator grants credits.
    """
    cashier = the_cashier(ports)
    success, cancel = [back_to(ports, url) for url in (form.success_url, form.cancel_url)]
    offer = await offer_named(ports, form)
    made, customer = await ports.store.billing.open(new_id("pur"), person.user_id, offer.name, once)
    bought = made.thing
    if bought.url is None:  # new, or this process died before it wrote down where to pay
        wish = Wish(bought.id, person.user_id, offer, success, cancel, person.email, customer)
        bought = await _bound(ports, cashier, wish)
    return PurchaseBody(purchase_id=bought.id, checkout_url=bought.url or "", status=bought.status)


async def _bound(ports: Gateway, cashier: Cashier, wish: Wish) -> Purchase:
    checkout = await cashier.open_checkout(wish)
    bought = await ports.store.billing.bind(wish.purchase_id, checkout)
    if bought.erased:
        await cashier.close_checkout(checkout["id"])
        raise PermanentError(Code.ACCOUNT_ERASED)
    return bought


@router.post("/webhooks/stripe", openapi_extra=RAW)
async def stripe_called(
    request: Request, response: Response, ports: Ports, stripe_signature: Annotated[str, Header(max_length=2_000)] = ""
) -> dict[str, str]:
    """An event of Stripe: verified on the raw body, looked up again, applied once. 200: it need not come again.

    What was paid for an account that was erased is given back (`returned`).
    """
    cashier, body = the_cashier(ports), await request.body()
    event = cashier.verified(body, stripe_signature)
    if await ports.store.billing.was_told(event["id"]):
        return {"status": "replayed"}
    effect = await effect_of(cashier, event)
    billed = await ports.store.billing.receive(event, hashlib.sha256(body).hexdigest(), effect)
    if effect and billed.status == "owed":
        await give_back(cashier, effect)
        billed = await ports.store.billing.returned(event, effect)
    log.info("billing.told", kind=event["type"], status=billed.status)
    response.status_code = 202 if billed.status == "unmatched" else 200
    return {"status": billed.status}


def the_cashier(ports: Gateway) -> Cashier:
    if ports.cashier is None:
        raise PermanentError(Code.BILLING_DISABLED)
    return ports.cashier


async def offer_named(ports: Gateway, form: PurchaseForm) -> Offer:
    kind, name = ("pack", form.pack) if form.pack else ("plan", form.plan)
    found = [offer for offer in await ports.store.billing.offers() if (offer.kind, offer.name) == (kind, name)]
    if not found:
        raise PermanentError(Code.NOT_FOUND, "There is no such offer.")
    return Offer(**found[0].model_dump(exclude={"credits"}))


def back_to(ports: Gateway, url: str | None) -> str:
    """The page to go back to: the first one allowed, or any on the same origin as one that is."""
    if url is None and ports.return_urls:
        return ports.return_urls[0]
    if url is None or origin_of(url) not in {origin_of(known) for known in ports.return_urls}:
        raise PermanentError(Code.URL_NOT_ALLOWED, "That page is not on the list of pages to come back to.")
    return url


def origin_of(url: str) -> tuple[str, str, int | None] | None:
    try:
        target = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        return None
    return (target.scheme, target.host, target.port) if target.host and not target.userinfo else None

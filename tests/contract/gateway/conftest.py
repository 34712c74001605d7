"""The whole API over a real Postgres and a blob store in memory; nobody is on the bus, which it must endure."""

import asyncio
import io
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from PIL import Image
from tests.buses import PATIENCE
from tests.postgrest import ROADS
from tests.simulators.paying import Stripe, simulated

from common.blobs import ObjectBlobs
from common.bus import Bus
from common.catalog import ModelCard
from common.database import Database
from common.ids import new_id
from gateway.app import application
from gateway.auth import JwtAuth
from gateway.deps import Gateway
from gateway.hub import Hub
from gateway.intake import Intake
from gateway.models import Models
from gateway.ordering import Desk
from gateway.outbox import Relay
from gateway.policy import Gate
from gateway.store import Store
from gateway.store.rows import Idempotency
from gateway.wanting import House
from gateway.webhooks.outgoing import Outgoing

SECRET = "a secret of more than thirty-two characters"
GATE, OUTGOING = Gate(), Outgoing()
"""Made once: public people's names and the certificates take longer to read than most tests."""
STUDIO = ModelCard(
    id="studio", service="gen-studio", title="Studio", provider="thumbworks", draws="scene", seconds_per_variant=3
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What reaches the database does so on both roads, but for what says why one of them is enough."""
    if "road" in metafunc.fixturenames and not metafunc.definition.get_closest_marker("one_road"):
        metafunc.parametrize("road", ROADS, indirect=True)


@pytest.fixture
async def ports(database: Database) -> AsyncIterator[Gateway]:
    store, bus, intake = Store(database), Bus(), Intake()
    models = Models(bus)
    models.house = House((STUDIO,))
    yield Gateway(
        store=store,
        blobs=ObjectBlobs("memory:///"),
        bus=bus,
        intake=intake,
        models=models,
        desk=Desk(store, models, GATE, OUTGOING),
        relay=Relay(store.outbox, bus),
        hub=Hub(),
        authenticator=JwtAuth(SECRET, "authenticated"),
    )
    await intake.close()


def vouched(user: str) -> dict[str, Any]:
    """The claims of an address that was verified."""
    return {"email": f"{user}@example.org", "email_verified": True}


def left_with(user: str, amount: int) -> str:
    """A statement that leaves somebody with so many credits, booked: other tests ask whether the ledger adds up."""
    key = f"test:{uuid4()}"
    booking = f"private.book(user_id, 'test.left', {amount} - credits, '{key}', '{{}}')"
    return f"select {booking} from profiles where user_id = '{user}'"  # noqa: S608 - our own words


class Visitor(httpx.AsyncClient):
    """Somebody with a token, and what they do most often."""

    def __init__(self, transport: httpx.AsyncBaseTransport, store: Store) -> None:
        self.user, self._store = str(uuid4()), store
        claims = {"sub": self.user, "aud": "authenticated", "exp": time.time() + 300, **vouched(self.user)}
        headers = {"authorization": f"Bearer {jwt.encode(claims, SECRET, 'HS256')}"}
        super().__init__(transport=transport, base_url="http://thumbs.test", headers=headers)

    async def consented(self, *recipients: str) -> "Visitor":
        assert (await self.post("/me/consent", json={"recipients": recipients})).status_code == 201
        return self

    async def selfie(self, **face: Any) -> str:
        """One that is in the house already; `usable=..., code=..., advice=...` is what identity said of it."""
        asset: dict[str, Any] = {"id": new_id("ast"), "type": "selfie", "path": "x.jpg", "width": 100, "height": 100}
        asset["meta"] = {"face": {"status": "checked", **face}}
        return (await self._store.assets.create(self.user, asset, Idempotency())).thing.id

    async def reference(self) -> str:
        """A picture to look at whose faces are hidden already."""
        asset: dict[str, Any] = {"id": new_id("ast"), "type": "ref", "path": "r.jpg", "width": 100, "height": 100}
        asset["meta"] = {"masked": "r-masked.jpg"}
        return (await self._store.assets.create(self.user, asset, Idempotency())).thing.id

    async def project(self, **answers: Any) -> str:
        refs = {} if "refs" in answers else {"refs": [await self.selfie()]}
        brief = {"headline": "STOP DOING THIS", **refs, **answers}
        return (await self.post("/project", json=brief)).json()["id"]

    async def job(self, **body: Any) -> dict[str, Any]:
        return (await self.post(f"/project/{await self.project()}/queue", json=body)).json()


def jpeg(size: tuple[int, int] = (200, 160), **save: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (90, 120, 160)).save(out, "JPEG", **save)
    return out.getvalue()


@pytest.fixture
async def one_day() -> None:
    """For what is counted by the day or the month: a test that midnight would divide waits until it is over."""
    now = datetime.now(UTC)
    left = (now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1) - now).total_seconds()
    if left < PATIENCE:
        await asyncio.sleep(left + 1)


@pytest.fixture
def transport(ports: Gateway) -> httpx.ASGITransport:
    return httpx.ASGITransport(application(ports), raise_app_exceptions=False)


@pytest.fixture
async def new_visitor(transport: httpx.ASGITransport, ports: Gateway) -> AsyncIterator[Callable[[], Visitor]]:
    visitors: list[Visitor] = []

    def make() -> Visitor:
        visitors.append(Visitor(transport, ports.store))
        return visitors[-1]

    yield make
    for visitor in visitors:
        await visitor.aclose()


@pytest.fixture
async def ann(new_visitor: Callable[[], Visitor]) -> Visitor:
    return await new_visitor().consented()


@pytest.fixture
async def bob(new_visitor: Callable[[], Visitor]) -> Visitor:
    return await new_visitor().consented()


@pytest.fixture
def stranger(transport: httpx.ASGITransport) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=transport, base_url="http://thumbs.test")


@pytest.fixture
async def shop() -> AsyncIterator[Stripe]:
    async with simulated() as world:
        yield world


@pytest.fixture
def picture() -> bytes:
    return jpeg()

"""Each code of the table, asked for over the whole API."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests.contract.codes import ASKED
from tests.contract.gateway.conftest import STUDIO, Visitor, jpeg

from common.errors import Code
from gateway.deps import Gateway
from gateway.statuses import STATUSES
from gateway.wanting import House


@dataclass(frozen=True)
class World:
    ann: Visitor
    newcomer: Visitor
    stranger: httpx.AsyncClient
    ports: Gateway
    sql: Callable[..., None]


Ask = Callable[[World], Awaitable[httpx.Response]]


def brief(**answers: Any) -> Ask:
    async def ask(world: World) -> httpx.Response:
        return await world.ann.post("/project", json={"headline": "STOP DOING THIS", **answers})

    return ask


def run(body: dict[str, Any] | None = None, **answers: Any) -> Ask:
    async def ask(world: World) -> httpx.Response:
        return await world.ann.post(f"/project/{await world.ann.project(**answers)}/queue", json=body or {})

    return ask


def refused_face(code: str) -> Ask:
    async def ask(world: World) -> httpx.Response:
        selfie = await world.ann.selfie(usable=False, code=code, advice="Try again.")
        return await run(refs=[selfie])(world)

    return ask


def after(statement: str, then: Ask) -> Ask:
    """`{user}` is Ann."""

    async def ask(world: World) -> httpx.Response:
        await world.ann.get("/me")
        world.sql(statement.format(user=world.ann.user))
        return await then(world)

    return ask


def housed(house: House, then: Ask) -> Ask:
    async def ask(world: World) -> httpx.Response:
        world.ports.models.house = house
        return await then(world)

    return ask


def upload(kind: str, data: bytes, **about: str) -> Ask:
    async def ask(world: World) -> httpx.Response:
        return await world.ann.post(f"/upload/{kind}", files={"file": ("x.jpg", data)}, data=about)

    return ask


def of_ann(method: str, path: str, **more: Any) -> Ask:
    async def ask(world: World) -> httpx.Response:
        return await world.ann.request(method, path, **more)

    return ask


async def without_consent(world: World) -> httpx.Response:
    await world.newcomer.get("/me")
    project = await world.newcomer.project()
    return await world.newcomer.post(f"/project/{project}/queue")


async def nobody(world: World) -> httpx.Response:
    return await world.stranger.get("/me")


async def unsigned(world: World) -> httpx.Response:
    return await world.stranger.post("/webhooks/provider", content=b"{}")


async def unfinished(world: World) -> httpx.Response:
    return await world.ann.post(f"/jobs/{(await world.ann.job())['id']}/retry")


async def another_body(world: World) -> httpx.Response:
    once = {"idempotency-key": "once"}
    await world.ann.post("/project", json={"headline": "ONE"}, headers=once)
    return await world.ann.post("/project", json={"headline": "TWO"}, headers=once)


async def an_old_version(world: World) -> httpx.Response:
    path = f"/project/{await world.ann.project()}"
    return await world.ann.patch(path, json={"headline": "TWO"}, headers={"if-match": '"99"'})


async def without_a_bus(world: World) -> httpx.Response:
    return await world.ann.get(f"/jobs/{(await world.ann.job())['id']}/events")


async def without_its_file(world: World) -> httpx.Response:
    return await world.ann.get(f"/assets/{await world.ann.selfie()}")


PRO = "update profiles set plan = 'pro', credits = 100 where user_id = '{user}'"
TEAM = "update profiles set plan = 'team', credits = 100 where user_id = '{user}'"
FORGED = "ast_" + "0" * 26
FLAG = "insert into account_flags (user_id, kind, until) values ('{user}', '%s', %s)"
COPYING = House((STUDIO,), frozenset({"layout-extractor"}))

REQUESTS: dict[Code, Ask] = {
    Code.VALIDATION_FAILED: brief(headline=7),
    Code.HEADLINE_EMPTY: brief(headline=""),
    Code.HEADLINE_TOO_LONG: brief(headline="one two three four five six seven eight nine"),
    Code.SUBTEXT_TOO_LONG: brief(subtext="one two three four five six seven eight nine ten eleven"),
    Code.SIZE_OUT_OF_RANGE: brief(size={"w": 9, "h": 9}),
    Code.UNKNOWN_PLATFORM: brief(platform="myspace"),
    Code.TOO_MANY_REFERENCES: brief(refs=[f"ast_{number}" for number in range(11)]),
    Code.REFERENCES_MISSING: run(refs=[]),
    Code.UNKNOWN_MODEL: run({"model_pref": "nobody-knows-me"}),
    Code.UNKNOWN_FONT: after(
        TEAM,
        of_ann("POST", "/me/brand-kits", json={"name": "Mine", "fonts": {"headline": "No Such"}}),
    ),
    Code.MODEL_UNAVAILABLE: housed(House(), run()),
    Code.OPTION_UNAVAILABLE: run({"model_pref": "studio", "grounding": ["web"]}),
    Code.MODE_UNAVAILABLE: after(PRO, run(mode="copy")),
    Code.COPY_TARGET_MISSING: housed(COPYING, after(PRO, run(mode="copy"))),
    Code.MAX_COST_EXCEEDED: run({"model_pref": "studio", "max_cost": 0}),
    Code.CONTENT_NOT_ALLOWED: run(headline="FREE NUDE PICS"),
    Code.ACCOUNT_PAUSED: after(FLAG % ("paused", "now() + interval '1 hour'"), run()),
    Code.ACCOUNT_FROZEN: after(FLAG % ("frozen", "null"), run()),
    Code.UNSUPPORTED_MEDIA: upload("reference", b"this is no picture"),
    Code.IMAGE_UNREADABLE: upload("reference", jpeg()[:400]),
    Code.IMAGE_TOO_SMALL: upload("reference", jpeg((8, 8))),
    Code.PAYLOAD_TOO_LARGE: of_ann("POST", "/project", content=b'{"headline": "' + b"x" * 2_000_000 + b'"}'),
    Code.ATTESTATION_REQUIRED: upload("copy-target", jpeg()),
    Code.UPLOAD_LINK_INVALID: of_ann(
        "PUT", f"/upload/incoming/{FORGED}?bytes=1&expires=9999999999&signature=forged", content=b"x"
    ),
    **{code: refused_face(code) for code in (Code.NO_FACE_FOUND, Code.MULTIPLE_FACES, Code.FACE_TOO_SMALL)},
    Code.FACE_UNUSABLE: refused_face(Code.FACE_UNUSABLE),
    Code.CONSENT_REQUIRED: without_consent,
    Code.UNAUTHENTICATED: nobody,
    Code.WEBHOOK_NOT_GENUINE: unsigned,
    Code.WEBHOOKS_DISABLED: run({"webhook_url": "https://example.org/hook"}),
    Code.BILLING_DISABLED: of_ann("POST", "/credits/purchase", json={"pack": "pack_100"}),
    Code.NOT_FOUND: of_ann("GET", "/jobs/job_of_nobody"),
    Code.METHOD_NOT_ALLOWED: of_ann("DELETE", "/projects"),
    Code.JOB_NOT_RETRYABLE: unfinished,
    Code.IDEMPOTENCY_MISMATCH: another_body,
    Code.PRECONDITION_FAILED: an_old_version,
    Code.INSUFFICIENT_CREDITS: after("update profiles set credits = 0 where user_id = '{user}'", run()),
    Code.PLAN_REQUIRED: of_ann("POST", "/me/keys", json={"name": "Script", "scopes": ["read"]}),
    Code.BUS_UNAVAILABLE: without_a_bus,
    Code.ASSET_MISSING: without_its_file,
}


def test_the_table_is_whole():
    assert set(REQUESTS) == ASKED


@pytest.mark.parametrize("code", REQUESTS, ids=str)
async def test_it_is_answered_in_a_problem_document(code, ann, new_visitor, stranger, ports, sql):
    response = await REQUESTS[code](World(ann, new_visitor(), stranger, ports, sql))
    said = response.json()

    assert (said["code"], response.status_code, said["status"]) == (code, STATUSES[code], STATUSES[code]), said
    assert response.headers["content-type"] == "application/problem+json"

"""How often, how many, how slowly; and what browsers are told."""

import asyncio
from dataclasses import replace

import httpx
import pytest

from gateway.app import application
from gateway.callers import Proxies
from gateway.limits import LIMITS, REFUSED, Limiter


@pytest.fixture
def limited(ports):
    return replace(ports, limiter=Limiter(lambda: 1_000.0), proxies=Proxies(["127.0.0.1"]))


@pytest.fixture
async def counted(limited, ann):
    """Ann at an API that counts, with a clock that stands still."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(application(limited)), base_url="http://thumbs.test", headers=ann.headers
    ) as client:
        yield client


async def test_every_answer_says_how_much_is_left(counted):
    first, second = [await counted.get("/me") for _ in range(2)]

    assert first.headers["ratelimit-policy"] == '"read";q=300;w=60'
    assert first.headers["ratelimit"].startswith('"read";r=99;')
    assert second.headers["ratelimit"].startswith('"read";r=98;')
    assert (await counted.get("/questionnaire")).headers["ratelimit-policy"].startswith('"address"')


async def test_who_asks_too_often_is_told_when_to_come_back(counted):
    answers = [await counted.get("/me") for _ in range(LIMITS["read"]["starter"].burst + 1)]
    refused = answers[-1]

    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert int(refused.headers["retry-after"]) >= 1
    assert refused.headers["ratelimit"].startswith('"read";r=0;')
    assert (await counted.post("/me/consent", json={})).status_code == 201


async def test_guessing_at_keys_ends_soon_and_only_for_who_guesses(counted):
    guess = {"authorization": f"Bearer tw_live_ABCDEFGH_{'x' * 43}", "x-forwarded-for": "203.0.113.7"}
    answers = [(await counted.get("/me", headers=guess)).status_code for _ in range(REFUSED.burst + 1)]
    neighbour = await counted.get("/me", headers={"x-forwarded-for": "203.0.113.8"})
    health = await counted.get("/healthz", headers={"x-forwarded-for": "203.0.113.7"})

    assert answers == [401] * REFUSED.burst + [429]
    assert (neighbour.status_code, health.status_code) == (200, 200)


async def test_a_queue_has_an_end_and_what_is_in_it_stays(ann, sql):
    sql("update plans set queued_jobs = 2 where name = 'starter'")
    project = await ann.project()
    answers = await asyncio.gather(*(ann.post(f"/project/{project}/queue") for _ in range(4)))
    sql("update plans set queued_jobs = 20 where name = 'starter'")
    refused = [answer for answer in answers if answer.status_code != 202]

    assert len(refused) == 2
    assert {(one.status_code, one.json()["code"], one.json()["allowed"]) for one in refused} == {(429, "queue_full", 2)}
    assert refused[0].headers["retry-after"]


async def test_a_document_that_comes_too_slowly_is_not_waited_for(ports, ann):
    async def dripping():
        yield b'{"headline": "GO'
        await asyncio.sleep(5)
        yield b'"}'

    hasty = application(replace(ports, document_seconds=0.05))
    headers = {**ann.headers, "content-type": "application/json"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(hasty), base_url="http://thumbs.test") as client:
        response = await client.post("/project", content=dripping(), headers=headers)

    assert (response.status_code, response.json()["code"]) == (408, "upload_too_slow")


@pytest.mark.one_road("headers of the front gate")
async def test_no_answer_can_be_made_a_page_of(ann):
    for path in ("/me", "/nowhere", "/openapi.json"):
        headers = (await ann.get(path)).headers

        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.one_road("headers of the front gate")
async def test_pages_of_other_origins_are_let_in_by_name_only(ports, stranger):
    asked = {"origin": "https://app.example", "access-control-request-method": "GET"}
    named = replace(ports, cors_origins=("https://app.example",))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(application(named)), base_url="http://thumbs.test"
    ) as client:
        allowed = await client.options("/me", headers=asked)
        other = await client.options("/me", headers=asked | {"origin": "https://evil.example"})
    closed = await stranger.options("/me", headers=asked)

    assert allowed.headers["access-control-allow-origin"] == "https://app.example"
    assert "access-control-allow-origin" not in other.headers
    assert "access-control-allow-origin" not in closed.headers


@pytest.mark.one_road("pages that are not there")
async def test_no_page_of_ours_loads_scripts_of_strangers(stranger):
    for path in ("/docs", "/redoc"):
        assert (await stranger.get(path)).status_code == 404

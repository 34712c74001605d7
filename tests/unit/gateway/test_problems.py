import httpx
import pytest
import structlog
from fastapi import FastAPI
from pydantic import BaseModel

from common.brief import Brief
from common.errors import MEANINGS, Code, PermanentError, TransientError
from gateway import problems
from gateway.problems import pointer
from gateway.statuses import STATUSES


class Nested(BaseModel):
    sizes: list[int]


@pytest.fixture
async def client():
    app = FastAPI()
    problems.install(app)

    @app.post("/brief")
    async def take(brief: Brief) -> str:
        return brief.headline

    @app.post("/nested")
    async def nest(nested: Nested) -> int:
        return len(nested.sizes)

    @app.get("/broke")
    async def refuse() -> None:
        raise PermanentError(Code.INSUFFICIENT_CREDITS, "Two are missing.", required=4, available=2)

    @app.get("/away")
    async def away() -> None:
        raise TransientError(Code.STORE_UNAVAILABLE, retry_after=7.4)

    @app.get("/bug")
    async def crash() -> None:
        raise RuntimeError("the password is hunter2")

    @app.get("/number")
    async def number(limit: int) -> int:
        return limit

    async def named(scope, receive, send) -> None:
        await app({**scope, "request_id": "req_7"}, receive, send)

    transport = httpx.ASGITransport(named, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


def test_every_code_has_a_status_and_a_sentence():
    assert set(STATUSES) == set(Code)
    assert set(MEANINGS) == set(Code)
    assert all(400 <= status < 600 for status in STATUSES.values())


async def test_a_refusal_is_a_problem_document_with_its_numbers(client):
    response = await client.get("/broke")
    body = response.json()

    assert response.status_code == body["status"] == 402
    assert response.headers["content-type"] == "application/problem+json"
    assert (body["code"], body["detail"]) == ("insufficient_credits", "Two are missing.")
    assert (body["required"], body["available"]) == (4, 2)
    assert body["type"] == "/problems/insufficient_credits"
    assert body["instance"] == "/broke"


async def test_bad_weather_says_when_to_come_back(client):
    response = await client.get("/away")

    assert (response.status_code, response.headers["retry-after"]) == (503, "7")


async def test_a_bug_tells_the_visitor_nothing_of_its_inside(client):
    response = await client.get("/bug")

    assert (response.status_code, response.json()["code"]) == (500, "internal_error")
    assert "hunter2" not in response.text


async def test_a_bug_is_logged_under_the_request_id_that_the_visitor_quotes(client):
    with structlog.testing.capture_logs() as lines:
        response = await client.get("/bug")
    (crashed,) = lines

    assert (crashed["event"], crashed["request_id"]) == ("request.crashed", "req_7")
    assert response.json()["request_id"] == "req_7"
    assert "hunter2" in str(crashed["exc_info"])


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "/nowhere", 404, "not_found"), ("DELETE", "/broke", 405, "method_not_allowed")],
)
async def test_what_the_framework_refuses_is_a_problem_too(client, method, path, status, code):
    response = await client.request(method, path)

    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == code


async def test_a_wrong_method_still_says_which_are_right(client):
    assert (await client.delete("/broke")).headers["allow"] == "GET"


@pytest.mark.parametrize(
    ("answers", "code", "place"),
    [
        ({"headline": ""}, "headline_empty", "/headline"),
        ({"headline": " \u200b "}, "headline_empty", "/headline"),
        ({"headline": " ".join(["WORD"] * 40)}, "headline_too_long", "/headline"),
        ({"headline": "GO", "subtext": "word " * 11}, "subtext_too_long", "/subtext"),
        ({"headline": "GO", "platform": "myspace"}, "unknown_platform", "/platform"),
        ({"headline": "GO", "platform": "custom", "size": {"w": 0, "h": 720}}, "size_out_of_range", "/size"),
        ({"headline": "GO", "platform": "custom", "size": {"w": -5, "h": 720}}, "size_out_of_range", "/size"),
        ({"headline": "GO", "platform": "custom", "size": {"w": 100_000, "h": 720}}, "size_out_of_range", "/size"),
        ({"headline": "GO", "refs": [f"a{n}" for n in range(11)]}, "too_many_references", "/refs"),
    ],
)
async def test_one_mistake_with_a_name_of_its_own_names_the_document(client, answers, code, place):
    response = await client.post("/brief", json=answers)
    body = response.json()

    assert (response.status_code, body["code"]) == (422, code)
    assert [(error["code"], error["pointer"]) for error in body["errors"]] == [(code, place)]


async def test_several_mistakes_are_reported_together(client):
    body = (await client.post("/brief", json={"headline": "GO", "platform": "myspace", "variants": 3})).json()

    assert body["code"] == "validation_failed"
    assert {error["pointer"] for error in body["errors"]} == {"/platform", "/variants"}


async def test_an_ordinary_mistake_is_pointed_at(client):
    body = (await client.post("/nested", json={"sizes": [1, "two"]})).json()

    assert body["code"] == "validation_failed"
    assert body["errors"][0]["pointer"] == "/sizes/1"


async def test_what_was_sent_is_never_echoed(client):
    response = await client.post("/nested", json={"sizes": ["my-secret-token"]})

    assert "my-secret-token" not in response.text


async def test_a_body_that_is_no_json_is_refused_as_a_whole(client):
    response = await client.post("/brief", content=b"{", headers={"content-type": "application/json"})

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, "")


async def test_a_query_parameter_is_named_as_one(client):
    body = (await client.get("/number?limit=many")).json()

    assert (body["errors"][0]["in"], body["errors"][0]["name"]) == ("query", "limit")


def test_a_pointer_escapes_what_would_look_like_a_step():
    assert pointer(["a/b", 0, "c~d"]) == "/a~1b/0/c~0d"

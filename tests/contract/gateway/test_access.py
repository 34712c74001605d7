"""Nobody reads what is not theirs, and nobody learns that it exists."""

import pytest


@pytest.fixture
async def anns(ann) -> dict[str, str]:
    project = await ann.project()
    job = (await ann.post(f"/project/{project}/queue")).json()["id"]
    return {"asset": await ann.selfie(), "project": project, "job": job}


GHOSTS = {"asset": "ast_ghost", "project": "prj_ghost", "job": "job_ghost"}
PATHS = [
    ("GET", "/assets/{asset}"),
    ("GET", "/project/{project}"),
    ("PATCH", "/project/{project}"),
    ("POST", "/project/{project}/queue"),
    ("GET", "/projects/{project}/renders"),
    ("GET", "/jobs/{job}"),
    ("POST", "/jobs/{job}/cancel"),
    ("GET", "/jobs/{job}/events"),
    ("GET", "/stream/jobs/{job}"),
]


async def test_what_is_somebody_elses_looks_like_what_does_not_exist(anns, bob):
    hidden = {"instance": "", "request_id": ""}
    for method, path in PATHS:
        real = await bob.request(method, path.format(**anns), json={} if method == "PATCH" else None)
        ghost = await bob.request(method, path.format(**GHOSTS), json={} if method == "PATCH" else None)

        assert (real.status_code, real.json()["code"]) == (404, "not_found"), path
        assert real.json() | hidden == ghost.json() | hidden, path


async def test_without_a_token_nothing_personal_answers(anns, stranger):
    for method, path in [*PATHS, ("GET", "/me"), ("POST", "/upload/selfie"), ("POST", "/project")]:
        response = await stranger.request(method, path.format(**anns), json={})

        assert (response.status_code, response.json()["code"]) == (401, "unauthenticated"), path
        assert response.headers["www-authenticate"] == "Bearer"


async def test_what_is_nobodys_answers_everybody(stranger):
    for path in (
        "/models",
        "/abilities",
        "/plans",
        "/questionnaire",
        "/presets",
        "/problems",
        "/healthz",
        "/openapi.json",
    ):
        assert (await stranger.get(path)).status_code == 200, path


async def test_a_person_sees_account_plan_and_consent(ann):
    body = (await ann.get("/me")).json()

    assert (body["plan"], body["credits"], body["held"]) == ("starter", 50, 0)
    assert body["entitlements"]["qualities"] == ["draft", "std"]
    assert body["entitlements"] == (await ann.get("/plans")).json()[0]["entitlements"]
    assert body["consent"]["statement"] == "2026-12"


async def test_consent_names_its_recipients(ann):
    await ann.consented("google", "openai")
    body = (await ann.get("/me")).json()

    assert body["consent"]["recipients"] == ["google", "openai"]


async def test_consent_to_an_unknown_wording_is_none(ann):
    response = await ann.post("/me/consent", json={"statement": "1999-01"})

    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")


async def test_every_answer_has_a_request_id(ann):
    named = await ann.get("/me", headers={"x-request-id": "my-own-id"})
    unnamed = await ann.get("/nowhere", headers={"x-request-id": "not a good id\x7f"})

    assert named.headers["x-request-id"] == "my-own-id"
    assert unnamed.headers["x-request-id"] == unnamed.json()["request_id"] != "not a good id"


async def test_without_a_bus_the_house_is_alive_but_not_ready(stranger):
    assert (await stranger.get("/healthz")).status_code == 200
    ready = await stranger.get("/readyz")

    assert ready.status_code == 503
    assert ready.json()["checks"] == {"bus": False, "database": True}


async def test_without_a_bus_the_history_of_a_job_is_away(anns, ann):
    response = await ann.get(f"/jobs/{anns['job']}/events")

    assert (response.status_code, response.json()["code"]) == (503, "bus_unavailable")


async def test_an_id_with_a_zero_byte_is_just_not_there(ann):
    for path in ("/jobs/%00", "/assets/a%00b", "/project/%00", "/stream/jobs/%00"):
        assert (await ann.get(path)).json()["code"] == "not_found", path


async def test_a_zero_byte_in_an_answer_is_a_mistake_and_no_bug(ann):
    response = await ann.post("/project", json={"headline": "GO", "inspirations": ["a\x00b"]})

    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")

"""What the API says of itself."""

import re

import pytest

from common.errors import Code

pytestmark = pytest.mark.one_road("what the API says of itself is in no database")

ROUTES = {
    "POST /upload/selfie", "POST /me/consent", "GET /me", "POST /project", "GET /project/{project_id}",
    "PATCH /project/{project_id}", "POST /project/{project_id}/queue", "GET /jobs/{job_id}",
    "POST /jobs/{job_id}/cancel", "GET /jobs/{job_id}/events", "GET /projects/{project_id}/renders",
    "GET /assets/{asset_id}", "GET /stream/jobs/{job_id}", "GET /models", "GET /abilities", "GET /questionnaire",
    "GET /presets", "GET /healthz", "GET /readyz",
}  # fmt: skip


@pytest.fixture
async def openapi(stranger):
    return (await stranger.get("/openapi.json")).json()


async def test_every_route_is_documented_once(openapi):
    documented = {f"{method.upper()} {path}" for path, methods in openapi["paths"].items() for method in methods}

    assert documented >= ROUTES
    assert not {route for route in documented if re.search(r"/(projects/\{project_id\}$|asset/|job/)", route)}


async def test_the_documents_show_the_bodies_of_the_brief(openapi):
    create = openapi["paths"]["/project"]["post"]["requestBody"]["content"]["application/json"]

    assert "AI portfolio mistakes" in str(create)
    assert openapi["components"]["schemas"]["QueueBody"]["example"] == {"quality": "std", "variants": 4, "seed": 12345}
    assert openapi["components"]["schemas"]["JobBody"]["example"]["provider"] == "flux_schnell+instantid"


async def test_an_upload_is_documented_as_a_file(openapi):
    form = openapi["paths"]["/upload/selfie"]["post"]["requestBody"]["content"]["multipart/form-data"]

    assert form["schema"]["properties"]["file"]["format"] == "binary"


async def test_the_type_of_a_problem_leads_somewhere(stranger):
    pages = [(await stranger.get(f"/problems/{code}")).json() for code in Code]

    assert [(page["code"], page["type"]) for page in pages] == [(code, f"/problems/{code}") for code in Code]


async def test_models_show_what_is_alive_and_what_may_be_asked_for(stranger):
    body = (await stranger.get("/models")).json()

    assert [model["id"] for model in body["models"]] == ["studio"]
    assert body["models"][0]["credits_for_four"] == {"draft": 1, "std": 2, "4k": 4}
    assert {row["id"]: row["available"] for row in body["preferences"]}["flux"] is False


async def test_the_form_and_the_list_hold_the_same_presets(stranger):
    form, presets = [(await stranger.get(path)).json() for path in ("/questionnaire", "/presets")]

    assert form["presets"] == presets
    assert [(group["id"], bool(group["help"])) for group in form["groups"]] == [(letter, True) for letter in "ABCDEFGH"]


async def test_metrics_count_requests_by_pattern(stranger):
    await stranger.get("/problems/not_found")
    page = (await stranger.get("/metrics")).text

    assert 'route="/problems/{code}"' in page

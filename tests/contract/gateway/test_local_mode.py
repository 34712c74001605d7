from dataclasses import replace

import httpx
import pytest

from gateway.app import application
from gateway.auth import LOCAL_USER, LocalAuth


@pytest.fixture
async def local(ports):
    transport = httpx.ASGITransport(application(replace(ports, authenticator=LocalAuth())))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
        yield client


async def test_the_local_user_needs_no_token_and_may_do_everything(local):
    body = (await local.get("/me")).json()

    assert (body["id"], body["plan"]) == (LOCAL_USER, "local")
    assert body["entitlements"]["qualities"] == ["draft", "std", "4k"]


@pytest.mark.parametrize("path", ["/me", "/healthz", "/openapi.json", "/nowhere"])
async def test_a_page_of_another_site_hears_nothing_at_all(local, path):
    response = await local.get(path, headers={"origin": "https://evil.example"})

    assert (response.status_code, response.json()["code"]) == (403, "forbidden")
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-request-id"]


async def test_a_rebound_name_hears_nothing_either(local):
    response = await local.get("/me", headers={"host": "evil.example:8000"})

    assert response.status_code == 403

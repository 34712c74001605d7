"""Providers that call when an answer is there (item 36 of the Gemini checklist)."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from common.bus import Bus
from gateway.app import application


class Listening(Bus):
    """A bus with a room on it that says yes."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, str, Any]] = []

    async def ask(self, service: str, verb: str, body: Any, timeout: float) -> dict[str, Any]:  # noqa: ARG002, ASYNC109 - the port's signature
        self.asked.append((service, verb, body))
        return {"status": "accepted"}


@pytest.fixture
def bus() -> Listening:
    return Listening()


@pytest.fixture
async def provider(ports, bus):
    transport = httpx.ASGITransport(application(replace(ports, bus=bus)))
    async with httpx.AsyncClient(transport=transport, base_url="http://thumbs.example") as client:
        yield client


async def test_item_36_the_room_is_told_to_look_and_nothing_of_what_was_said(provider, bus):
    response = await provider.post("/webhooks/provider/google", json={"job": "job_of_somebody", "done": True})

    assert response.status_code == 202
    assert bus.asked == [("gen-gemini", "look", {})]


async def test_a_room_that_is_not_there_lets_the_provider_call_again(ports):
    transport = httpx.ASGITransport(application(ports))
    async with httpx.AsyncClient(transport=transport, base_url="http://thumbs.example") as client:
        response = await client.post("/webhooks/provider/google")

    assert response.status_code == 503


async def test_nobody_else_is_a_provider(provider, bus):
    response = await provider.post("/webhooks/provider/evil")

    assert response.status_code in {404, 422}
    assert bus.asked == []


async def test_the_address_of_before_still_answers(provider, bus):
    response = await provider.post("/providers/google/answered")

    assert response.status_code == 202
    assert bus.asked == [("gen-gemini", "look", {})]

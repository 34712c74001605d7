"""What `make` does when a house is busy, over an API that is played."""

from collections.abc import Sequence

import httpx
import pytest

from thumbworks.api import Api, ApiError
from thumbworks.making import queue


class Listening:
    def __init__(self) -> None:
        self.said = list[str]()

    def say(self, message: str) -> None:
        self.said.append(message)

    def confirm(self, question: str) -> bool:
        raise AssertionError(question)

    def progress(self, fraction: float, stage: str) -> None:
        raise AssertionError(stage, fraction)


def api(codes: Sequence[str]) -> Api:
    """Refuses once with each of the codes, then takes the job."""
    left = list(codes)

    def answer(_: httpx.Request) -> httpx.Response:
        if not left:
            return httpx.Response(202, json={"id": "job_1"})
        problem = {"code": left.pop(0), "detail": "Faces cannot be hidden right now."}
        return httpx.Response(503, json=problem, headers={"retry-after": "1"})

    return Api("http://house.test", transport=httpx.MockTransport(answer))


async def test_a_run_that_waits_for_faces_to_be_hidden_is_asked_for_again():
    watcher = Listening()
    async with api(["faces_not_masked"]) as client:
        job = await queue(client, "/project/prj_1/queue", {}, watcher)

    assert job == {"id": "job_1"}
    assert watcher.said == ["Faces cannot be hidden right now."]


async def test_any_other_refusal_is_told_at_once():
    watcher = Listening()
    async with api(["bus_unavailable"]) as client:
        with pytest.raises(ApiError, match="hidden") as refused:
            await queue(client, "/project/prj_1/queue", {}, watcher)

    assert (refused.value.code, refused.value.wait) == ("bus_unavailable", 1)
    assert watcher.said == []

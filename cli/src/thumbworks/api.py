"""The REST API as the command line needs it; every refusal becomes an `ApiError` with the API's own code."""

import json
import re
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, Self

import httpx

NOTHING_MORE = 204
LONGEST_WAIT = httpx.Timeout(60.0, connect=5.0)
LONGEST_MAKING = httpx.Timeout(150.0, connect=5.0)


class ApiError(Exception):
    """A problem document."""

    def __init__(self, problem: dict[str, Any]) -> None:
        self.problem = problem
        super().__init__(_said(problem))

    @property
    def code(self) -> str:
        return str(self.problem.get("code", "internal_error"))

    @property
    def wait(self) -> float:
        """Seconds after which the API would like to be asked again."""
        return float(self.problem.get("retry_after", 0))


class Api:
    """One client over one house. `token` is for a house that is not local, `transport` for one that is no server."""

    def __init__(self, url: str, token: str = "", transport: httpx.AsyncBaseTransport | None = None) -> None:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.AsyncClient(
            base_url=url, headers=headers, timeout=LONGEST_WAIT, trust_env=False, transport=transport
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def get(self, path: str) -> Any:
        return checked(await self._http.get(path)).json()

    async def listed(self, path: str) -> list[dict[str, Any]]:
        """Everything in a list that comes in pages."""
        items, cursor = list[dict[str, Any]](), ""
        while True:
            page = await self.get(f"{path}?limit=100{cursor}")
            items += page["items"]
            if page["next_cursor"] is None:
                return items
            cursor = f"&cursor={page['next_cursor']}"

    async def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        return checked(await self._http.post(path, json=body if body is not None else {})).json()

    async def put(self, path: str, body: Any) -> Any:
        return checked(await self._http.put(path, json=body)).json()

    async def upload(self, file: Path, kind: str, **about: str) -> dict[str, Any]:
        """`kind`: selfie, reference or copy-target; `about` are further fields of the form."""
        with file.open("rb") as data:
            files = {"file": (file.name, data)}
            return checked(await self._http.post(f"/upload/{kind}", files=files, data=about)).json()

    async def download(self, path: str) -> bytes:
        return checked(await self._http.get(path, headers={"accept": "*/*"})).content

    async def take(self, path: str, body: dict[str, Any]) -> tuple[str, bytes]:
        """(name, bytes) of a file that is made while we wait."""
        response = checked(await self._http.post(path, json=body, timeout=LONGEST_MAKING))
        named = re.search(r'filename="([^"/\\]+)"', response.headers.get("content-disposition", ""))
        return named[1] if named else "thumbnail", response.content

    async def follow(self, job_id: str) -> AsyncGenerator[tuple[str, dict[str, Any]]]:
        """(event, data) of a job until it is over, across every disconnect."""
        cursor: dict[str, str] = {}
        while True:
            try:
                async with self._http.stream(
                    "GET", f"/stream/jobs/{job_id}", headers=cursor, timeout=httpx.Timeout(60.0, read=45.0)
                ) as response:
                    if response.status_code == NOTHING_MORE:
                        return
                    if response.is_error:
                        await response.aread()
                    async for event, data, place in frames(checked(response)):
                        cursor = {"last-event-id": place} if place else cursor
                        yield event, data
                        if event == "job.completed":
                            return
            except httpx.TransportError:
                continue


def checked(response: httpx.Response) -> httpx.Response:
    if response.is_error:
        try:
            problem = response.json()
        except json.JSONDecodeError:
            problem = {
                "code": "internal_error",
                "detail": f"{response.request.url.path} answered {response.status_code}.",
            }
        wait = response.headers.get("retry-after", "")
        raise ApiError({"retry_after": int(wait), **problem} if wait.isdecimal() else problem)
    return response


async def frames(response: httpx.Response) -> AsyncGenerator[tuple[str, dict[str, Any], str]]:
    """Server-sent events as (event, data, id); comments are heartbeats."""
    fields: dict[str, str] = {}
    async for line in response.aiter_lines():
        if line.startswith(":"):
            continue
        if line:
            name, _, value = line.partition(":")
            fields[name] = value.removeprefix(" ")
        elif fields:
            if "data" in fields:
                yield fields.get("event", "message"), json.loads(fields["data"]), fields.get("id", "")
            fields = {}


def _said(problem: dict[str, Any]) -> str:
    """With what is wrong with each answer, where several fields are named or the message names none."""
    detail = str(problem.get("detail") or problem.get("title") or "The API refused.")
    faults = [f"{one['pointer']}: {one['detail']}" for one in problem.get("errors") or () if one.get("pointer")]
    if problem.get("code") != "validation_failed" or not faults:
        return detail
    return "\n".join([detail, *faults])

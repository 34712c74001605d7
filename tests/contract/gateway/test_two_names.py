"""Each noun answers in the singular and in the plural, and the description shows one of the two."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

DESCRIBED: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "docs" / "openapi.json").read_text(),
)["paths"]
NOUN = re.compile(r"^(/stream)?/(project|job|render|asset)(s?)(?=/|$)")


def other(path: str) -> str:
    """The same path with its noun in the other number."""
    return NOUN.sub(lambda found: f"{found[1] or ''}/{found[2]}{'' if found[3] else 's'}", path)


NOUNS = sorted((path, method) for path, methods in DESCRIBED.items() if NOUN.match(path) for method in methods)


def test_the_four_nouns_are_all_described():
    assert {found[2] for path, _ in NOUNS if (found := NOUN.match(path))} == {"project", "job", "render", "asset"}


@pytest.mark.parametrize(("path", "method"), NOUNS)
async def test_a_route_is_there_under_both_names_and_described_under_one(stranger, path, method):
    shown, also = [(await stranger.request(method, name)) for name in (path, other(path))]

    assert (shown.status_code, also.status_code) == (401, 401)
    assert other(path) not in DESCRIBED or method not in DESCRIBED[other(path)]


async def test_a_name_in_neither_number_is_not_found(stranger):
    assert (await stranger.get("/projectz")).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/projects",
        "/project/{project}",
        "/project/{project}/jobs",
        "/projects/{project}/renders",
        "/jobs",
        "/jobs/{job}",
        "/assets/{asset}",
    ],
)
async def test_both_names_read_the_same(ann, path):
    project = await ann.project()
    job = (await ann.post(f"/projects/{project}/queue", json={"variants": 2})).json()
    asset = (await ann.get(f"/projects/{project}")).json()["brief"]["refs"][0]
    named = path.format(project=project, job=job["id"], asset=asset)
    shown, also = [await ann.get(name, headers={"accept": "application/json"}) for name in (named, other(named))]

    assert (shown.status_code, also.status_code) == (200, 200)
    assert shown.json() == also.json()

"""A job that was taken back, seen and made after all from the command line."""

import json
import time
from pathlib import Path

import httpx
from tests.e2e.house.conftest import PATIENCE, RunningHouse, run


def taken_back(api: httpx.Client, selfie: Path) -> str:
    """A job of two drafts, canceled before anything was made."""
    with selfie.open("rb") as photo:
        asset = api.post("/upload/selfie", files={"file": photo}).json()["asset_id"]
    project = api.post("/project", json={"headline": "STOP DOING THIS", "refs": [asset]}).json()["id"]
    job = api.post(f"/project/{project}/queue", json={"quality": "draft", "variants": 2}).json()["id"]
    api.post(f"/jobs/{job}/cancel").raise_for_status()
    deadline = time.monotonic() + PATIENCE
    while api.get(f"/jobs/{job}").json()["status"] != "canceled":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return job


def test_a_job_that_was_taken_back_is_listed_and_made_after_all(
    house: RunningHouse, api: httpx.Client, selfie: Path, tmp_path: Path
) -> None:
    old = taken_back(api, selfie)
    retried = run(house.home, "retry", old, "--out", tmp_path / "more", "--json")
    new = json.loads(retried.stdout)["job"]
    listed = json.loads(run(house.home, "jobs", "--limit", "2", "--json").stdout)["items"]

    assert (retried.returncode, new["retry_of"], new["status"]) == (0, old, "succeeded")
    assert [(job["id"], job["status"]) for job in listed] == [(new["id"], "succeeded"), (old, "canceled")]
    assert {file.name for file in (tmp_path / "more").glob("*.png")} == {"youtube-retry-1.png", "youtube-retry-2.png"}


def test_what_was_delivered_is_not_made_again(house: RunningHouse, selfie: Path, tmp_path: Path) -> None:
    rehearsed = run(house.home, "make", selfie, "--headline", "GO NOW", "--variants", "2", "--dry-run", "--json")
    before = json.loads(run(house.home, "jobs", "--json").stdout)["items"]
    made = run(house.home, "make", selfie, "--headline", "GO NOW", "--variants", "2", "--out", tmp_path, "--json")
    job = json.loads(made.stdout)["job"]
    refused = run(house.home, "retry", job["id"])

    assert (rehearsed.returncode, json.loads(rehearsed.stdout)["cost"]["total"]) == (0, job["charged"])
    assert job["id"] not in {one["id"] for one in before}
    assert (refused.returncode, "job_not_retryable" in refused.stderr) == (2, True)

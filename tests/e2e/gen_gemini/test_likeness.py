"""Whose face a model drew: the receipt, and the strict lock, through the whole house with a provider that is played."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.e2e.gen_gemini.simulated import Simulated
from tests.e2e.house.conftest import PATIENCE
from tests.e2e.house.test_survival import until

STRICT = ("--face-lock", "strict")
ORDER = ("--headline", "STOP DOING THIS", "--model", "nano-banana-2.1", "--variants", "2", "--seed", "7")
BASE = 2
"""Credits for standard thumbnails, without what a model's pictures add."""


@pytest.fixture
def blind(tmp_path: Path) -> Iterator[Simulated]:
    """A house where nobody can compare faces."""
    running = Simulated(tmp_path / "home", THUMBWORKS_FACE_RECOGNITION="none")
    yield running
    running.house.stop()


def receipts(made: dict[str, Any]) -> list[dict[str, Any]]:
    return [variant["render"]["likeness"] for variant in made["job"]["variants"]]


def events(simulated: Simulated, made: dict[str, Any]) -> list[str]:
    with httpx.Client(base_url=simulated.house.url, timeout=PATIENCE, trust_env=False) as api:
        return [entry["event"] for entry in api.get(f"/jobs/{made['job']['id']}/events").json()["items"]]


def bought(simulated: Simulated) -> int:
    return len(simulated.said()["bought"])


def test_the_persons_own_face_passes_and_the_receipt_goes_along(
    simulated: Simulated, selfie: Path, tmp_path: Path
) -> None:
    _, made = simulated.make(selfie, *ORDER, "--out", tmp_path / "out")
    exported = json.loads(next((tmp_path / "out").glob("*.json")).read_text())["likeness"]

    assert [(page["status"], page["compared"], page["tries"]) for page in receipts(made)] == [("pass", 1, 1)] * 2
    assert all(page["engine"].startswith("dlib-") and "CC0" in page["license"] for page in receipts(made))
    assert [page["reasons"] for page in receipts(made)] == [["too_identical"]] * 2, receipts(made)
    assert all(page["score"] >= page["needed"] for page in receipts(made))
    assert exported["status"] == "pass"
    assert events(simulated, made).count("likeness.checked") == 2


def test_another_face_is_delivered_with_a_receipt_that_says_so(
    simulated: Simulated, selfie: Path, tmp_path: Path
) -> None:
    simulated.tell("stranger", "nobody")
    _, made = simulated.make(selfie, *ORDER, "--out", tmp_path / "out")

    assert made["job"]["status"] == "succeeded"
    assert {page["status"] for page in receipts(made)} == {"fail"}
    assert sorted("no_face_in_picture" in page["reasons"] for page in receipts(made)) == [False, True]
    assert made["job"]["charged"] == made["job"]["quoted"]


def test_a_strict_lock_draws_once_more_then_takes_the_photograph_and_charges_the_base(
    simulated: Simulated, selfie: Path, tmp_path: Path
) -> None:
    simulated.tell(*["stranger"] * 6)
    _, made = simulated.make(selfie, *ORDER, *STRICT, "--out", tmp_path / "out")
    job = made["job"]

    assert (job["status"], job["charged"], job["quoted"] > BASE) == ("succeeded", BASE, True)
    assert [(page["status"], page["reasons"], page["tries"]) for page in receipts(made)] == [
        ("photographed", ["face_lock_stood_in"], 2)
    ] * 2
    assert {variant["render"]["service"] for variant in job["variants"]} == {"gen-studio"}
    assert bought(simulated) == 4
    assert events(simulated, made).count("likeness.failed") == 4


def test_a_face_that_is_right_the_second_time_is_delivered(simulated: Simulated, selfie: Path, tmp_path: Path) -> None:
    simulated.tell("stranger")
    _, made = simulated.make(selfie, *ORDER, *STRICT, "--out", tmp_path / "out")

    assert {page["status"] for page in receipts(made)} == {"pass"}
    assert sorted(page["tries"] for page in receipts(made)) == [1, 2]
    assert bought(simulated) == 3
    assert made["job"]["charged"] == made["job"]["quoted"]


def test_nothing_is_compared_where_it_is_switched_off(simulated: Simulated, selfie: Path, tmp_path: Path) -> None:
    _, made = simulated.make(selfie, *ORDER, "--face-lock", "off", "--out", tmp_path / "out")

    assert {(page["status"], *page["reasons"]) for page in receipts(made)} == {("unavailable", "face_lock_off")}


def test_an_older_consent_makes_pictures_and_compares_nobody(simulated: Simulated, selfie: Path) -> None:
    with httpx.Client(base_url=simulated.house.url, timeout=PATIENCE, trust_env=False) as api:
        api.post("/me/consent", json={"statement": "2026-11", "recipients": ["google"]}).raise_for_status()
        asset = api.post("/upload/selfie", files={"file": selfie.read_bytes()}).raise_for_status().json()
        brief = {"headline": "STOP DOING THIS", "refs": [asset["id"]], "model_pref": "nano-banana-2.1"}
        project = api.post("/project", json=brief).raise_for_status().json()
        job = until(api, api.post(f"/project/{project['id']}/queue", json={"variants": 2}).json()["id"])

    pages = [variant["render"]["likeness"] for variant in job["variants"]]
    assert {(page["status"], *page["reasons"], page["skin"]) for page in pages} == {
        ("unavailable", "not_consented", None)
    }


def test_without_an_engine_strict_is_refused_and_nothing_passes_by_silence(
    blind: Simulated, selfie: Path, tmp_path: Path
) -> None:
    status, problem = blind.make(selfie, *ORDER, *STRICT)
    _, made = blind.make(selfie, *ORDER, "--out", tmp_path / "out")

    assert (status, "face_lock_unavailable" in json.dumps(problem)) == (2, True)
    assert {(page["status"], page["reasons"][0]) for page in receipts(made)} == {("unavailable", "no_engine")}
